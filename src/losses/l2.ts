/** Mean squared error, mean (sr − hr)². Its minimum is the maximum of PSNR. Used by SRCNN, ESPCN and FSRCNN. */
import * as v from 'valibot';
import { mul, reduceMean, sub } from '../graph/ops.ts';
import { defineLoss } from './loss.ts';

export const l2 = defineLoss({
  name: 'l2',
  config: v.strictObject({}),
  build(g, { sr, hr }) {
    const error = sub(g, sr, hr);
    return reduceMean(g, mul(g, error, error));
  },
});
