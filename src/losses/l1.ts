/** Mean absolute error, mean |sr − hr|. Used by EDSR (Lim et al., 2017) and most networks since. */
import * as v from 'valibot';
import { abs, reduceMean, sub } from '../graph/ops.ts';
import { defineLoss } from './loss.ts';

export const l1 = defineLoss({
  name: 'l1',
  config: v.strictObject({}),
  build: (g, { sr, hr }) => reduceMean(g, abs(g, sub(g, sr, hr))),
});
