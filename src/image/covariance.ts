/** The matrix that turns independent normal numbers into ones with a given covariance. */

/**
 * R with R·Rᵀ = (C·C)^½ for a symmetric 3×3 matrix C, row by row; that is C itself where C is a covariance. By Jacobi's rotations:
 * C = V·diag(λ)·Vᵀ, R = V·diag(√|λ|).
 */
export function symmetricRoot(matrix: Float64Array): Float64Array {
  const a = matrix.slice();
  const v = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  for (let sweep = 0; sweep < 12; sweep++) {
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      rotate(a, v, p, q);
    }
  }
  return v.map((x, i) => x * Math.sqrt(Math.abs(a[(i % 3) * 4]!)));
}

/** Makes a(p, q) zero: a := JᵀaJ, v := vJ, with the rotation J by the angle θ of tan 2θ = 2a(p, q)/(a(q, q) − a(p, p)). */
function rotate(a: Float64Array, v: Float64Array, p: number, q: number): void {
  const angle = 0.5 * Math.atan2(2 * a[3 * p + q]!, a[4 * q]! - a[4 * p]!);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const columns = (m: Float64Array) => {
    for (let i = 0; i < 3; i++) {
      const [x, y] = [m[3 * i + p]!, m[3 * i + q]!];
      m[3 * i + p] = cos * x - sin * y;
      m[3 * i + q] = sin * x + cos * y;
    }
  };
  columns(v);
  columns(a);
  for (let i = 0; i < 3; i++) {
    const [x, y] = [a[3 * p + i]!, a[3 * q + i]!];
    a[3 * p + i] = cos * x - sin * y;
    a[3 * q + i] = sin * x + cos * y;
  }
}
