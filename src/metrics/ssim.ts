/**
 * Structural similarity (Wang et al., 2004), as the authors' ssim_index computes it: Gaussian window 11×11, σ 1.5, only where the window
 * lies inside the picture, K = (0.01, 0.03):
 *   SSIM = (2μₓμᵧ + C₁)(2σₓᵧ + C₂) / ((μₓ² + μᵧ² + C₁)(σₓ² + σᵧ² + C₂)),  Cᵢ = (Kᵢ·range)²
 * averaged over positions, and over channels when there are several. Other programs also count the places at the edge, where the window
 * sees the picture mirrored: OpenCV, and programs made after its tutorial.
 */
import * as v from 'valibot';
import { expected, ShapeError } from '../errors.ts';
import { assertSameSize, type Planes } from '../image/image.ts';
import { padPlanes } from '../image/planes.ts';
import { channelMean } from './blocks/channels.ts';
import { eachRow, gaussian, moments } from './blocks/windows.ts';
import { defineMetric } from './metric.ts';

const size = 11;
const taps = gaussian(size, 1.5);

const config = v.strictObject({
  /** Places where the window is not inside the picture: left out, or the picture mirrored at its edge pixels (OpenCV). */
  edge: v.optional(v.picklist(['inner', 'mirror']), 'inner'),
});

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
  config,
  measure(sr, hr, { dataRange, settings = {} }) {
    assertSameSize(sr, hr);
    if (v.parse(config, settings).edge === 'mirror') [sr, hr] = [mirrored(sr), mirrored(hr)];
    const { width, height } = hr;
    if (width < size || height < size) throw new ShapeError(expected(`at least ${size}×${size}`, 'the picture', `${width}×${height}`));
    return channelMean(sr, hr, (a, b) => planeSsim(a, b, width, height, dataRange));
  },
});

function mirrored(planes: Planes): Planes {
  const margin = (size - 1) / 2;
  return padPlanes(planes, { left: margin, top: margin, right: margin, bottom: margin }, 'reflect');
}

function planeSsim(a: Float32Array | Float64Array, b: typeof a, width: number, height: number, dataRange: number): number {
  const c1 = (0.01 * dataRange) ** 2;
  const c2 = (0.03 * dataRange) ** 2;
  let total = 0;
  eachRow(a, b, width, height, taps, (row) => {
    for (let i = 0; i < row.length; i += moments) {
      const mx = row[i]!;
      const my = row[i + 1]!;
      const squares = mx * mx + my * my;
      const variances = row[i + 2]! - squares;
      const covariance = row[i + 3]! - mx * my;
      total += ((2 * mx * my + c1) * (2 * covariance + c2)) / ((squares + c1) * (variances + c2));
    }
  });
  return total / ((width - size + 1) * (height - size + 1));
}
