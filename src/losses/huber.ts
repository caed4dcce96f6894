/**
 * Huber loss (1964): squared for small errors, absolute for large ones. With e = |sr − hr| the mean of e²/2 up to δ and of δ·(e − δ/2) beyond,
 * which is c·(e − c/2) with c = min(e, δ).
 */
import * as v from 'valibot';
import { abs, clip, mul, reduceMean, sub } from '../graph/ops.ts';
import { defineLoss, positive } from './loss.ts';

export const huber = defineLoss({
  name: 'huber',
  config: v.strictObject({ delta: v.optional(positive, 0.01) }),
  build(g, { sr, hr }, { delta }) {
    const error = abs(g, sub(g, sr, hr));
    const near = clip(g, error, 0, delta);
    return reduceMean(g, mul(g, near, sub(g, error, mul(g, near, g.constant(0.5)))));
  },
});
