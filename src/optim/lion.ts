/**
 * Lion (Chen et al., 2023, arXiv 2302.06675): every weight moves by the learning rate, so that takes a third to a tenth of Adam's.
 *   w ← w − η·(sign(β₁·m + (1 − β₁)·dw) + λ·w),  m ← β₂·m + (1 − β₂)·dw
 */
import * as v from 'valibot';
import { mul, sign, sub } from '../graph/ops.ts';
import { average } from './moments.ts';
import { decay, decayed, defineOptimizer, notNegative, zeros } from './optimizer.ts';

export const lion = defineOptimizer({
  name: 'lion',
  config: v.strictObject({
    beta1: v.optional(decay, 0.9),
    beta2: v.optional(decay, 0.99),
    weightDecay: v.optional(notNegative, 0),
  }),
  slots: zeros('moment'),
  scalars: () => ({}),
  build(g, { weight, gradient, slots: { moment }, learningRate }, { beta1, beta2, weightDecay }) {
    const direction = sign(g, average(g, moment!, gradient, beta1));
    const step = decayed(g, direction, weight, weightDecay);
    return { weight: sub(g, weight, mul(g, learningRate, step)), slots: { moment: average(g, moment!, gradient, beta2) } };
  },
});
