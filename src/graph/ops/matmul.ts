/** Matrix products. */
import { GraphError } from '../../errors.ts';
import { type Dim, formatShape, sameDim, sameShape } from '../dim.ts';
import type { Graph, Value } from '../graph.ts';
import { assertRank, broadcastShapes, emit, float, int } from './emit.ts';

/**
 * Matrix product α·op(a)·op(b) over the last two axes, where op transposes them if asked; the axes before broadcast.
 * Standard MatMul where nothing is transposed or scaled, else FusedMatMul, which is ONNX Runtime's own: a network for other engines uses `transpose`.
 */
export function matmul(g: Graph, a: Value, b: Value, { transA = false, transB = false, alpha = 1 } = {}): Value {
  const op = transA || transB || alpha !== 1 ? 'FusedMatMul' : 'MatMul';
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const sides = a.shape.length >= 2 && b.shape.length >= 2 && batch ? product(a, b, transA, transB) : undefined;
  if (!sides || !batch) throw new GraphError(`${op}: expected matching matrices but received ${shown(a, transA)} and ${shown(b, transB)}`);
  const shape = [...batch, ...sides];
  if (op === 'MatMul') return emit(g, op, [a, b], {}, shape);
  return emit(g, op, [a, b], { transA: int(Number(transA)), transB: int(Number(transB)), alpha: float(alpha) }, shape);
}

/** Rows and columns of the product; undefined where the inner sides differ. */
function product(a: Value, b: Value, transA: boolean, transB: boolean): readonly [Dim, Dim] | undefined {
  const [m, k] = [a.shape.at(transA ? -1 : -2)!, a.shape.at(transA ? -2 : -1)!];
  const [l, n] = [b.shape.at(transB ? -1 : -2)!, b.shape.at(transB ? -2 : -1)!];
  return sameDim(k, l) ? [m, n] : undefined;
}

const shown = (v: Value, transposed: boolean): string => `${formatShape(v.shape)}${transposed ? 'ᵀ' : ''}`;

/** α·op(a)·op(b) + β·c of matrices, where op transposes if asked; `c` broadcasts to the product. */
export function gemm(g: Graph, a: Value, b: Value, { c, transA = false, transB = false, alpha = 1, beta = 1 }: GemmOptions = {}): Value {
  assertRank('Gemm', a, 2);
  assertRank('Gemm', b, 2);
  const shape = product(a, b, transA, transB);
  if (!shape) throw new GraphError(`Gemm: expected matching matrices but received ${shown(a, transA)} and ${shown(b, transB)}`);
  if (c && !sameShape(broadcastShapes(shape, c.shape) ?? [], shape))
    throw new GraphError(`Gemm: expected a value that broadcasts to ${formatShape(shape)} but received ${c}`);
  const attrs = { transA: int(Number(transA)), transB: int(Number(transB)), alpha: float(alpha), beta: float(beta) };
  return emit(g, 'Gemm', c ? [a, b, c] : [a, b], attrs, shape);
}

export interface GemmOptions {
  readonly c?: Value;
  readonly transA?: boolean;
  readonly transB?: boolean;
  readonly alpha?: number;
  readonly beta?: number;
}
