/** The operators that our own graphs are made of, with their attributes typed, and the one function that adds them as nodes. */
import { GraphError } from '../../errors.ts';
import { type Dim, formatShape, type Shape, sameDim } from '../dim.ts';
import type { Attribute, Graph, Node, Value } from '../graph.ts';
import { type DataType, int64 } from '../tensor.ts';

export interface IntAttr {
  readonly kind: 'int';
  readonly value: number;
}
export interface IntsAttr {
  readonly kind: 'ints';
  readonly value: readonly number[];
}
export interface FloatAttr {
  readonly kind: 'float';
  readonly value: number;
}
export interface StringAttr<T extends string = string> {
  readonly kind: 'string';
  readonly value: T;
}

// A type, not an interface: an attribute record must be usable as Record<string, Attribute>.
type NoAttrs = Record<never, Attribute>;
type ConvAttrs = {
  readonly kernel_shape: IntsAttr;
  readonly strides: IntsAttr;
  readonly pads: IntsAttr;
  readonly dilations: IntsAttr;
  readonly group: IntAttr;
};
type KeepDims = { readonly keepdims: IntAttr };
type PoolAttrs = { readonly kernel_shape: IntsAttr; readonly strides: IntsAttr; readonly pads: IntsAttr };

export type PadMode = 'constant' | 'edge' | 'reflect';
export type ResizeMode = 'nearest' | 'linear' | 'cubic';
/** Where the centre of an output pixel lies in the input. */
export type ResizeCoordinates = 'half_pixel' | 'pytorch_half_pixel' | 'align_corners' | 'asymmetric';
export type NearestMode = 'round_prefer_floor' | 'round_prefer_ceil' | 'floor' | 'ceil';
export type GridPadding = 'zeros' | 'border';

/** Every operator we emit, with its attributes. Inputs such as axes and shapes are constants among the node's inputs. */
export interface OpAttrs {
  Abs: NoAttrs;
  Add: NoAttrs;
  And: NoAttrs;
  AveragePool: PoolAttrs & { readonly count_include_pad: IntAttr };
  BatchNormalization: { readonly epsilon: FloatAttr };
  Cast: { readonly to: IntAttr };
  Clip: NoAttrs;
  Concat: { readonly axis: IntAttr };
  Conv: ConvAttrs;
  ConvTranspose: ConvAttrs & { readonly output_padding: IntsAttr };
  DepthToSpace: { readonly blocksize: IntAttr; readonly mode: StringAttr<'CRD' | 'DCR'> };
  Div: NoAttrs;
  Elu: { readonly alpha: FloatAttr };
  Equal: NoAttrs;
  Erf: NoAttrs;
  Exp: NoAttrs;
  Expand: NoAttrs;
  Floor: NoAttrs;
  FusedMatMul: { readonly transA: IntAttr; readonly transB: IntAttr; readonly alpha: FloatAttr };
  Gather: { readonly axis: IntAttr };
  GatherElements: { readonly axis: IntAttr };
  Gelu: { readonly approximate: StringAttr<'none' | 'tanh'> };
  Gemm: { readonly transA: IntAttr; readonly transB: IntAttr; readonly alpha: FloatAttr; readonly beta: FloatAttr };
  GlobalAveragePool: NoAttrs;
  Greater: NoAttrs;
  GridSample: { readonly mode: StringAttr<'linear'>; readonly padding_mode: StringAttr<GridPadding>; readonly align_corners: IntAttr };
  HardSigmoid: { readonly alpha: FloatAttr; readonly beta: FloatAttr };
  Identity: NoAttrs;
  InstanceNormalization: { readonly epsilon: FloatAttr };
  LayerNormalization: { readonly axis: IntAttr; readonly epsilon: FloatAttr };
  LeakyRelu: { readonly alpha: FloatAttr };
  Log: NoAttrs;
  MatMul: NoAttrs;
  Max: NoAttrs;
  MaxPool: PoolAttrs;
  Min: NoAttrs;
  Mul: NoAttrs;
  Neg: NoAttrs;
  PRelu: NoAttrs;
  Pad: { readonly mode: StringAttr<PadMode> };
  Pow: NoAttrs;
  ReduceMax: KeepDims;
  ReduceMean: KeepDims;
  ReduceSum: KeepDims;
  Relu: NoAttrs;
  Reshape: NoAttrs;
  Resize: {
    readonly mode: StringAttr<ResizeMode>;
    readonly coordinate_transformation_mode: StringAttr<ResizeCoordinates>;
    readonly nearest_mode: StringAttr<NearestMode>;
    readonly cubic_coeff_a: FloatAttr;
  };
  ScatterElements: { readonly axis: IntAttr; readonly reduction: StringAttr<'add'> };
  Shape: NoAttrs;
  Sigmoid: NoAttrs;
  Sign: NoAttrs;
  Slice: NoAttrs;
  Softmax: { readonly axis: IntAttr };
  SpaceToDepth: { readonly blocksize: IntAttr };
  Split: { readonly axis: IntAttr };
  Sqrt: NoAttrs;
  Squeeze: NoAttrs;
  Sub: NoAttrs;
  Tanh: NoAttrs;
  Tile: NoAttrs;
  Transpose: { readonly perm: IntsAttr };
  Unsqueeze: NoAttrs;
  Where: NoAttrs;
}

