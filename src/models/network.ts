/** From a model's definition to the graph of one network, and to the file that people run. */
import { ConfigError, expected, GraphError } from '../errors.ts';
import { type Dim, type Shape, scaleDim, symbolic } from '../graph/dim.ts';
import { Graph, Value } from '../graph/graph.ts';
import { type OnnxModel, opsets } from '../graph/model.ts';
import { lcm } from '../graph/receptive/axis.ts';
import type { Tensor } from '../graph/tensor.ts';
import { fractionOf } from '../scale.ts';
import { type BuildOptions, Layers } from './layers.ts';
import { hasScale, type ModelDef, type Setting, scalesText } from './model.ts';
import { modelNamed, optionsOf } from './presets.ts';

/** Which network: a model or preset, its setting and its options; with the seed, also its first weights. */
export interface NetworkSpec extends Setting {
  readonly model: string;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface BuiltNetwork {
  readonly graph: Graph;
  readonly x: Value;
  readonly sr: Value;
  /** Outputs that only training looks at; most networks have none. */
  readonly side: readonly Value[];
  /** The new value of each weight that a training step changes without a gradient. */
  readonly updates: ReadonlyMap<Value, Value>;
  /** What chains of linear layers come to, by the names of the weights of the one layer that takes their place. */
  readonly collapses: ReadonlyMap<string, Value>;
}

export interface NetworkOptions extends BuildOptions {
  /** The definition, where it is not the one of src/models that the name says. */
  readonly model?: ModelDef;
}

/** Adds the network to a graph of its own, for an input of `size` (N, H, W); symbols make a graph for every size. */
export function buildNetwork(
  spec: NetworkSpec,
  size: readonly [Dim, Dim, Dim],
  seed: number,
  { model = modelNamed(spec.model), ...build }: NetworkOptions = {},
): BuiltNetwork {
  if (!hasScale(model, spec.scale)) throw new ConfigError(expected(scalesText(model), `scale of ${model.name}`, spec.scale));
  const options = optionsOf(model, spec.options);
  const [n, h, w] = size;
  const graph = new Graph();
  const shape: Shape = [n, spec.channels, h, w];
  const x = graph.input('lr', shape);
  const nn = new Layers(graph, seed, build);
  const made = model.build(nn, x, { ...options, scale: spec.scale, channels: spec.channels });
  return { graph, x, updates: nn.updates, collapses: nn.collapses, ...(made instanceof Value ? { sr: made, side: [] } : made) };
}

/**
 * The network for every size of picture, its weights set to `weights` (by name; all of them, and no others). `collapsed`: with one layer
 * in place of each chain of linear ones, and their weights. Throws GraphError for weights that are not the network's.
 */
export function exportNetwork(
  spec: NetworkSpec,
  weights: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>>,
  build: Pick<BuildOptions, 'collapsed'> = {},
): OnnxModel {
  const { graph, sr } = buildNetwork(spec, anySize(spec), 0, { ...build, blank: true });
  loadWeights(graph, weights);
  graph.output(sr, 'sr');
  return { graph, opsets: usedOpsets(graph), metadata };
}

/** Symbols for batch, height and width, of which the sides are multiples of what the network asks for and such that HR sides are whole. */
export function anySize(spec: Pick<NetworkSpec, 'model' | 'scale'>): [Dim, Dim, Dim] {
  const multiple = sideMultiple(spec);
  return [symbolic('N'), scaleDim(symbolic('H'), multiple), scaleDim(symbolic('W'), multiple)];
}

/** What the sides of the network's input are multiples of. */
export function sideMultiple({ model, scale }: Pick<NetworkSpec, 'model' | 'scale'>): number {
  return lcm(modelNamed(model).multipleOf ?? 1, fractionOf(scale)[1]);
}

/** Copies tensors into the weights of the same name. Throws GraphError unless names and shapes agree exactly. */
export function loadWeights(graph: Graph, weights: Readonly<Record<string, Tensor>>): void {
  const wanted = new Map(graph.weights.map((w) => [w.name, w]));
  for (const name of Object.keys(weights))
    if (!wanted.has(name)) throw new GraphError(`Expected weights of this network only but received ${name}`);
  for (const [name, { tensor }] of wanted) {
    const given = weights[name];
    if (!given) throw new GraphError(`Expected a weight named ${name} but the file has none`);
    if (given.shape.join() !== tensor!.shape.join())
      throw new GraphError(`Expected shape (${tensor!.shape.join(', ')}) for ${name} but received (${given.shape.join(', ')})`);
    (tensor!.data as Float32Array).set(given.data as Float32Array);
  }
}

/** Only what the graph needs, so that every ONNX runtime accepts the file. */
function usedOpsets(graph: Graph): OnnxModel['opsets'] {
  const domains = new Set(graph.nodes.map((node) => node.domain));
  return new Map([...opsets].filter(([domain]) => domains.has(domain)));
}
