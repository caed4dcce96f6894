/** Gradients of activations with a parameter, of the sigmoid, and of softmax. */
import { add, and, cast, erf, exp, greater, min, mul, neg, reduceSum, sub, tanh } from '../../graph/ops.ts';
import type { Rule } from '../rule.ts';
import { positive } from './elementwise.ts';

/** y = x where p, else slope·x, with p = 1 where x > 0, else 0 (at x = 0 too, as in PyTorch). dx = dy·(slope + p·(1 − slope)),  dslope = dy·min(x, 0) */
export const PRelu: Rule<'PRelu'> = (g, { inputs: [x, slope] }, dy, need) => [
  need(0) ? mul(g, dy, add(g, mul(g, positive(g, x!), sub(g, g.constant(1), slope!)), slope!)) : undefined,
  need(1) ? mul(g, dy, min(g, x!, g.constant(0))) : undefined,
];

/** The same with slope α. */
export const LeakyRelu: Rule<'LeakyRelu'> = (g, { inputs: [x], attrs }, dy) => {
  const alpha = attrs.alpha.value;
  return [mul(g, dy, add(g, mul(g, positive(g, x!), g.constant(1 - alpha)), g.constant(alpha)))];
};

/** y = x where p, else α(eˣ − 1). dx = dy·(min(y, 0) + α + p·(1 − α)):  dy where p, else dy·(y + α) */
export const Elu: Rule<'Elu'> = (g, { inputs: [x], outputs: [y], attrs }, dy) => {
  const alpha = attrs.alpha.value;
  const above = add(g, mul(g, positive(g, x!), g.constant(1 - alpha)), g.constant(alpha));
  return [mul(g, dy, add(g, min(g, y!, g.constant(0)), above))];
};

/** y = 1/(1 + e⁻ˣ). dx = dy·y·(1 − y) */
export const Sigmoid: Rule<'Sigmoid'> = (g, { outputs: [y] }, dy) => [mul(g, dy, mul(g, y!, sub(g, g.constant(1), y!)))];

/** y = min(max(αx + β, 0), 1). dx = α·dy where 0 < y < 1, else 0 */
export const HardSigmoid: Rule<'HardSigmoid'> = (g, { outputs: [y], attrs }, dy) => {
  const inside = and(g, greater(g, y!, g.constant(0)), greater(g, g.constant(1), y!));
  return [mul(g, dy, mul(g, cast(g, inside, 'float32'), g.constant(attrs.alpha.value)))];
};

/**
 * y = x·Φ(x), Φ(x) = (1 + erf(x/√2))/2.  dx = dy·(Φ(x) + x·φ(x)), φ(x) = e^(−x²/2)/√(2π)
 * y = x·(1 + t)/2, t = tanh u, u = √(2/π)·(x + 0.044715·x³).  dx = dy·((1 + t)/2 + x·(1 − t²)/2·u′), u′ = √(2/π)·(1 + 3·0.044715·x²)
 */
export const Gelu: Rule<'Gelu'> = (g, { inputs, attrs }, dy) => {
  const x = inputs[0]!;
  const times = (v: typeof x, factor: number) => mul(g, v, g.constant(factor));
  const plus = (v: typeof x, term: number) => add(g, v, g.constant(term));
  const square = mul(g, x, x);
  const derivative = () => {
    if (attrs.approximate.value === 'none') {
      const phi = times(plus(erf(g, times(x, Math.SQRT1_2)), 1), 0.5);
      const density = times(exp(g, times(square, -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return add(g, phi, mul(g, x, density));
    }
    const [a, b] = [Math.sqrt(2 / Math.PI), 0.044715];
    const t = tanh(g, mul(g, x, plus(times(square, a * b), a)));
    const slope = mul(g, plus(neg(g, mul(g, t, t)), 1), plus(times(square, 3 * a * b), a));
    return times(add(g, plus(t, 1), mul(g, x, slope)), 0.5);
  };
  return [mul(g, dy, derivative())];
};

/** y = eˣ/Σeˣ. dx = y·(dy − Σ dy·y), summed over the same axis */
export const Softmax: Rule<'Softmax'> = (g, { outputs, attrs }, dy) => {
  const y = outputs[0]!;
  return [mul(g, y, sub(g, dy, reduceSum(g, mul(g, dy, y), [attrs.axis.value], true)))];
};