export type Op = keyof OpAttrs;

/** A node whose operator, and so whose attributes, are known. */
export interface OpNode<K extends Op = Op> extends Node {
  readonly op: K;
  readonly attrs: OpAttrs[K] & Readonly<Record<string, Attribute>>;
}

export const int = (value: number): IntAttr => ({ kind: 'int', value });
export const ints = (value: readonly number[]): IntsAttr => ({ kind: 'ints', value });
export const float = (value: number): FloatAttr => ({ kind: 'float', value });
export const text = <T extends string>(value: T): StringAttr<T> => ({ kind: 'string', value });

/** Adds one node with one output, of the element type of the first input unless it is given. */
export function emit<K extends Op>(
  g: Graph,
  op: K,
  inputs: readonly (Value | undefined)[],
  attrs: OpAttrs[K],
  shape: Shape,
  dtype?: DataType,
): Value {
  return emitAll(g, op, inputs, attrs, [shape], dtype)[0]!;
}

/** Adds one node with an output for each of `shapes`. */
export function emitAll<K extends Op>(
  g: Graph,
  op: K,
  inputs: readonly (Value | undefined)[],
  attrs: OpAttrs[K],
  shapes: readonly Shape[],
  dtype: DataType = inputs[0]?.dtype ?? 'float32',
): readonly Value[] {
  const domain = op === 'FusedMatMul' ? 'com.microsoft' : '';
  const outputs = shapes.map((shape) => ({ shape, dtype }));
  return g.node(op, inputs, attrs as Readonly<Record<string, Attribute>>, outputs, domain).outputs;
}

/** A constant list of integers, as operators take axes, sizes and starts. */
export function intList(g: Graph, values: readonly number[]): Value {
  return g.constant(int64(values));
}

/** The integers of a constant input of `node`. */
export function constantInts(node: Node, index: number): number[] {
  const value = node.inputs[index];
  if (!value?.tensor) throw new GraphError(`${node.op}: expected a constant for input ${index} of ${node.outputs[0]?.name}`);
  return Array.from(value.tensor.data as ArrayLike<number | bigint>, Number);
}

/** The shape of an elementwise operator's output, by NumPy's rule. */
export function broadcast(op: string, ...values: readonly Value[]): Shape {
  const shape = broadcastShapes(...values.map((v) => v.shape));
  if (shape) return shape;
  const list = values.map((v) => `${v.name} ${formatShape(v.shape)}`).join(' and ');
  throw new GraphError(`${op}: expected shapes that broadcast but received ${list}`);
}

/** Undefined where they do not broadcast. */
export function broadcastShapes(...shapes: readonly Shape[]): Shape | undefined {
  const rank = Math.max(...shapes.map((s) => s.length));
  const made: Dim[] = [];
  for (let i = 0; i < rank; i++) {
    const stretched = shapes.map((s) => s[i - rank + s.length] ?? 1).filter((d) => d !== 1);
    if (stretched.some((d) => !sameDim(d, stretched[0]!))) return undefined;
    made.push(stretched[0] ?? 1);
  }
  return made;
}

/** The axis counted from the start; a negative one counts from the end. Throws GraphError where `x` has none such. */
export function axisOf(op: string, x: Value, axis: number, rank = x.shape.length): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw new GraphError(`${op}: expected an axis of ${x.name} ${formatShape(x.shape)} but received ${axis}`);
  return axis < 0 ? axis + rank : axis;
}

/** Several different axes, in rising order. */
export function axesOf(op: string, x: Value, axes: readonly number[], rank = x.shape.length): number[] {
  const list = axes.map((axis) => axisOf(op, x, axis, rank)).sort((a, b) => a - b);
  if (list.some((axis, i) => axis === list[i - 1]))
    throw new GraphError(`${op}: expected different axes of ${x.name} but received (${axes.join(', ')})`);
  return list;
}

/** The size of one axis as a number; the others may be symbolic. */
export function sizeAt(op: string, x: Value, axis: number): number {
  const d = x.shape[axis];
  if (typeof d !== 'number')
    throw new GraphError(`${op}: expected a fixed size of axis ${axis} for ${x.name} but received ${formatShape(x.shape)}`);
  return d;
}

/** Throws GraphError unless `value` is a list of one number for each channel of `x`, which is axis 1. */
export function assertPerChannel(op: string, x: Value, value: Value): void {
  if (value.shape.length !== 1 || !sameDim(value.shape[0]!, x.shape[1]!))
    throw new GraphError(`${op}: expected one number for each channel of ${x} but received ${value}`);
}

/** Throws GraphError unless `value` has `rank` axes. */
export function assertRank(op: string, value: Value, rank: number): void {
  if (value.shape.length !== rank)
    throw new GraphError(`${op}: expected ${rank} axes for ${value.name} but received ${formatShape(value.shape)}`);
}
