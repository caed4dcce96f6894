/** Gradient of resizing, which is linear and works along H and W one after the other. */
import type { Value } from '../../graph/graph.ts';
import { matmul, reduceSum, reshape } from '../../graph/ops.ts';
import { tensor } from '../../graph/tensor.ts';
import type { Rule } from '../rule.ts';
import { resizeMatrix } from './resize-matrix.ts';

/** Y = A·X·Bᵀ for every plane. dX = Aᵀ·dY·B. Where every pixel is repeated r×s times, dX is the sum over each r×s block of dY. */
export const Resize: Rule<'Resize'> = (g, node, dy) => {
  const x = node.inputs[0]!;
  const [n, c, h, w] = x.sizes as [number, number, number, number];
  const [, , down, across] = Array.from(node.inputs[2]!.tensor!.data, Number) as [number, number, number, number];
  const [outH, outW] = dy.sizes.slice(2) as [number, number];
  const [a, b] = [resizeMatrix(node, h, outH, down), resizeMatrix(node, w, outW, across)];
  if (repeats(a, h) && repeats(b, w)) return [reduceSum(g, reshape(g, dy, [n, c, h, outH / h, w, outW / w]), [3, 5])];
  const constant = (data: Float32Array, rows: number, columns: number): Value => g.constant(tensor(data, [rows, columns]));
  const rowsDone = matmul(g, dy, constant(b, outW, w));
  return [matmul(g, constant(transposed(a, h), h, outH), rowsDone)];
};

/** Whether output pixel p is input pixel ⌊p / r⌋ for a whole r. */
function repeats(matrix: Float32Array, taken: number): boolean {
  const made = matrix.length / taken;
  const r = made / taken;
  return Number.isInteger(r) && Array.from({ length: made }, (_, p) => matrix[p * taken + Math.floor(p / r)] === 1).every(Boolean);
}

function transposed(matrix: Float32Array, columns: number): Float32Array {
  const rows = matrix.length / columns;
  return matrix.map((_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)]!);
}
