/**
 * Adam (Kingma and Ba, 2015), with weight decay as an L2 term of the loss, dw + λ·w, and on request AMSGrad (Reddi et al., 2018),
 * which divides by the largest second moment so far.
 */
import * as v from 'valibot';
import { adamStep, corrections } from './moments.ts';
import { decay, decayed, defineOptimizer, notNegative, positive, zeros } from './optimizer.ts';

export const adam = defineOptimizer({
  name: 'adam',
  config: v.strictObject({
    beta1: v.optional(decay, 0.9),
    beta2: v.optional(decay, 0.999),
    eps: v.optional(positive, 1e-8),
    weightDecay: v.optional(notNegative, 0),
    amsgrad: v.optional(v.boolean(), false),
  }),
  slots: (shape, { amsgrad }) => zeros('moment1', 'moment2', ...(amsgrad ? ['maximum'] : []))(shape),
  scalars: corrections,
  build(g, given, options) {
    const gradient = decayed(g, given.gradient, given.weight, options.weightDecay);
    return adamStep(g, given.weight, gradient, given, options);
  },
});
