/** The building blocks of networks. A layer is a function: called twice it shares its weights. */
import { expected, GraphError } from '../errors.ts';
import type { Graph, Value } from '../graph/graph.ts';
import * as op from '../graph/ops.ts';
import { sizeOf } from '../graph/tensor.ts';
import { mulberry32, type Random, seedOf, standardNormal } from '../random.ts';

export type Layer = (x: Value) => Value;

/** Fills a filter of shape (O, I, kh, kw), or a bias; `fanIn` is how many numbers of the input one of the output is made of. */
export type Init = (shape: readonly number[], random: Random, fanIn: number) => Float32Array;

const filled = (shape: readonly number[], value: () => number) => Float32Array.from({ length: sizeOf(shape) }, value);

/** Normal with a given standard deviation. */
export const normal =
  (deviation: number): Init =>
  (shape, random) =>
    filled(shape, () => deviation * standardNormal(random));

/** Normal with standard deviation √(2 / fan-in) (He et al., 2015): keeps the size of signals through ReLU. */
export const heNormal: Init = (shape, random, fanIn) => normal(Math.sqrt(2 / fanIn))(shape, random, fanIn);

/** Normal with standard deviation √(1 / fan-in) (LeCun et al., 1998): keeps the size of signals through tanh. */
export const lecunNormal: Init = (shape, random, fanIn) => normal(Math.sqrt(1 / fanIn))(shape, random, fanIn);

/** Uniform between ±1/√fan-in, for filters and biases alike: what PyTorch's layers start with, and networks that state nothing else. */
export const uniformFanIn: Init = (shape, random, fanIn) => filled(shape, () => (2 * random() - 1) / Math.sqrt(fanIn));

/** Normal, drawn again beyond two standard deviations: what transformers start with. */
export const truncatedNormal =
  (deviation: number): Init =>
  (shape, random) =>
    filled(shape, () => {
      for (;;) {
        const draw = standardNormal(random);
        if (Math.abs(draw) <= 2) return deviation * draw;
      }
    });

/** Another start, times a factor. */
export const scaledInit =
  (factor: number, init: Init): Init =>
  (shape, random, fanIn) =>
    init(shape, random, fanIn).map((x) => factor * x);

export const constantInit =
  (value: number): Init =>
  (shape) =>
    filled(shape, () => value);

interface LayerOptions {
  /** Default: `heNormal`. */
  readonly init?: Init;
  /** The bias at the start, or false for a layer without. Default: zero. */
  readonly bias?: Init | false;
}

export interface ConvLayerOptions extends LayerOptions {
  /** False: no padding, whatever the network is built for. Default: true. */
  readonly padded?: boolean;
  /** Default: 1. */
  readonly stride?: number;
  /** Groups of channels that do not see each other. Default: 1. */
  readonly groups?: number;
  /** Pixels from one tap of the filter to the next. Default: 1. */
  readonly dilation?: number;
}

export interface DeconvLayerOptions extends LayerOptions {
  /** Default: 1. */
  readonly stride?: number;
}

export interface BuildOptions {
  /** True: no layer pads, so that the result is smaller by what padding would have added. Default: false. */
  readonly unpadded?: boolean;
  /** True for the graph of a training step, in which batch normalisation works by the batch. Default: false. */
  readonly training?: boolean;
  /** True: one layer in place of each chain of linear layers that `collapsible` makes. Default: false. */
  readonly collapsed?: boolean;
  /** True: all weights are zero, where others will take their place or none are needed; saves the time of drawing them. Default: false. */
  readonly blank?: boolean;
}

export class Layers {
  readonly graph: Graph;
  /** The new value of each weight that a training step changes without a gradient: running statistics. Empty in use. */
  readonly updates = new Map<Value, Value>();
  /** Weights of the layers that take the place of chains, worked out from those of the chains, by name. Empty when collapsed. */
  readonly collapses = new Map<string, Value>();
  readonly #seed: number;
  readonly #unpadded: boolean;
  readonly #training: boolean;
  readonly #collapsed: boolean;
  readonly #blank: boolean;

  /** The same seed gives the same weights, whatever else the graph holds. */
  constructor(graph: Graph, seed: number, { unpadded = false, training = false, collapsed = false, blank = false }: BuildOptions = {}) {
    this.graph = graph;
    this.#seed = seed;
    this.#unpadded = unpadded;
    this.#training = training;
    this.#collapsed = collapsed;
    this.#blank = blank;
  }

