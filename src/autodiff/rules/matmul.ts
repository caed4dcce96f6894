/** Gradients of matrix products. */
import type { Graph, Value } from '../../graph/graph.ts';
import { matmul, mul, reshape } from '../../graph/ops.ts';
import type { Rule } from '../rule.ts';

interface Product {
  readonly a: Value;
  readonly b: Value;
  readonly transA: boolean;
  readonly transB: boolean;
  readonly alpha: number;
}

/**
 * y = α·a′·b′, where ′ transposes if asked.
 *   da′ = α·dy·b′ᵀ,  db′ = α·a′ᵀ·dy;  a transposed operand gets the transpose of that.
 * The loop sums over batch axes that were broadcast; a matrix that all of the batch shares gets its sum in one product of all rows.
 */
function product(g: Graph, { a, b, transA, transB, alpha }: Product, dy: Value, need: (input: number) => boolean): (Value | undefined)[] {
  const da = () => (transA ? matmul(g, b, dy, { transA: transB, transB: true, alpha }) : matmul(g, dy, b, { transB: !transB, alpha }));
  const db = (rows: Value, dRows: Value) =>
    transB ? matmul(g, dRows, rows, { transA: true, transB: transA, alpha }) : matmul(g, rows, dRows, { transA: !transA, alpha });
  const shared = b.shape.length === 2 && a.shape.length > 2 && !transA;
  const rows = (v: Value) => (shared ? reshape(g, v, [v.sizes.slice(0, -1).reduce((n, d) => n * d, 1), v.sizes.at(-1)!]) : v);
  return [need(0) ? da() : undefined, need(1) ? db(rows(a), rows(dy)) : undefined];
}

export const FusedMatMul: Rule<'FusedMatMul'> = (g, { inputs: [a, b], attrs }, dy, need) =>
  product(g, { a: a!, b: b!, transA: attrs.transA.value === 1, transB: attrs.transB.value === 1, alpha: attrs.alpha.value }, dy, need);

export const MatMul: Rule<'MatMul'> = (g, { inputs: [a, b] }, dy, need) =>
  product(g, { a: a!, b: b!, transA: false, transB: false, alpha: 1 }, dy, need);

/** y = α·a′·b′ + β·c. As above, and dc = β·dy, which the loop sums to the shape of c */
export const Gemm: Rule<'Gemm'> = (g, { inputs: [a, b], attrs }, dy, need) => {
  const [transA, transB] = [attrs.transA.value === 1, attrs.transB.value === 1];
  const [da, db] = product(g, { a: a!, b: b!, transA, transB, alpha: attrs.alpha.value }, dy, need);
  return [da, db, need(2) ? (attrs.beta.value === 1 ? dy : mul(g, dy, g.constant(attrs.beta.value))) : undefined];
};
