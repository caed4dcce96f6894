/** Charbonnier loss: mean √((sr − hr)² + ε²), a smooth L1. Introduced to super-resolution by LapSRN (Lai et al., 2017). */
import * as v from 'valibot';
import { add, mul, reduceMean, sqrt, sub } from '../graph/ops.ts';
import { defineLoss, positive } from './loss.ts';

export const charbonnier = defineLoss({
  name: 'charbonnier',
  config: v.strictObject({ eps: v.optional(positive, 1e-3) }),
  build(g, { sr, hr }, { eps }) {
    const error = sub(g, sr, hr);
    return reduceMean(g, sqrt(g, add(g, mul(g, error, error), g.constant(eps ** 2))));
  },
});
