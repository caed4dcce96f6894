/** 1 − SSIM (Wang et al., 2004): the mean over all places of the window, all channels and all patches. */
import * as v from 'valibot';
import { mul, reduceMean, sub } from '../graph/ops.ts';
import { defineLoss } from './loss.ts';
import { similarity } from './similarity.ts';

export const ssim = defineLoss({
  name: 'ssim',
  config: v.strictObject({}),
  build(g, { sr, hr }) {
    const { luminance, structure } = similarity(g, sr, hr, 'ssim');
    return sub(g, g.constant(1), reduceMean(g, mul(g, luminance, structure)));
  },
});
