/** Clipping of gradients, before the optimiser sees them. */
import * as v from 'valibot';
import type { Graph, Value } from '../graph/graph.ts';
import { emit } from '../graph/ops/emit.ts';
import { add, clip, div, mul, neg, reduceSum, sqrt } from '../graph/ops.ts';
import { positive } from './optimizer.ts';

/**
 * `norm`: all gradients times min(1, max / (‖dw‖ + 1e-6)), where the norm is that of all of them together (Pascanu et al., 2013), as
 * PyTorch's clip_grad_norm_. `value`: every element to ±max. `adjustable`: every element to ±theta/γ with γ the learning rate of the
 * schedule, so that no step of plain gradient descent is longer than theta (VDSR: Kim et al., 2016).
 */
export const clipConfig = v.variant('name', [
  v.strictObject({ name: v.literal('norm'), max: positive }),
  v.strictObject({ name: v.literal('value'), max: positive }),
  v.strictObject({ name: v.literal('adjustable'), theta: positive }),
]);

export type ClipConfig = v.InferOutput<typeof clipConfig>;

/** √ Σ dw² over all elements of all gradients, a scalar. */
export function globalNorm(g: Graph, gradients: readonly Value[]): Value {
  return sqrt(
    g,
    gradients.map((gradient) => reduceSum(g, mul(g, gradient, gradient))).reduce((sum, square) => add(g, sum, square)),
  );
}

/** The gradients after clipping. `learningRate` is that of the schedule, a scalar; `norm` is the global norm of the gradients. */
export function clipGradients(
  g: Graph,
  gradients: readonly Value[],
  config: ClipConfig,
  { learningRate, norm }: { readonly learningRate: Value; readonly norm: () => Value },
): Value[] {
  switch (config.name) {
    case 'norm': {
      const share = clip(g, div(g, g.constant(config.max), add(g, norm(), g.constant(1e-6))), 0, 1);
      return gradients.map((gradient) => mul(g, gradient, share));
    }
    case 'value':
      return gradients.map((gradient) => clip(g, gradient, -config.max, config.max));
    case 'adjustable': {
      const bound = div(g, g.constant(config.theta), learningRate);
      const below = neg(g, bound);
      return gradients.map((gradient) => emit(g, 'Clip', [gradient, below, bound], {}, gradient.shape));
    }
  }
}
