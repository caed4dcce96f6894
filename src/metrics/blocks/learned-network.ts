/** Networks of metrics: their weights, which the user gives as a safetensors file, and how a pair of pictures goes through them. */
import { ConfigError, expected, ShapeError, SubpixelError } from '../../errors.ts';
import { symbolic } from '../../graph/dim.ts';
import { Graph, type Value } from '../../graph/graph.ts';
import { opsets } from '../../graph/model.ts';
import * as op from '../../graph/ops.ts';
import { readSafetensors } from '../../graph/safetensors.ts';
import { serialize } from '../../graph/serialize.ts';
import { type Tensor, tensor } from '../../graph/tensor.ts';
import { assertSameSize, type Planes } from '../../image/image.ts';
import type { Engine, Session } from '../../runtime/engine.ts';
import type { MeasureOptions } from '../metric.ts';

/** Tensors by name, and their shapes. */
export type Shapes = Readonly<Record<string, readonly number[]>>;

/** Filters and biases of convolutions called `features.<place>`, as torchvision has them: (O, I, k, k) and (O). */
export function featureShapes(convolutions: Readonly<Record<number, readonly [out: number, into: number, kernel: number]>>): Shapes {
  const shapes = Object.entries(convolutions).flatMap(([place, [out, into, kernel]]) => [
    [`features.${place}.weight`, [out, into, kernel, kernel]] as const,
    [`features.${place}.bias`, [out]] as const,
  ]);
  return Object.fromEntries(shapes);
}

/** The tensors of `shapes` in the file `weights` of a metric. Throws ConfigError for a missing tensor, another shape, another format. */
export function readWeights(bytes: Uint8Array, metric: string, shapes: Shapes): Readonly<Record<string, Tensor>> {
  const file = `the file weights of ${metric}`;
  const tensors = tensorsOf(bytes, file, Object.keys(shapes));
  for (const [name, shape] of Object.entries(shapes)) {
    const found = tensors[name]?.shape.join('×');
    if (found !== shape.join('×'))
      throw new ConfigError(expected(`a shape of ${shape.join('×')}`, `${name} in ${file}`, found ?? 'no such tensor'));
  }
  return tensors;
}

function tensorsOf(bytes: Uint8Array, file: string, names: readonly string[]): Readonly<Record<string, Tensor>> {
  try {
    return readSafetensors(bytes, names).tensors;
  } catch (cause) {
    if (!(cause instanceof SubpixelError)) throw cause;
    throw new ConfigError(`Expected float32 tensors as safetensors for ${file} but ${cause.message}`, { cause });
  }
}

export interface LearnedNetwork {
  readonly metric: string;
  /** The tensors that it needs of the file. */
  readonly shapes: Shapes;
  /** Adds the network to the graph and declares its outputs; `pair` is (2, 3, H, W) in 0–1, SR first. */
  build(g: Graph, pair: Value, weights: Readonly<Record<string, Value>>): void;
}

/** The outputs of a network for SR and HR in RGB. Throws ConfigError without an engine and for a file that it cannot use, ShapeError where sizes differ and for gray pictures. */
export type RunOnPair = (bytes: Uint8Array, sr: Planes, hr: Planes, options: MeasureOptions) => Promise<Record<string, Tensor>>;

/** Loading takes longer than running on a small picture, so that a network stays loaded for as long as its file is in memory. */
export function learnedNetwork(network: LearnedNetwork): RunOnPair {
  const loaded = new WeakMap<Engine, WeakMap<Uint8Array, Promise<Session>>>();
  return async (bytes, sr, hr, { engine, dataRange }) => {
    if (!engine) throw new ConfigError(`Expected an engine, which ${network.metric} runs its network with, but received none`);
    assertSameSize(sr, hr);
    if (hr.channels !== 3) throw new ShapeError(expected('3 (RGB)', `channels for ${network.metric}`, hr.channels));
    const sessions = loaded.get(engine) ?? new WeakMap<Uint8Array, Promise<Session>>();
    loaded.set(engine, sessions);
    const session = sessions.get(bytes) ?? engine.load(modelOf(network, bytes));
    sessions.set(bytes, session);
    return (await session).run({ pair: pairOf(sr, hr, dataRange) });
  };
}

function modelOf({ metric, shapes, build }: LearnedNetwork, bytes: Uint8Array): Uint8Array {
  const graph = new Graph();
  const pair = graph.input('pair', [2, 3, symbolic('height'), symbolic('width')]);
  const weights = Object.entries(readWeights(bytes, metric, shapes)).map(([name, contents]) => [name, graph.constant(contents, name)]);
  build(graph, pair, Object.fromEntries(weights));
  return serialize({ graph, opsets, metadata: {} });
}

function pairOf(sr: Planes, hr: Planes, dataRange: number): Tensor {
  const samples = new Float32Array(2 * hr.data.length);
  for (const [i, { data }] of [sr, hr].entries()) for (let k = 0; k < data.length; k++) samples[i * data.length + k] = data[k]! / dataRange;
  return tensor(samples, [2, hr.channels, hr.height, hr.width]);
}

/** (x − mean)/deviation of red, green and blue of ImageNet's pictures, as torchvision's networks see pictures x (N, 3, H, W) in 0–1. */
export function imageNetNormalized(g: Graph, x: Value): Value {
  const perChannel = (values: readonly number[]) => g.constant(tensor(values, [3, 1, 1]));
  return op.div(g, op.sub(g, x, perChannel([0.485, 0.456, 0.406])), perChannel([0.229, 0.224, 0.225]));
}

/** max(x ⋆ w + b, 0) with the filter and bias of `features.<place>`. */
export function featureConv(
  g: Graph,
  x: Value,
  weights: Readonly<Record<string, Value>>,
  place: number,
  options: { readonly pads: number; readonly strides?: number },
): Value {
  const [filter, bias] = [weights[`features.${place}.weight`]!, weights[`features.${place}.bias`]!];
  return op.relu(g, op.conv(g, x, filter, { ...options, bias }));
}
