/**
 * Eigenvalues and eigenvectors of a symmetric matrix of hundreds of rows: Householder's reflections to three diagonals, then rotations with
 * Wilkinson's shift until the two outer ones are zero (Golub and Van Loan, Matrix Computations, section 8.3). Errors are those of rounding
 * at the size of the largest eigenvalue; `symmetricEigen` is for small matrices.
 */
import type { Eigen } from './symmetric-eigen.ts';

/** Rotations of a block before it gives up; two or three times its length are usual. */
const mostSweeps = 60;

/** Of a symmetric n×n matrix, row by row; in no order. */
export function tridiagonalEigen(matrix: Float64Array, n: number): Eigen {
  const a = matrix.slice();
  const reflections = reduce(a, n);
  const diagonal = Float64Array.from({ length: n }, (_, i) => a[i * n + i]!);
  const beside = Float64Array.from({ length: Math.max(0, n - 1) }, (_, i) => a[(i + 1) * n + i]!);
  const vectors = columnsOf(reflections, n);
  iterate(diagonal, beside, vectors);
  return { values: diagonal, vectors };
}

/** Makes `a` tridiagonal, and returns the mirrors: vectors v of length √2 from place k + 1 on, of reflections 1 − vvᵀ. */
function reduce(a: Float64Array, n: number): Float64Array[] {
  const mirrors: Float64Array[] = [];
  for (let k = 0; k < n - 2; k++) {
    const v = Float64Array.from({ length: n }, (_, i) => (i > k ? a[i * n + k]! : 0));
    const length = Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
    const below = length === 0 ? 0 : v[k + 1]! > 0 ? -length : length;
    v[k + 1]! -= below;
    const norm = Math.sqrt(v.reduce((sum, x) => sum + x * x, 0) / 2);
    mirrors.push(norm === 0 ? v : v.map((x) => x / norm));
    reflect(a, n, k, mirrors[k]!);
    for (let i = k + 1; i < n; i++) {
      a[i * n + k] = i === k + 1 ? below : 0;
      a[k * n + i] = a[i * n + k]!;
    }
  }
  return mirrors;
}

/** The rows and columns after k of a := (1 − vvᵀ)·a·(1 − vvᵀ) = a − vqᵀ − qvᵀ,  p = av,  q = p − v·(vᵀp)/2. */
function reflect(a: Float64Array, n: number, k: number, v: Float64Array): void {
  const q = new Float64Array(n);
  let along = 0;
  for (let i = k + 1; i < n; i++) {
    let sum = 0;
    for (let j = k + 1, at = i * n + j; j < n; j++, at++) sum += a[at]! * v[j]!;
    q[i] = sum;
    along += sum * v[i]!;
  }
  for (let i = k + 1; i < n; i++) q[i]! -= (along / 2) * v[i]!;
  for (let i = k + 1; i < n; i++) {
    const [vi, qi] = [v[i]!, q[i]!];
    for (let j = k + 1, at = i * n + j; j < n; j++, at++) a[at]! -= vi * q[j]! + qi * v[j]!;
  }
}

/** The columns of the product of all reflections. */
function columnsOf(mirrors: readonly Float64Array[], n: number): Float64Array[] {
  const columns = Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
  for (const v of mirrors.toReversed()) {
    for (const column of columns) {
      let along = 0;
      for (let i = 0; i < n; i++) along += v[i]! * column[i]!;
      if (along !== 0) for (let i = 0; i < n; i++) column[i]! -= along * v[i]!;
    }
  }
  return columns;
}

function iterate(d: Float64Array, e: Float64Array, vectors: readonly Float64Array[]): void {
  const negligible = (i: number) => Math.abs(e[i]!) <= (Number.EPSILON / 2) * (Math.abs(d[i]!) + Math.abs(d[i + 1]!));
  for (let high = d.length - 1, sweeps = 0; high > 0; ) {
    if (negligible(high - 1) || sweeps > mostSweeps) {
      e[high - 1] = 0;
      high--;
      sweeps = 0;
      continue;
    }
    let low = high - 1;
    while (low > 0 && !negligible(low - 1)) low--;
    sweep(d, e, vectors, low, high);
    sweeps++;
  }
}

/** One pass of rotations over rows low to high; each makes zero what the one before left beside the three diagonals. */
function sweep(d: Float64Array, e: Float64Array, vectors: readonly Float64Array[], low: number, high: number): void {
  const half = (d[high - 1]! - d[high]!) / 2;
  const last = e[high - 1]!;
  const shift = d[high]! - (last * last) / (half + (half < 0 ? -1 : 1) * Math.hypot(half, last));
  let x = d[low]! - shift;
  let z = e[low]!;
  for (let k = low; k < high; k++) {
    const length = Math.hypot(x, z);
    const [c, s] = length === 0 ? [1, 0] : [x / length, z / length];
    if (k > low) e[k - 1] = length;
    const [a, b, off] = [d[k]!, d[k + 1]!, e[k]!];
    d[k] = c * c * a + 2 * c * s * off + s * s * b;
    d[k + 1] = s * s * a - 2 * c * s * off + c * c * b;
    e[k] = c * s * (b - a) + (c * c - s * s) * off;
    if (k < high - 1) {
      x = e[k]!;
      z = s * e[k + 1]!;
      e[k + 1]! *= c;
    }
    rotate(vectors[k]!, vectors[k + 1]!, c, s);
  }
}

function rotate(u: Float64Array, v: Float64Array, c: number, s: number): void {
  for (let i = 0; i < u.length; i++) {
    const [p, q] = [u[i]!, v[i]!];
    u[i] = c * p + s * q;
    v[i] = c * q - s * p;
  }
}
