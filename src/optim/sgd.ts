/**
 * Stochastic gradient descent with momentum, as PyTorch defines it:
 *   u ← μ·u + dw,  w ← w − η·u
 */
import * as v from 'valibot';
import { add, mul, sub } from '../graph/ops.ts';
import { decay, defineOptimizer, zeros } from './optimizer.ts';

export const sgd = defineOptimizer({
  name: 'sgd',
  config: v.strictObject({ momentum: v.optional(decay, 0.9) }),
  slots: zeros('velocity'),
  scalars: () => ({}),
  build(g, { weight, gradient, slots: { velocity }, learningRate }, { momentum }) {
    const next = add(g, mul(g, velocity!, g.constant(momentum)), gradient);
    return { weight: sub(g, weight, mul(g, learningRate, next)), slots: { velocity: next } };
  },
});
