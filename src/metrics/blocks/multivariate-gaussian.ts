/** Multivariate Gaussians fitted to rows of features, and how far two of them are apart. */

export interface GaussianModel {
  readonly mean: Float64Array;
  /** Row by row. */
  readonly covariance: Float64Array;
}

/**
 * The mean of each feature over the rows where it is a number; the covariance, with n − 1, over the rows where all are: like MATLAB's
 * nanmean and nancov.
 */
export function fitGaussian(rows: readonly (readonly number[])[]): GaussianModel {
  const n = rows[0]!.length;
  const whole = rows.filter((row) => !row.some(Number.isNaN));
  const mean = meanOf(rows, n);
  const centre = meanOf(whole, n);
  const covariance = new Float64Array(n * n);
  for (const row of whole) {
    for (let i = 0; i < n; i++) {
      const d = (row[i]! - centre[i]!) / (whole.length - 1);
      for (let j = 0; j < n; j++) covariance[i * n + j]! += d * (row[j]! - centre[j]!);
    }
  }
  return { mean, covariance };
}

function meanOf(rows: readonly (readonly number[])[], n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => {
    const values = rows.map((row) => row[i]!).filter((value) => !Number.isNaN(value));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}

/** √(dᵀ·((A + B)/2)⁺·d) of the covariances A and B and the difference d of the means; ⁺ is the pseudo-inverse. */
export function distance(a: GaussianModel, b: GaussianModel): number {
  const n = a.mean.length;
  const { values, vectors } = eigen(
    a.covariance.map((value, i) => (value + b.covariance[i]!) / 2),
    n,
  );
  const least = n * Number.EPSILON * values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let sum = 0;
  for (let k = 0; k < n; k++) {
    if (Math.abs(values[k]!) <= least) continue;
    let along = 0;
    for (let i = 0; i < n; i++) along += vectors[i * n + k]! * (a.mean[i]! - b.mean[i]!);
    sum += along ** 2 / values[k]!;
  }
  return Math.sqrt(sum);
}

/** Eigenvalues of a symmetric n×n matrix, and the eigenvectors as columns, by Jacobi's rotations. */
export function eigen(matrix: Float64Array, n: number): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const a = matrix.slice();
  const vectors = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  for (let sweep = 0, turned = true; turned && sweep < 60; sweep++) {
    turned = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        // Smaller ones change neither diagonal element.
        const small = Number.EPSILON * 2 ** -10 * Math.sqrt(Math.abs(a[p * n + p]! * a[q * n + q]!));
        if (Math.abs(a[p * n + q]!) <= small) continue;
        turned = true;
        rotate(a, vectors, n, p, q);
      }
    }
  }
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * (n + 1)]!), vectors };
}

/** Makes a(p, q) zero: a := JᵀaJ, v := vJ, with the rotation J by the smaller angle of tan 2θ = 2a(p, q)/(a(q, q) − a(p, p)). */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const cotangent = (a[q * n + q]! - a[p * n + p]!) / (2 * a[p * n + q]!);
  const tangent = (cotangent < 0 ? -1 : 1) / (Math.abs(cotangent) + Math.hypot(cotangent, 1));
  const cos = 1 / Math.hypot(tangent, 1);
  const sin = tangent * cos;
  const turn = (m: Float64Array, first: number, second: number, step: number) => {
    for (let i = 0; i < n; i++) {
      const [x, y] = [m[first + i * step]!, m[second + i * step]!];
      m[first + i * step] = cos * x - sin * y;
      m[second + i * step] = sin * x + cos * y;
    }
  };
  turn(v, p, q, n);
  turn(a, p, q, n);
  turn(a, p * n, q * n, 1);
  a[p * n + q] = 0;
  a[q * n + p] = 0;
}
