/**
 * Adam (Kingma and Ba, 2015), in the order of operations of PyTorch:
 *   m ← β₁·m + (1 − β₁)·dw,  v ← β₂·v + (1 − β₂)·dw²
 *   w ← w − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε)
 */
import * as v from 'valibot';
import { add, div, mul, sqrt, sub } from '../graph/ops.ts';
import { decay, defineOptimizer, zeros } from './optimizer.ts';

export const adam = defineOptimizer({
  name: 'adam',
  config: v.strictObject({
    beta1: v.optional(decay, 0.9),
    beta2: v.optional(decay, 0.999),
    eps: v.optional(v.pipe(v.number(), v.gtValue(0)), 1e-8),
  }),
  slots: zeros('moment1', 'moment2'),
  scalars: (step, { beta1, beta2 }) => ({ correction1: 1 / (1 - beta1 ** step), correction2: 1 / Math.sqrt(1 - beta2 ** step) }),
  build(g, { weight, gradient, slots: { moment1, moment2 }, learningRate, scalars }, { beta1, beta2, eps }) {
    const mean = add(g, mul(g, moment1!, g.constant(beta1)), mul(g, gradient, g.constant(1 - beta1)));
    const square = add(g, mul(g, moment2!, g.constant(beta2)), mul(g, mul(g, gradient, gradient), g.constant(1 - beta2)));
    const size = add(g, mul(g, sqrt(g, square), scalars['correction2']!), g.constant(eps));
    const step = mul(g, mul(g, learningRate, scalars['correction1']!), div(g, mean, size));
    return { weight: sub(g, weight, step), slots: { moment1: mean, moment2: square } };
  },
});
