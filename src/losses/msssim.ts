/**
 * 1 − MS-SSIM (Wang, Simoncelli and Bovik, 2003): at each of M scales, each half the size of the one before, the mean of the structure term of
 * SSIM, at the last of SSIM itself; of each patch and channel the product of their powers, and of those the mean.
 *   MS-SSIM = SSIM_M^w_M · Π structure_j^w_j for j < M
 * `weights` are the exponents, one for each scale. A patch needs 10·2^(M − 1) + 1 pixels a side: 161 for the paper's five scales.
 */
import * as v from 'valibot';
import { expected, ShapeError } from '../errors.ts';
import type { Graph, Value } from '../graph/graph.ts';
import { clip, concat, mul, pow, reduceMean, reshape, slice, sub } from '../graph/ops.ts';
import { defineLoss, positive } from './loss.ts';
import { similarity, windowSize } from './similarity.ts';

/** Means below this count as this: a negative number has no power, and the slope of a power at 0 has no end. */
const least = 1e-6;

export const msssim = defineLoss({
  name: 'msssim',
  config: v.strictObject({
    weights: v.optional(v.pipe(v.array(positive), v.minLength(1)), [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]),
  }),
  build(g, { sr, hr }, { weights }) {
    const [, , height, width] = sr.sizes as [number, number, number, number];
    const needed = (windowSize - 1) * 2 ** (weights.length - 1) + 1;
    if (height < needed || width < needed) {
      const what = `patches of at least ${needed}×${needed} pixels for ${weights.length} scales`;
      throw new ShapeError(expected(what, 'the loss msssim', `${width}×${height}`));
    }
    let [x, y] = [sr, hr];
    const factors = weights.map((weight, scale) => {
      if (scale > 0) [x, y] = [halved(g, x), halved(g, y)];
      const { luminance, structure } = similarity(g, x, y, 'msssim');
      const last = scale === weights.length - 1;
      const mean = reduceMean(g, last ? mul(g, luminance, structure) : structure, [1, 2, 3]);
      return pow(g, clip(g, mean, least, 1), g.constant(weight));
    });
    return sub(
      g,
      g.constant(1),
      reduceMean(
        g,
        factors.reduce((product, factor) => mul(g, product, factor)),
      ),
    );
  },
});

/** The mean of every 2×2 pixels; a last row or column without a partner is taken twice. */
function halved(g: Graph, x: Value): Value {
  const [n, c] = x.sizes as [number, number];
  const even = [2, 3].reduce((value, axis) => {
    const size = value.sizes[axis]!;
    return size % 2 === 0 ? value : concat(g, [value, slice(g, value, [{ axis, start: size - 1, end: size }])], axis);
  }, x);
  const [h, w] = [even.sizes[2]! / 2, even.sizes[3]! / 2];
  return reduceMean(g, reshape(g, even, [n, c, h, 2, w, 2]), [3, 5]);
}
