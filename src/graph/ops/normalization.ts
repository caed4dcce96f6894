/** Normalisation. Images are (N, C, H, W), scales and biases lists of C. */
import { GraphError } from '../../errors.ts';
import { formatShape, sameShape } from '../dim.ts';
import type { Graph, Value } from '../graph.ts';
import { sizeOf } from '../tensor.ts';
import { add, div, mul, sqrt, sub } from './elementwise.ts';
import { assertPerChannel, assertRank, axisOf, emit, float, int, sizeAt } from './emit.ts';
import { reduceMean } from './reduce.ts';
import { expand, reshape } from './shape.ts';

export interface Affine {
  readonly scale: Value;
  readonly bias: Value;
}

export interface RunningStatistics {
  readonly mean: Value;
  readonly variance: Value;
}

/** Batch normalisation in use: scale·(x − mean)/√(variance + ε) + bias, with the statistics that training gathered (Ioffe and Szegedy, 2015). */
export function batchNorm(g: Graph, x: Value, { scale, bias }: Affine, { mean, variance }: RunningStatistics, epsilon = 1e-5): Value {
  assertRank('BatchNormalization', x, 4);
  for (const v of [scale, bias, mean, variance]) assertPerChannel('BatchNormalization', x, v);
  return emit(g, 'BatchNormalization', [x, scale, bias, mean, variance], { epsilon: float(epsilon) }, x.shape);
}

/**
 * Batch normalisation in training, by the statistics of the batch, as nodes that have gradients: y = scale·(x − μ)/√(σ² + ε) + bias, μ and σ² over N, H, W.
 * Also gives the running statistics after this step, r ← r + momentum·(statistic − r), with n/(n − 1)·σ² for the variance, as PyTorch has it.
 * The operator's own training mode is not used: it gives no statistics of the batch to make a gradient of, and divides by n.
 */
export function batchNormTraining(
  g: Graph,
  x: Value,
  { scale, bias }: Affine,
  running: RunningStatistics,
  { epsilon = 1e-5, momentum = 0.1 } = {},
): { readonly y: Value; readonly running: RunningStatistics } {
  const op = 'batchNormTraining';
  assertRank(op, x, 4);
  for (const v of [scale, bias, running.mean, running.variance]) assertPerChannel(op, x, v);
  const [n, channels, h, w] = x.sizes as [number, number, number, number];
  const count = n * h * w;
  if (count < 2)
    throw new GraphError(`${op}: expected more than one value in each channel of ${x.name} but received ${formatShape(x.shape)}`);
  const mean = reduceMean(g, x, [0, 2, 3], true);
  const centred = sub(g, x, mean);
  const variance = reduceMean(g, mul(g, centred, centred), [0, 2, 3], true);
  const factor = div(g, perChannel(g, scale), sqrt(g, add(g, variance, g.constant(epsilon))));
  const step = (old: Value, now: Value) => add(g, old, mul(g, sub(g, reshape(g, now, [channels]), old), g.constant(momentum)));
  return {
    y: add(g, mul(g, centred, factor), perChannel(g, bias)),
    running: {
      mean: step(running.mean, mean),
      variance: step(running.variance, mul(g, variance, g.constant(count / (count - 1)))),
    },
  };
}

/** Every channel of every picture by its own mean and variance (Ulyanov et al., 2016). */
export function instanceNorm(g: Graph, x: Value, { scale, bias }: Affine, epsilon = 1e-5): Value {
  assertRank('InstanceNormalization', x, 4);
  for (const v of [scale, bias]) assertPerChannel('InstanceNormalization', x, v);
  return emit(g, 'InstanceNormalization', [x, scale, bias], { epsilon: float(epsilon) }, x.shape);
}

/** By mean and variance over the axes from `axis` on, whose shape `scale` and `bias` have (Ba et al., 2016). */
export function layerNorm(g: Graph, x: Value, { scale, bias }: Affine, { axis = -1, epsilon = 1e-5 } = {}): Value {
  const first = axisOf('LayerNormalization', x, axis);
  for (const v of [scale, bias]) {
    if (!sameShape(v.shape, x.shape.slice(first)))
      throw new GraphError(`LayerNormalization: expected the shape ${formatShape(x.shape.slice(first))} but received ${v}`);
  }
  return emit(g, 'LayerNormalization', [x, scale, bias], { axis: int(first), epsilon: float(epsilon) }, x.shape);
}

/**
 * By mean and variance over `groups` groups of neighbouring channels (Wu and He, 2018), as nodes that have gradients. The mean of a group is
 * the mean of the means of its channels, so height and width may be symbolic.
 */
export function groupNorm(g: Graph, x: Value, groups: number, { scale, bias }: Affine, epsilon = 1e-5): Value {
  const op = 'groupNorm';
  assertRank(op, x, 4);
  for (const v of [scale, bias]) assertPerChannel(op, x, v);
  const channels = sizeAt(op, x, 1);
  if (channels % groups !== 0)
    throw new GraphError(`${op}: expected channels divisible by ${groups} groups for ${x.name} but received ${formatShape(x.shape)}`);
  const mean = (v: Value): Value => {
    const grouped = reshape(g, reduceMean(g, v, [2, 3]), [x.shape[0]!, groups, channels / groups]);
    const spread = expand(g, reduceMean(g, grouped, [2], true), [1, 1, channels / groups]);
    return reshape(g, spread, [x.shape[0]!, channels, 1, 1]);
  };
  const centred = sub(g, x, mean(x));
  const factor = div(g, perChannel(g, scale), sqrt(g, add(g, mean(mul(g, centred, centred)), g.constant(epsilon))));
  return add(g, mul(g, centred, factor), perChannel(g, bias));
}

/** A list of C as (1, C, 1, 1). */
function perChannel(g: Graph, v: Value): Value {
  return reshape(g, v, [1, sizeOf(v.sizes), 1, 1]);
}
