/** Local moments of two pictures: weighted means under a separable window, at every place where it lies inside them. */

type Samples = Float32Array | Float64Array;

/** Means that a window gives, one after the other: of x, y, x² + y² and xy. */
export const moments = 4;

/** `size` weights exp(−d²/2σ²) that add up to 1. */
export function gaussian(size: number, sigma: number): Float64Array {
  const weights = Float64Array.from({ length: size }, (_, i) => Math.exp(-((i - (size - 1) / 2) ** 2) / (2 * sigma ** 2)));
  const sum = weights.reduce((total, w) => total + w, 0);
  return weights.map((w) => w / sum);
}

/**
 * Calls `visit` with the moments of each row of places from top to bottom, in one array that is used again; `taps` are the weights along x
 * and along y. Rows are filtered once and kept in a ring as high as the window, which each row of places combines.
 */
export function eachRow(
  a: Samples,
  b: Samples,
  width: number,
  height: number,
  taps: Float64Array,
  visit: (row: Float64Array) => void,
): void {
  const size = taps.length;
  const stride = moments * (width - size + 1);
  const ring = new Float64Array(size * stride);
  const column = new Float64Array(stride);
  for (let y = 0; y < height; y++) {
    filterRow(a, b, y * width, taps, ring.subarray((y % size) * stride, ((y % size) + 1) * stride));
    if (y < size - 1) continue;
    column.fill(0);
    for (let k = 0; k < size; k++) {
      const weight = taps[k]!;
      const from = ((y + 1 + k) % size) * stride;
      for (let i = 0; i < stride; i++) column[i]! += weight * ring[from + i]!;
    }
    visit(column);
  }
}

function filterRow(a: Samples, b: Samples, start: number, taps: Float64Array, out: Float64Array): void {
  const size = taps.length;
  for (let x = 0, to = 0; to < out.length; x++, to += moments) {
    let mx = 0;
    let my = 0;
    let squares = 0;
    let product = 0;
    for (let k = 0; k < size; k++) {
      const weight = taps[k]!;
      const p = a[start + x + k]!;
      const q = b[start + x + k]!;
      mx += weight * p;
      my += weight * q;
      squares += weight * (p * p + q * q);
      product += weight * p * q;
    }
    out[to] = mx;
    out[to + 1] = my;
    out[to + 2] = squares;
    out[to + 3] = product;
  }
}
