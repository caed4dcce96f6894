/**
 * Structural similarity (Wang et al., 2004), as the authors' ssim_index computes it: Gaussian window 11×11, σ 1.5, only where the window
 * lies inside the picture, K = (0.01, 0.03):
 *   SSIM = (2μₓμᵧ + C₁)(2σₓᵧ + C₂) / ((μₓ² + μᵧ² + C₁)(σₓ² + σᵧ² + C₂)),  Cᵢ = (Kᵢ·range)²
 * averaged over positions, and over channels when there are several.
 */
import { expected, ShapeError } from '../errors.ts';
import { assertSameSize } from '../image/image.ts';
import { defineMetric } from './metric.ts';

const size = 11;
const taps = gaussian(1.5);
/** Filtered quantities: x, y, x² + y², xy. */
const moments = 4;

export const ssim = defineMetric({
  name: 'ssim',
  title: 'SSIM',
  unit: '',
  range: '-1 to 1',
  better: 'higher',
  source: 'Wang et al. (2004), ssim_index.m',
  color: 'protocol',
  leastSize: size,
  reference: 'hr',
  identical: 1,
  measure(sr, hr, { dataRange }) {
    assertSameSize(sr, hr);
    const { channels, width, height } = hr;
    if (width < size || height < size) throw new ShapeError(expected(`at least ${size}×${size}`, 'the picture', `${width}×${height}`));
    const n = width * height;
    let sum = 0;
    for (let c = 0; c < channels; c++) {
      sum += planeSsim(sr.data.subarray(c * n, (c + 1) * n), hr.data.subarray(c * n, (c + 1) * n), width, height, dataRange);
    }
    return sum / channels;
  },
});

/** The window is separable: rows are filtered once and kept in a ring of 11, which each output row combines. */
function planeSsim(a: Float32Array | Float64Array, b: typeof a, width: number, height: number, dataRange: number): number {
  const c1 = (0.01 * dataRange) ** 2;
  const c2 = (0.03 * dataRange) ** 2;
  const outWidth = width - size + 1;
  const stride = moments * outWidth;
  const ring = new Float64Array(size * stride);
  const column = new Float64Array(stride);
  let total = 0;
  for (let y = 0; y < height; y++) {
    filterRow(a, b, y * width, outWidth, ring.subarray((y % size) * stride, ((y % size) + 1) * stride));
    if (y < size - 1) continue;
    column.fill(0);
    for (let k = 0; k < size; k++) {
      const weight = taps[k]!;
      const from = ((y + 1 + k) % size) * stride;
      for (let i = 0; i < stride; i++) column[i]! += weight * ring[from + i]!;
    }
    for (let i = 0; i < stride; i += moments) {
      const mx = column[i]!;
      const my = column[i + 1]!;
      const squares = mx * mx + my * my;
      const variances = column[i + 2]! - squares;
      const covariance = column[i + 3]! - mx * my;
      total += ((2 * mx * my + c1) * (2 * covariance + c2)) / ((squares + c1) * (variances + c2));
    }
  }
  return total / (outWidth * (height - size + 1));
}

function filterRow(a: Float32Array | Float64Array, b: typeof a, start: number, outWidth: number, out: Float64Array): void {
  for (let x = 0; x < outWidth; x++) {
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
    out[moments * x] = mx;
    out[moments * x + 1] = my;
    out[moments * x + 2] = squares;
    out[moments * x + 3] = product;
  }
}

/** `size` weights exp(−d²/2σ²) that add up to 1. */
function gaussian(sigma: number): Float64Array {
  const weights = Float64Array.from({ length: size }, (_, i) => Math.exp(-((i - (size - 1) / 2) ** 2) / (2 * sigma ** 2)));
  const sum = weights.reduce((total, w) => total + w, 0);
  return weights.map((w) => w / sum);
}
