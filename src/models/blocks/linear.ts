/**
 * Chains of linear layers as one: the filter (O, I, k, k) and bias (O) that they come to, worked out in the graph from their weights. That costs
 * the same for every picture, so a training step that trains the weights of the chain convolves the picture once, as the network in use does.
 */
import type { Graph, Value } from '../../graph/graph.ts';
import * as op from '../../graph/ops.ts';
import { tensor } from '../../graph/tensor.ts';
import { type Init, type Layers, uniformFanIn } from '../layers.ts';

/** A convolution as its filter (O, I, k, k), k odd, and its bias (O). */
export interface Linear {
  readonly weight: Value;
  readonly bias: Value;
}

/** The weights of a convolution of their own, `<name>.weight` and `<name>.bias`. */
export function linear(
  nn: Layers,
  name: string,
  [outChannels, inChannels, kernel]: readonly [number, number, number],
  { init = uniformFanIn, bias = uniformFanIn }: { readonly init?: Init; readonly bias?: Init } = {},
): Linear {
  const fanIn = inChannels * kernel ** 2;
  return {
    weight: nn.weight(`${name}.weight`, [outChannels, inChannels, kernel, kernel], init, fanIn),
    bias: nn.weight(`${name}.bias`, [outChannels], bias, fanIn),
  };
}

/**
 * `first` and then `second`, of which at least one is 1×1. The picture is padded with zeros before both, so that around what is between them lies
 * the bias of a `first` that is 1×1: with this, unlike with zeros there, both are one convolution up to the border.
 *   second 1×1:  W = W₂·W₁,              b = W₂·b₁ + b₂
 *   first 1×1:   W = W₂·W₁ at each tap,  b = (Σ W₂ over its taps)·b₁ + b₂
 */
export function chained(g: Graph, first: Linear, second: Linear): Linear {
  const [middle, inChannels, kernel] = first.weight.sizes as [number, number, number];
  const [outChannels, , pointwise] = second.weight.sizes as [number, number, number];
  const matrix = pointwise === 1 ? op.reshape(g, second.weight, [outChannels, middle]) : op.reduceSum(g, second.weight, [2, 3]);
  const product = op.matmul(g, matrix, op.reshape(g, first.bias, [middle, 1]));
  const bias = op.add(g, op.reshape(g, product, [outChannels]), second.bias);
  if (pointwise !== 1) return { weight: op.conv(g, second.weight, op.transpose(g, first.weight, [1, 0, 2, 3])), bias };
  const taps = op.matmul(g, matrix, op.reshape(g, first.weight, [middle, inChannels * kernel ** 2]));
  return { weight: op.reshape(g, taps, [outChannels, inChannels, kernel, kernel]), bias };
}

/** Both side by side, what they make added up. A 1×1 is the middle of the other's filter. */
export function parallel(g: Graph, a: Linear, b: Linear): Linear {
  return { weight: op.add(g, a.weight, centred(g, b.weight, a.weight.sizes[2]!)), bias: op.add(g, a.bias, b.bias) };
}

/** The layer with its input added to what it makes; as many channels on both sides. */
export function withIdentity(g: Graph, { weight, bias }: Linear): Linear {
  const [channels, , kernel] = weight.sizes as [number, number, number];
  const one = new Float32Array(channels * channels);
  for (let i = 0; i < channels; i++) one[i * channels + i] = 1;
  const identity = g.constant(tensor(one, [channels, channels, 1, 1]));
  return { weight: op.add(g, weight, centred(g, identity, kernel)), bias };
}

/** A filter with zeros around it, (O, I, k, k) to (O, I, kernel, kernel). */
function centred(g: Graph, filter: Value, kernel: number): Value {
  const margin = (kernel - filter.sizes[2]!) / 2;
  return margin === 0 ? filter : op.pad(g, filter, [0, 0, margin, margin], [0, 0, margin, margin]);
}
