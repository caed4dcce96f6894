/** A network's graph as the layers that people speak of: weights with their operator, and the activation that follows them. */
import { formatDim, type Shape } from '../dim.ts';
import type { Graph, Node, Value } from '../graph.ts';
import { sizeOf } from '../tensor.ts';
import { isLayout, isPointwise, operatorWords } from './operators.ts';

export interface NetworkLayer {
  /** What the names of its weights begin with, `block3.conv1`; of the input its name; empty for a layer without weights. */
  readonly name: string;
  /** `Conv 3×3, ReLU`. */
  readonly operator: string;
  /** What it makes, (N, C, H, W) mostly. */
  readonly result: Value;
  /** Of its result. */
  readonly shape: Shape;
  /** Numbers that training sets. */
  readonly weights: number;
  /** Those of weights that no layer before has used. */
  readonly parameters: number;
  /** Whether all of its weights were used before. */
  readonly shared: boolean;
  /** Places in the list of the layers whose results it works on. */
  readonly inputs: readonly number[];
}

interface Draft {
  name: string;
  operators: string[];
  result: Value;
  weights: number;
  parameters: number;
  shared: boolean;
  readonly inputs: readonly number[];
  /** All of its operators only move numbers. */
  readonly layout: boolean;
  /** All of its operators are of one picture, element by element. */
  readonly pointwise: boolean;
}

/** The inputs, then every layer that the outputs depend on, each after those that it works on. */
export function layersOf(graph: Graph): NetworkLayer[] {
  const drafts: Draft[] = graph.inputs.map((value) => ({
    ...{ name: value.name, operators: ['Input'], result: value, weights: 0, parameters: 0, shared: false },
    ...{ inputs: [], layout: false, pointwise: false },
  }));
  const nodes = liveNodes(graph);
  const uses = usesOf(nodes);
  /** The layer that makes a value; values that are missing follow from weights and constants alone. */
  const made = new Map<Value, number>(graph.inputs.map((value, i) => [value, i]));
  const weightsBehind = new Map<Value, readonly Value[]>();
  const seen = new Set<Value>();

  for (const node of nodes) {
    const inputs = node.inputs.filter((v) => v !== undefined);
    const data = [...new Set(inputs.filter((v) => made.has(v)))];
    const weights = [...new Set(inputs.flatMap((v) => (v.kind === 'weight' ? [v] : (weightsBehind.get(v) ?? []))))];
    if (data.length === 0) {
      for (const output of node.outputs) weightsBehind.set(output, weights);
      continue;
    }
    const fresh = weights.filter((w) => !seen.has(w));
    for (const w of fresh) seen.add(w);
    const [all, parameters] = [numbersIn(trained(node, weights)), numbersIn(trained(node, fresh))];
    const [x] = data as [Value, ...Value[]];
    const [place, words, result] = [made.get(x)!, operatorWords(node, x), node.outputs[0]!];
    const before = drafts[place]!;
    const chained = data.length === 1 && before.result === x && uses.get(x) === 1 && x.producer !== undefined;
    const [layout, pointwise] = [isLayout(node), data.length === 1 && isPointwise(node)];
    // Not after a sum: its scale or activation may be there at the last of several blocks only, which are equal otherwise.
    const joins = chained && (pointwise ? before.name !== '' || before.pointwise : layout && before.layout);
    if (joins) {
      if (!isBias(node, before)) before.operators.push(words);
      if (before.name === '' && weights[0]) before.name = layerName(weights[0]);
      Object.assign(before, { result, weights: before.weights + all, parameters: before.parameters + parameters });
      before.shared &&= fresh.length === 0;
    } else {
      drafts.push({
        ...{ name: weights[0] ? layerName(weights[0]) : '', operators: [words], result, weights: all, parameters, layout, pointwise },
        ...{ shared: weights.length > 0 && fresh.length === 0, inputs: [...new Set(data.map((v) => made.get(v)!))] },
      });
    }
    for (const output of node.outputs) made.set(output, joins ? place : drafts.length - 1);
  }
  return drafts.map(({ operators, result, layout: _, pointwise: __, ...rest }) => ({
    ...{ ...rest, operator: joined(operators), result, shape: result.shape },
  }));
}

/** `64 × H × W` of (N, 64, H, W): the batch is left out. */
export function shapeWords(shape: Shape): string {
  return shape
    .slice(1)
    .map((d) => formatDim(d).replaceAll('*', ''))
    .join(' × ');
}

/** The nodes that the outputs depend on, in order. */
function liveNodes({ nodes, outputs }: Graph): Node[] {
  const needed = new Set<Value | undefined>(outputs);
  const live = nodes.toReversed().filter((node) => {
    const wanted = node.outputs.some((v) => needed.has(v));
    if (wanted) for (const v of node.inputs) needed.add(v);
    return wanted;
  });
  return live.reverse();
}

/** How many nodes look at each value. */
function usesOf(nodes: readonly Node[]): Map<Value, number> {
  const uses = new Map<Value, number>();
  for (const node of nodes) for (const v of new Set(node.inputs)) if (v) uses.set(v, (uses.get(v) ?? 0) + 1);
  return uses;
}

/** Without the running statistics of batch normalisation. */
function trained(node: Node, weights: readonly Value[]): readonly Value[] {
  return node.op === 'BatchNormalization' ? weights.filter((w) => !node.inputs.slice(3).includes(w)) : weights;
}

function numbersIn(weights: readonly Value[]): number {
  return weights.reduce((sum, w) => sum + sizeOf(w.tensor!.shape), 0);
}

/** The sum with a weight that makes a matrix product a linear layer. */
function isBias(node: Node, { operators, name }: Draft): boolean {
  return node.op === 'Add' && operators.length === 1 && operators[0] === 'Linear' && node.inputs.some((v) => v?.name === `${name}.bias`);
}

function layerName({ name }: Value): string {
  return name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : name;
}

/** `Conv 3×3, ReLU`, `Reshape, transpose`: names of activations keep their capitals. */
function joined(operators: readonly string[]): string {
  const [first, ...rest] = operators as [string, ...string[]];
  return [first, ...rest.map((word) => word.replace(/^[A-Z][a-z]+(?= |$)/, (plain) => plain.toLowerCase()))].join(', ');
}
