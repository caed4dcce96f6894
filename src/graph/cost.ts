/** The size of a network and the work that it does, counted as papers on super-resolution do. */
import { expected, GraphError } from '../errors.ts';
import { type Dim, parseDim } from './dim.ts';
import type { Graph, Node } from './graph.ts';
import type { Op } from './ops/emit.ts';
import { otherElementwise, otherFree } from './other-operators.ts';
import { sizeOf } from './tensor.ts';

/** Numbers that gradients set, biases and slopes of activations included; running statistics of batch normalisation are not among them. */
export function parameterCount(graph: Graph): number {
  const statistics = new Set(graph.nodes.flatMap(({ op, inputs }) => (op === 'BatchNormalization' ? inputs.slice(3) : [])));
  return graph.weights.reduce((sum, w) => sum + (statistics.has(w) ? 0 : sizeOf(w.tensor!.shape)), 0);
}

export interface OutputSize {
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** Values of the symbols. */
type Sizes = ReadonlyMap<string, number>;

/**
 * Multiply-adds for one output image of `width`×`height` pixels, 1280×720 when left out. The input is that divided by the scale, and need not be whole.
 * Convolutions cost k²·Cin·Cout/groups at each output position, transposed ones at each input position, matrix products M·K·N;
 * biases, activations, normalisation, pooling and resizing are free. Dimensions that the graph fixes stay as they are.
 *
 * The first output is the image, (N, C, H, W), with H and W of the form `mul·symbol + add`; throws GraphError where they are not,
 * where a shape is unknown, and for an operator of which it is not known whether it multiplies matrices.
 */
export function multiplyAdds(graph: Graph, { width = 1280, height = 720 }: OutputSize = {}): number {
  const image = graph.outputs[0];
  if (!image) throw new GraphError('Expected a graph with outputs but it has none');
  if (image.shape.length !== 4) throw new GraphError(expected('an image (N, C, H, W)', `output ${image.name}`, image));
  const sizes = new Map<string, number>();
  [1, undefined, height, width].forEach((size, axis) => {
    const d = image.shape[axis]!;
    if (typeof d !== 'number' && size !== undefined) sizes.set(d.symbol, (size - d.add) / d.mul);
  });
  return graph.nodes.reduce((sum, node) => sum + nodeCost(node, sizes), 0);
}

function nodeCost(node: Node, sizes: Sizes): number {
  const shape = (i: number): number[] => node.inputs[i]!.shape.map((d) => evaluate(d, sizes));
  const made = (): number => sizeOf(node.outputs[0]!.shape.map((d) => evaluate(d, sizes)));
  const standard = node.domain === '' || node.op === 'FusedMatMul';
  const known = standard && (Object.hasOwn(ours, node.op) || free.has(node.op));
  if (!known) throw new GraphError(expected('an operator whose multiply-adds are known', `${node.outputs[0]?.name}`, node.op));
  const cost = ours[node.op as Op] ?? null;
  return cost === null ? 0 : cost(node, shape, made);
}

/** Multiply-adds of a node, from the shapes of its inputs and the elements of its output. */
type Cost = (node: Node, shape: (input: number) => number[], made: () => number) => number;

const transposed = (node: Node): boolean => node.attrs['transA']?.value === 1;

/** Weights (O, I/groups, k, k). */
const convolution: Cost = (_node, shape, made) => made() * sizeOf(shape(1).slice(1));
const matrixProduct: Cost = (node, shape, made) => made() * shape(0).at(transposed(node) ? -2 : -1)!;

/** The decision of every operator that our own graphs are made of, `null` where it is free: the compiler rejects one that is missing here. */
const ours: Readonly<Record<Op, Cost | null>> = {
  Abs: null,
  Add: null,
  And: null,
  AveragePool: null,
  BatchNormalization: null,
  Cast: null,
  Clip: null,
  Concat: null,
  Conv: convolution,
  ConvTranspose: (_node, shape) => sizeOf(shape(0)) * sizeOf(shape(1).slice(1)), // weights (I, O/groups, k, k)
  DepthToSpace: null,
  Div: null,
  Elu: null,
  Equal: null,
  Erf: null,
  Exp: null,
  Expand: null,
  Floor: null,
  FusedMatMul: matrixProduct,
  Gather: null,
  GatherElements: null,
  Gelu: null,
  Gemm: matrixProduct,
  GlobalAveragePool: null,
  Greater: null,
  GridSample: null,
  HardSigmoid: null,
  Identity: null,
  InstanceNormalization: null,
  LayerNormalization: null,
  LeakyRelu: null,
  Log: null,
  MatMul: matrixProduct,
  Max: null,
  MaxPool: null,
  Min: null,
  Mul: null,
  Neg: null,
  PRelu: null,
  Pad: null,
  Pow: null,
  ReduceMax: null,
  ReduceMean: null,
  ReduceSum: null,
  Relu: null,
  Reshape: null,
  Resize: null,
  ScatterElements: null,
  Shape: null,
  Sigmoid: null,
  Sign: null,
  Slice: null,
  Softmax: null,
  SpaceToDepth: null,
  Split: null,
  Sqrt: null,
  Squeeze: null,
  Sub: null,
  Tanh: null,
  Tile: null,
  Transpose: null,
  Unsqueeze: null,
  Where: null,
};

/** Operators of files from elsewhere that are free as well. Those of neither list are refused, not taken for free. */
const free = new Set([...otherElementwise, ...otherFree]);

/** Symbols are looked up; `floor((2*H+1)/2)`, as floorDivDim writes it, is computed from those within. */
function evaluate(d: Dim, sizes: Sizes): number {
  if (typeof d === 'number') return d;
  const known = sizes.get(d.symbol);
  if (known !== undefined) return d.mul * known + d.add;
  const division = /^(?:(\d+)\*)?floor\(\((.+)\)\/(\d+)\)([+-]\d+)?$/.exec(d.symbol);
  if (!division) throw new GraphError(expected('a size that follows from that of the output', 'dimension', d.symbol));
  const [, mul = 1, inner, divisor, add = 0] = division;
  const value = Number(mul) * Math.floor(evaluate(parseDim(inner!), sizes) / Number(divisor)) + Number(add);
  return d.mul * value + d.add;
}
