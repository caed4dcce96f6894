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

/** Every operator we emit, with its attributes. Inputs such as axes and shapes are constants among the node's inputs. */
export interface OpAttrs {
  Abs: NoAttrs;
  Add: NoAttrs;
  Cast: { readonly to: IntAttr };
  Clip: NoAttrs;
  Concat: { readonly axis: IntAttr };
  Conv: ConvAttrs;
  ConvTranspose: ConvAttrs & { readonly output_padding: IntsAttr };
  DepthToSpace: { readonly blocksize: IntAttr; readonly mode: StringAttr<'CRD'> };
  Div: NoAttrs;
  Equal: NoAttrs;
  Expand: NoAttrs;
  FusedMatMul: { readonly transA: IntAttr; readonly transB: IntAttr; readonly alpha: FloatAttr };
  Identity: NoAttrs;
  Mul: NoAttrs;
  Neg: NoAttrs;
  Pad: { readonly mode: StringAttr<'constant' | 'edge'> };
  Pow: NoAttrs;
  ReduceMean: KeepDims;
  ReduceSum: KeepDims;
  Relu: NoAttrs;
  Reshape: NoAttrs;
  Sign: NoAttrs;
  Slice: NoAttrs;
  Sqrt: NoAttrs;
  Sub: NoAttrs;
  Tanh: NoAttrs;
  Transpose: { readonly perm: IntsAttr };
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

/** Adds one node with one output. */
export function emit<K extends Op>(
  g: Graph,
  op: K,
  inputs: readonly (Value | undefined)[],
  attrs: OpAttrs[K],
  shape: Shape,
  dtype?: DataType,
): Value {
  const domain = op === 'FusedMatMul' ? 'com.microsoft' : '';
  const type = dtype ?? inputs[0]?.dtype ?? 'float32';
  return g.node(op, inputs, attrs as Readonly<Record<string, Attribute>>, [{ shape, dtype: type }], domain).outputs[0]!;
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
export function broadcast(op: string, a: Value, b: Value): Shape {
  const rank = Math.max(a.shape.length, b.shape.length);
  const at = (v: Value, i: number): Dim => v.shape[i - rank + v.shape.length] ?? 1;
  return Array.from({ length: rank }, (_, i) => {
    const [x, y] = [at(a, i), at(b, i)];
    if (sameDim(x, y) || y === 1) return x;
    if (x === 1) return y;
    throw new GraphError(
      `${op}: expected shapes that broadcast but received ${a.name} ${formatShape(a.shape)} and ${b.name} ${formatShape(b.shape)}`,
    );
  });
}

/** Throws GraphError unless `value` has `rank` axes. */
export function assertRank(op: string, value: Value, rank: number): void {
  if (value.shape.length !== rank)
    throw new GraphError(`${op}: expected ${rank} axes for ${value.name} but received ${formatShape(value.shape)}`);
}
