/** AdamW (Loshchilov and Hutter, 2019, arXiv 1711.05101): w ← w − η·λ·w, then Adam's step with the gradient as it is. */
import * as v from 'valibot';
import { mul, sub } from '../graph/ops.ts';
import { adamStep, corrections } from './moments.ts';
import { decay, defineOptimizer, notNegative, positive, zeros } from './optimizer.ts';

export const adamw = defineOptimizer({
  name: 'adamw',
  config: v.strictObject({
    beta1: v.optional(decay, 0.9),
    beta2: v.optional(decay, 0.999),
    eps: v.optional(positive, 1e-8),
    weightDecay: v.optional(notNegative, 0.01),
  }),
  slots: zeros('moment1', 'moment2'),
  scalars: corrections,
  build(g, given, options) {
    const { weight, learningRate } = given;
    const shrunk = sub(g, weight, mul(g, weight, mul(g, learningRate, g.constant(options.weightDecay))));
    return adamStep(g, shrunk, given.gradient, given, options);
  },
});
