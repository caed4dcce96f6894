/**
 * Stochastic gradient descent with momentum (Nesterov's on request) and weight decay, as PyTorch defines it:
 *   d = dw + λ·w,  u ← μ·u + d,  w ← w − η·u,  or with Nesterov's momentum w ← w − η·(d + μ·u)
 */
import * as v from 'valibot';
import { add, mul, sub } from '../graph/ops.ts';
import { decay, decayed, defineOptimizer, notNegative, zeros } from './optimizer.ts';

export const sgd = defineOptimizer({
  name: 'sgd',
  config: v.strictObject({
    momentum: v.optional(decay, 0.9),
    nesterov: v.optional(v.boolean(), false),
    weightDecay: v.optional(notNegative, 0),
  }),
  slots: zeros('velocity'),
  scalars: () => ({}),
  build(g, { weight, gradient, slots: { velocity }, learningRate }, { momentum, nesterov, weightDecay }) {
    const slope = decayed(g, gradient, weight, weightDecay);
    const next = add(g, mul(g, velocity!, g.constant(momentum)), slope);
    const step = nesterov ? add(g, slope, mul(g, next, g.constant(momentum))) : next;
    return { weight: sub(g, weight, mul(g, learningRate, step)), slots: { velocity: next } };
  },
});
