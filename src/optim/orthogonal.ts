/** Orthogonal iteration: the eigenvectors of a symmetric matrix, approached by one product and one orthonormalisation at a time. */
import { type Tensor, tensor } from '../graph/tensor.ts';

/** The orthonormal factor of C·Q, columns in order, for square C (symmetric) and Q (orthonormal). A column that vanishes keeps its old direction. */
export function orthogonalIteration(c: Tensor, q: Tensor): Tensor {
  const [n] = q.shape as [number];
  const old = Float64Array.from(q.data as Float32Array);
  const columns = Array.from({ length: n }, (_, j) => product(c.data as Float32Array, old, n, j));
  // Gram and Schmidt, each column freed twice of those before it: once is not enough in the presence of rounding.
  columns.forEach((column, j) => {
    if (!free(column, columns, j)) {
      for (let i = 0; i < n; i++) column[i] = old[i * n + j]!;
      if (!free(column, columns, j)) fillFree(column, columns, j);
    }
  });
  const data = new Float32Array(n * n);
  columns.forEach((column, j) => {
    for (let i = 0; i < n; i++) data[i * n + j] = column[i]!;
  });
  return tensor(data, [n, n]);
}

/** Column j of C·Q. */
function product(c: Float32Array, q: Float64Array, n: number, j: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += c[i * n + k]! * q[k * n + j]!;
    return sum;
  });
}

/** Takes from columns[j] = `column` what lies along the columns before it and scales it to length 1; false when nothing is left. */
function free(column: Float64Array, columns: readonly Float64Array[], j: number): boolean {
  const before = Math.sqrt(dot(column, column));
  for (let pass = 0; pass < 2; pass++) {
    for (let k = 0; k < j; k++) {
      const along = dot(column, columns[k]!);
      for (let i = 0; i < column.length; i++) column[i]! -= along * columns[k]![i]!;
    }
  }
  const after = Math.sqrt(dot(column, column));
  if (!(after > 1e-9 * before)) return false;
  for (let i = 0; i < column.length; i++) column[i]! /= after;
  return true;
}

/** Any direction at right angles to the columns before j: the first axis that is not among them. */
function fillFree(column: Float64Array, columns: readonly Float64Array[], j: number): void {
  for (let axis = 0; axis < column.length; axis++) {
    column.fill(0);
    column[axis] = 1;
    if (free(column, columns, j)) return;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