  /** A weight of its own, filled by `init`: a filter, a table, a factor. `stream` names its random numbers. */
  weight(name: string, shape: readonly number[], init: Init, fanIn = sizeOf(shape.slice(1)), stream = name): Value {
    return this.graph.weight(name, shape, this.#blank ? new Float32Array(sizeOf(shape)) : init(shape, this.#random(stream), fanIn));
  }

  /**
   * Convolution k × k, (N, I, H, W) → (N, O, ⌈H/stride⌉, ⌈W/stride⌉), k odd. Zero padding keeps the size; without padding
   * the result is dilation·(k − 1) smaller. Filters are (O, I/groups, k, k).
   */
  conv(name: string, inChannels: number, outChannels: number, kernel: number, options: ConvLayerOptions = {}): Layer {
    const { init = heNormal, bias = constantInit(0), padded = true, stride = 1, groups = 1, dilation = 1 } = options;
    const shape = [outChannels, inChannels / groups, kernel, kernel];
    const filter = this.#filter(name, shape, outChannels, init, bias);
    return (x) => this.#convolve(x, filter, { kernel, padded, stride, groups, dilation });
  }

  /**
   * A convolution k × k that is trained as a chain of linear layers and run as one: `expanded` makes its filter (O, I, k, k) and
   * bias (O) of the weights of the chain.
   */
  collapsible(
    name: string,
    [outChannels, inChannels, kernel]: readonly [number, number, number],
    expanded: () => { readonly weight: Value; readonly bias: Value },
  ): Layer {
    const shape = [outChannels, inChannels, kernel, kernel];
    const filter = this.#collapsed ? this.#filter(name, shape, outChannels, constantInit(0), constantInit(0)) : expanded();
    if (!this.#collapsed) for (const [part, value] of Object.entries(filter)) this.collapses.set(`${name}.${part}`, value);
    return (x) => this.#convolve(x, filter, { kernel, padded: true, stride: 1, groups: 1, dilation: 1 });
  }

  /**
   * Deconvolution (transposed convolution) k × k, (N, I, H, W) → (N, O, H·stride, W·stride), k ≥ stride. Filters are
   * (I, O, k, k). As in PyTorch with padding ⌈(k − stride)/2⌉, and one row and column of output padding where k − stride is odd.
   */
  deconv(name: string, inChannels: number, outChannels: number, kernel: number, options: DeconvLayerOptions = {}): Layer {
    const { stride = 1, init = heNormal, bias = constantInit(0) } = options;
    if (this.#unpadded) throw new GraphError(`${name}: a network with deconvolutions is trained with padding`);
    const surplus = kernel - stride;
    if (surplus < 0) throw new GraphError(expected(`a kernel of at least ${stride}, the stride,`, name, kernel));
    const filter = this.#filter(name, [inChannels, outChannels, kernel, kernel], outChannels, init, bias);
    const geometry = { strides: stride, pads: Math.ceil(surplus / 2), outputPadding: [surplus % 2, surplus % 2] as const };
    return (x) => op.convTranspose(this.graph, x, filter.weight, { ...geometry, ...(filter.bias && { bias: filter.bias }) });
  }

  /** x·w + b along the last axis: (…, I) → (…, O), with w (I, O). */
  linear(name: string, inFeatures: number, outFeatures: number, { init = heNormal, bias = constantInit(0) }: LayerOptions = {}): Layer {
    const weight = this.weight(`${name}.weight`, [inFeatures, outFeatures], init, inFeatures);
    const offset = bias && this.weight(`${name}.bias`, [outFeatures], bias, inFeatures);
    return (x) => {
      const product = op.matmul(this.graph, x, weight);
      return offset ? op.add(this.graph, product, offset) : product;
    };
  }

  /** Batch normalisation with scale and bias for each channel: by the batch in training, by the statistics gathered there in use. */
  batchNorm(name: string, channels: number): Layer {
    const list = (part: string, value: number) => this.weight(`${name}.${part}`, [channels], constantInit(value));
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

  /** Layer normalisation along the last axis, with scale and bias for each of its elements (Ba et al., 2016). */
  layerNorm(name: string, features: number): Layer {
    const [scale, bias] = [
      this.weight(`${name}.weight`, [features], constantInit(1)),
      this.weight(`${name}.bias`, [features], constantInit(0)),
    ];
    return (x) => op.layerNorm(this.graph, x, { scale, bias });
  }

  /** x where it is positive, else x times a slope learned for each channel, 0.25 at the start (He et al., 2015). */
  prelu(name: string, channels: number): Layer {
    const slope = this.weight(`${name}.slope`, [channels, 1, 1], constantInit(0.25));
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

  sigmoid(x: Value): Value {
    return op.sigmoid(this.graph, x);
  }

  /** x·Φ(x), with the exact normal distribution function Φ (Hendrycks and Gimpel, 2016). */
  gelu(x: Value): Value {
    return op.gelu(this.graph, x);
  }

  /** x·sigmoid(x) (Elfwing et al., 2018). */
  silu(x: Value): Value {
    return op.mul(this.graph, x, op.sigmoid(this.graph, x));
  }

  /** a + b, element by element. */
  add(a: Value, b: Value): Value {
    return op.add(this.graph, a, b);
  }

  /** a·b, element by element; axes of length 1 are repeated. */
  mul(a: Value, b: Value): Value {
    return op.mul(this.graph, a, b);
  }

  /** factor·x. */
  scale(x: Value, factor: number): Value {
    return factor === 1 ? x : op.mul(this.graph, x, this.graph.constant(factor));
  }

  /** Channels after channels: (N, C₁, H, W), (N, C₂, H, W) → (N, C₁ + C₂, H, W). */
  concat(...parts: readonly Value[]): Value {
    return op.concat(this.graph, parts, 1);
  }

  /** The mean over the whole picture: (N, C, H, W) → (N, C, 1, 1). */
  globalMean(x: Value): Value {
    return op.globalAveragePool(this.graph, x);
  }

  /** Nearest, bilinear or bicubic enlargement: (N, C, H, W) → (N, C, H·r, W·r), with pixel centres at halves. */
  enlarge(x: Value, r: number, mode: 'nearest' | 'linear' | 'cubic'): Value {
    return r === 1
      ? x
      : op.resize(this.graph, x, { scale: r, mode, ...(mode === 'nearest' ? { coordinates: 'asymmetric', nearest: 'floor' } : {}) });
  }

  /**
   * The sub-pixel upsampler of EDSR (Lim et al., 2017), (N, F, H, W) → (N, F, H·scale, W·scale): a 3×3 convolution to r²·F channels
   * and a pixel shuffle, once with r = 3 for scale 3, log₂(scale) times with r = 2 for 2, 4 and 8; `after(i)` follows shuffle i.
   */
  upsampler(
    name: string,
    features: number,
    scale: number,
    options: ConvLayerOptions = {},
    after: (stage: number) => Layer = () => (x) => x,
  ): Layer {
    const factors = scale === 3 ? [3] : Array.from({ length: Math.log2(scale) }, () => 2);
    const stages = factors.map((r, i) => [r, this.conv(`${name}.${i}`, features, features * r ** 2, 3, options), after(i)] as const);
    return (x) => stages.reduce((y, [r, conv, then]) => then(this.pixelShuffle(conv(y), r)), x);
  }

  tanh(x: Value): Value {
    return op.tanh(this.graph, x);
  }

  /** (N, C·r², H, W) → (N, C, H·r, W·r). */
  pixelShuffle(x: Value, r: number): Value {
    return op.pixelShuffle(this.graph, x, r);
  }

  #filter(name: string, shape: readonly number[], outChannels: number, init: Init, bias: Init | false) {
    const fanIn = sizeOf(shape.slice(1));
    const weight = this.weight(`${name}.weight`, shape, init, fanIn, name);
    if (!bias) return { weight };
    return { weight, bias: this.weight(`${name}.bias`, [outChannels], bias, fanIn) };
  }

  #convolve(
    x: Value,
    { weight, bias }: { readonly weight: Value; readonly bias?: Value },
    { kernel, padded, stride, groups, dilation }: Required<Omit<ConvLayerOptions, keyof LayerOptions>> & { readonly kernel: number },
  ): Value {
    const pads = padded && !this.#unpadded ? dilation * (kernel >> 1) : 0;
    return op.conv(this.graph, x, weight, { pads, strides: stride, group: groups, dilations: [dilation, dilation], ...(bias && { bias }) });
  }

  /** One stream of random numbers for each name, so that a layer's weights do not depend on the others. */
  #random(name: string): Random {
    return mulberry32(seedOf(this.#seed, ...Array.from(name, (c) => c.charCodeAt(0))));
  }
}
