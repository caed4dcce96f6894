/**
 * Exponential moving average of weights: a ← d·a + (1 − d)·w after every step, and a = w after the first, as PyTorch's AveragedModel
 * with that average. The first value of a is never looked at.
 */
import type { Graph, Value } from '../graph/graph.ts';
import { add, mul, sub } from '../graph/ops.ts';

/** d of step `step`, counted from 1: the share that the old average keeps. */
export const emaShare = (step: number, decay: number): number => (step === 1 ? 0 : decay);

/** The average after a step that made `weight`. */
export function emaUpdate(g: Graph, average: Value, weight: Value, share: Value): Value {
  return add(g, mul(g, average, share), mul(g, weight, sub(g, g.constant(1), share)));
}
