/** The building blocks of networks. A layer is a function: called twice it shares its weights. */
import { expected, GraphError } from '../errors.ts';
import type { Graph, Value } from '../graph/graph.ts';
import * as op from '../graph/ops.ts';
import { sizeOf } from '../graph/tensor.ts';
import { mulberry32, type Random, seedOf, standardNormal } from '../random.ts';

export type Layer = (x: Value) => Value;

/** Fills a filter of shape (O, I, kh, kw). */
export type Init = (shape: readonly number[], random: Random) => Float32Array;

/** Normal with a given standard deviation. */
export const normal =
  (deviation: number): Init =>
  (shape, random) =>
    Float32Array.from({ length: sizeOf(shape) }, () => deviation * standardNormal(random));

/** Normal with standard deviation √(2 / fan-in) (He et al., 2015): keeps the size of signals through ReLU. */
export const heNormal: Init = (shape, random) => normal(Math.sqrt(2 / sizeOf(shape.slice(1))))(shape, random);

/** Normal with standard deviation √(1 / fan-in) (LeCun et al., 1998): keeps the size of signals through tanh. */
export const lecunNormal: Init = (shape, random) => normal(Math.sqrt(1 / sizeOf(shape.slice(1))))(shape, random);

export interface ConvLayerOptions {
  /** Default: `heNormal`. */
  readonly init?: Init;
  /** Default: true. */
  readonly padded?: boolean;
}

export interface DeconvLayerOptions {
  /** Default: 1. */
  readonly stride?: number;
  /** Default: `heNormal`. */
  readonly init?: Init;
}

export interface BuildOptions {
  /** True: no layer pads, so that the result is smaller by what padding would have added. Default: false. */
  readonly unpadded?: boolean;
  /** True for the graph of a training step, in which batch normalisation works by the batch. Default: false. */
  readonly training?: boolean;
}

export class Layers {
  readonly graph: Graph;
  /** The new value of each weight that a training step changes without a gradient: running statistics. Empty in use. */
  readonly updates = new Map<Value, Value>();
  readonly #seed: number;
  readonly #unpadded: boolean;
  readonly #training: boolean;

  /** The same seed gives the same weights, whatever else the graph holds. */
  constructor(graph: Graph, seed: number, { unpadded = false, training = false }: BuildOptions = {}) {
    this.graph = graph;
    this.#seed = seed;
    this.#unpadded = unpadded;
    this.#training = training;
  }

  /**
   * Convolution k × k with bias and stride 1, (N, I, H, W) → (N, O, H, W), k odd. Zero padding keeps the size; without padding
   * the result is k − 1 smaller.
   */
  conv(
    name: string,
    inChannels: number,
    outChannels: number,
    kernel: number,
    { init = heNormal, padded = true }: ConvLayerOptions = {},
  ): Layer {
    const shape = [outChannels, inChannels, kernel, kernel];
    const weight = this.graph.weight(`${name}.weight`, shape, init(shape, this.#random(name)));
    const bias = this.graph.weight(`${name}.bias`, [outChannels], new Float32Array(outChannels));
    return (x) => op.conv(this.graph, x, weight, { pads: padded && !this.#unpadded ? kernel >> 1 : 0, bias });
  }

  /**
   * Deconvolution (transposed convolution) k × k with bias, (N, I, H, W) → (N, O, H·stride, W·stride), k ≥ stride. Filters are
   * (I, O, k, k). As in PyTorch with padding ⌈(k − stride)/2⌉, and one row and column of output padding where k − stride is odd.
   */
  deconv(name: string, inChannels: number, outChannels: number, kernel: number, options: DeconvLayerOptions = {}): Layer {
    const { stride = 1, init = heNormal } = options;
    if (this.#unpadded) throw new GraphError(`${name}: a network with deconvolutions is trained with padding`);
    const surplus = kernel - stride;
    if (surplus < 0) throw new GraphError(expected(`a kernel of at least ${stride}, the stride,`, name, kernel));
    const shape = [inChannels, outChannels, kernel, kernel];
    const weight = this.graph.weight(`${name}.weight`, shape, init(shape, this.#random(name)));
    const bias = this.graph.weight(`${name}.bias`, [outChannels], new Float32Array(outChannels));
    const outputPadding = [surplus % 2, surplus % 2] as const;
    return (x) => op.convTranspose(this.graph, x, weight, { strides: stride, pads: Math.ceil(surplus / 2), outputPadding, bias });
  }

  /** Batch normalisation with scale and bias for each channel: by the batch in training, by the statistics gathered there in use. */
  batchNorm(name: string, channels: number): Layer {
    const list = (part: string, value: number) => this.graph.weight(`${name}.${part}`, [channels], new Float32Array(channels).fill(value));
    const affine = { scale: list('weight', 1), bias: list('bias', 0) };
    const running = { mean: list('running_mean', 0), variance: list('running_var', 1) };
    return (x) => {
      if (!this.#training) return op.batchNorm(this.graph, x, affine, running);
      const made = op.batchNormTraining(this.graph, x, affine, running);
      this.updates.set(running.mean, made.running.mean);
      this.updates.set(running.variance, made.running.variance);
      return made.y;
    };
  }

  /** x where it is positive, else x times a slope learned for each channel, 0.25 at the start (He et al., 2015). */
  prelu(name: string, channels: number): Layer {
    const slope = this.graph.weight(`${name}.slope`, [channels, 1, 1], new Float32Array(channels).fill(0.25));
    return (x) => op.prelu(this.graph, x, slope);
  }

  /** Repeats the outermost rows and columns `margin` times: (N, C, H, W) → (N, C, H + 2·margin, W + 2·margin). */
  padEdge(x: Value, margin: number): Value {
    return this.#unpadded ? x : op.padEdge(this.graph, x, [2, 3], margin);
  }

  /** x + value, element by element. */
  shift(x: Value, value: number): Value {
    return op.add(this.graph, x, this.graph.constant(value));
  }

  relu(x: Value): Value {
    return op.relu(this.graph, x);
  }

  /** x where it is positive, else slope·x. */
  leakyRelu(x: Value, slope: number): Value {
    return op.leakyRelu(this.graph, x, slope);
  }

  tanh(x: Value): Value {
    return op.tanh(this.graph, x);
  }

  /** (N, C·r², H, W) → (N, C, H·r, W·r). */
  pixelShuffle(x: Value, r: number): Value {
    return op.pixelShuffle(this.graph, x, r);
  }

  /** One stream of random numbers for each name, so that a layer's weights do not depend on the others. */
  #random(name: string): Random {
    return mulberry32(seedOf(this.#seed, ...Array.from(name, (c) => c.charCodeAt(0))));
  }
}
