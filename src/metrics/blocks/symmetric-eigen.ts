/** Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations. */

export interface Eigen {
  readonly values: Float64Array;
  /** Vector k is `vectors[k]`, of length 1. */
  readonly vectors: readonly Float64Array[];
}

const sweeps = 16;

/** Of a symmetric n×n matrix, row by row. */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const a = matrix.slice();
  const vectors = Array.from({ length: n }, (_, k) => Float64Array.from({ length: n }, (_, i) => (i === k ? 1 : 0)));
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) if (a[p * n + q] !== 0) rotate(a, vectors, n, p, q);
  }
  return { values: Float64Array.from({ length: n }, (_, k) => a[k * n + k]!), vectors };
}

/** Makes a(p, q) zero: a := JᵀaJ, with the rotation J by the smaller angle θ of cot 2θ = (a(q, q) − a(p, p))/2a(p, q). */
function rotate(a: Float64Array, vectors: readonly Float64Array[], n: number, p: number, q: number): void {
  const cot = (a[q * n + q]! - a[p * n + p]!) / (2 * a[p * n + q]!);
  const tan = (cot < 0 ? -1 : 1) / (Math.abs(cot) + Math.hypot(cot, 1));
  const cos = 1 / Math.hypot(tan, 1);
  const sin = tan * cos;
  for (let i = 0; i < n; i++) turn(a, i * n + p, a, i * n + q, cos, sin);
  for (let i = 0; i < n; i++) turn(a, p * n + i, a, q * n + i, cos, sin);
  for (let i = 0; i < n; i++) turn(vectors[p]!, i, vectors[q]!, i, cos, sin);
  a[p * n + q] = 0;
  a[q * n + p] = 0;
}

function turn(x: Float64Array, i: number, y: Float64Array, j: number, cos: number, sin: number): void {
  const [u, v] = [x[i]!, y[j]!];
  x[i] = cos * u - sin * v;
  y[j] = sin * u + cos * v;
}
