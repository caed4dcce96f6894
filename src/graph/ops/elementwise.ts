/** Operators that work element by element; two-input ones broadcast by NumPy's rule. */
import { GraphError } from '../../errors.ts';
import type { Graph, Value } from '../graph.ts';
import type { DataType } from '../tensor.ts';
import { broadcast, emit, int } from './emit.ts';

type Binary = 'Add' | 'Sub' | 'Mul' | 'Div' | 'Pow' | 'Max' | 'Min';
type Unary = 'Abs' | 'Erf' | 'Exp' | 'Floor' | 'Identity' | 'Log' | 'Neg' | 'Relu' | 'Sigmoid' | 'Sign' | 'Sqrt' | 'Tanh';
type Condition = 'And' | 'Equal' | 'Greater';

const binary =
  (op: Binary) =>
  (g: Graph, a: Value, b: Value): Value =>
    emit(g, op, [a, b], {}, broadcast(op, a, b));

const unary =
  (op: Unary) =>
  (g: Graph, x: Value): Value =>
    emit(g, op, [x], {}, x.shape);

const condition =
  (op: Condition) =>
  (g: Graph, a: Value, b: Value): Value =>
    emit(g, op, [a, b], {}, broadcast(op, a, b), 'bool');

export const add = binary('Add');
export const sub = binary('Sub');
export const mul = binary('Mul');
export const div = binary('Div');
/** a to the power b. */
export const pow = binary('Pow');
export const max = binary('Max');
export const min = binary('Min');

export const abs = unary('Abs');
export const erf = unary('Erf');
export const exp = unary('Exp');
export const floor = unary('Floor');
export const identity = unary('Identity');
export const log = unary('Log');
export const neg = unary('Neg');
export const relu = unary('Relu');
export const sigmoid = unary('Sigmoid');
/** −1, 0 or 1. */
export const sign = unary('Sign');
export const sqrt = unary('Sqrt');
export const tanh = unary('Tanh');

/** min(max(x, low), high). */
export function clip(g: Graph, x: Value, low: number, high: number): Value {
  return emit(g, 'Clip', [x, g.constant(low), g.constant(high)], {}, x.shape);
}

/** Whether a = b, as bool. */
export const equal = condition('Equal');
/** Whether a > b, as bool. */
export const greater = condition('Greater');
/** Whether both, of two bools. */
export const and = condition('And');

/** a where the bool `condition` holds, else b; all three broadcast. */
export function where(g: Graph, condition: Value, a: Value, b: Value): Value {
  if (condition.dtype !== 'bool') throw new GraphError(`Where: expected a bool for ${condition.name} but received ${condition.dtype}`);
  return emit(g, 'Where', [condition, a, b], {}, broadcast('Where', condition, a, b), a.dtype);
}

/** TensorProto.DataType of the types we convert to. */
const onnxType = { float32: 1, int64: 7, bool: 9 } as const satisfies Partial<Record<DataType, number>>;

export function cast(g: Graph, x: Value, to: keyof typeof onnxType): Value {
  return emit(g, 'Cast', [x], { to: int(onnxType[to]) }, x.shape, to);
}
