/** The building blocks of networks. A layer is a function: called twice it shares its weights. */
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

export interface PaddingOptions {
  /** True: no layer pads, so that the result is smaller by what padding would have added. Default: false. */
  readonly unpadded?: boolean;
}

export class Layers {
  readonly graph: Graph;
  readonly #seed: number;
  readonly #unpadded: boolean;

  /** The same seed gives the same weights, whatever else the graph holds. */
  constructor(graph: Graph, seed: number, { unpadded = false }: PaddingOptions = {}) {
    this.graph = graph;
    this.#seed = seed;
    this.#unpadded = unpadded;
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
    const random = mulberry32(seedOf(this.#seed, ...Array.from(name, (c) => c.charCodeAt(0))));
    const weight = this.graph.weight(`${name}.weight`, shape, init(shape, random));
    const bias = this.graph.weight(`${name}.bias`, [outChannels], new Float32Array(outChannels));
    return (x) => op.conv(this.graph, x, weight, { pads: padded && !this.#unpadded ? kernel >> 1 : 0, bias });
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

  tanh(x: Value): Value {
    return op.tanh(this.graph, x);
  }

  /** (N, C·r², H, W) → (N, C, H·r, W·r). */
  pixelShuffle(x: Value, r: number): Value {
    return op.pixelShuffle(this.graph, x, r);
  }
}
