/** Operators that work element by element; two-input ones broadcast by NumPy's rule. */
import type { Graph, Value } from '../graph.ts';
import type { DataType } from '../tensor.ts';
import { broadcast, emit, int, type Op } from './emit.ts';

type Binary = 'Add' | 'Sub' | 'Mul' | 'Div';
type Unary = 'Abs' | 'Neg' | 'Relu' | 'Sign' | 'Sqrt' | 'Tanh' | 'Identity';

const binary =
  (op: Binary) =>
  (g: Graph, a: Value, b: Value): Value =>
    emit(g, op, [a, b], {}, broadcast(op, a, b));

const unary =
  (op: Unary & Op) =>
  (g: Graph, x: Value): Value =>
    emit(g, op, [x], {}, x.shape);

export const add = binary('Add');
export const sub = binary('Sub');
export const mul = binary('Mul');
export const div = binary('Div');

export const abs = unary('Abs');
export const identity = unary('Identity');
export const neg = unary('Neg');
export const relu = unary('Relu');
/** −1, 0 or 1. */
export const sign = unary('Sign');
export const sqrt = unary('Sqrt');
export const tanh = unary('Tanh');

/** min(max(x, low), high). */
export function clip(g: Graph, x: Value, low: number, high: number): Value {
  return emit(g, 'Clip', [x, g.constant(low), g.constant(high)], {}, x.shape);
}

/** 1 where a = b, else 0, as bool. */
export function equal(g: Graph, a: Value, b: Value): Value {
  return emit(g, 'Equal', [a, b], {}, broadcast('Equal', a, b), 'bool');
}

/** TensorProto.DataType of the types we convert to. */
const onnxType = { float32: 1, int64: 7, bool: 9 } as const satisfies Partial<Record<DataType, number>>;

export function cast(g: Graph, x: Value, to: keyof typeof onnxType): Value {
  return emit(g, 'Cast', [x], { to: int(onnxType[to]) }, x.shape, to);
}
