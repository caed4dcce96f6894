/** The step that Adam and AdamW share. */
import type { Graph, Value } from '../graph/graph.ts';
import { add, div, mul, relu, sqrt, sub } from '../graph/ops.ts';
import type { Update, UpdateInputs } from './optimizer.ts';

export interface Moments {
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
}

/** 1/(1 − β₁ᵗ) and 1/√(1 − β₂ᵗ), which undo the start of both averages at zero. */
export const corrections = (step: number, { beta1, beta2 }: Moments) => ({
  correction1: 1 / (1 - beta1 ** step),
  correction2: 1 / Math.sqrt(1 - beta2 ** step),
});

/** β·old + (1 − β)·next. */
export function average(g: Graph, old: Value, next: Value, beta: number): Value {
  return add(g, mul(g, old, g.constant(beta)), mul(g, next, g.constant(1 - beta)));
}

/**
 * `weight` after a step along `gradient`, in the order of operations of PyTorch:
 *   m ← β₁·m + (1 − β₁)·dw,  v ← β₂·v + (1 − β₂)·dw²
 *   w ← w − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε)
 * With the slot `maximum` (AMSGrad), v in the step is the largest v so far.
 */
export function adamStep(
  g: Graph,
  weight: Value,
  gradient: Value,
  { slots: { moment1, moment2, maximum }, learningRate, scalars }: UpdateInputs,
  { beta1, beta2, eps }: Moments,
): Update {
  const mean = average(g, moment1!, gradient, beta1);
  const square = average(g, moment2!, mul(g, gradient, gradient), beta2);
  // max(a, b) = a + relu(b − a), where b − a is rounded: the difference is far below what a step shows.
  const largest = maximum && add(g, maximum, relu(g, sub(g, square, maximum)));
  const size = add(g, mul(g, sqrt(g, largest ?? square), scalars['correction2']!), g.constant(eps));
  const step = mul(g, mul(g, learningRate, scalars['correction1']!), div(g, mean, size));
  return {
    weight: sub(g, weight, step),
    slots: { moment1: mean, moment2: square, ...(largest ? { maximum: largest } : {}) },
  };
}
