/**
 * Multi-scale structural similarity (Wang, Simoncelli and Bovik, 2003), as the authors' msssim.m computes it: means over positions of the
 * two factors of SSIM,
 *   l = (2μₓμᵧ + C₁)/(μₓ² + μᵧ² + C₁),  cs = (2σₓᵧ + C₂)/(σₓ² + σᵧ² + C₂)
 * at five scales, with SSIM's window and constants, where each scale halves the one before (means of 2×2 samples; an odd picture is
 * mirrored at its end):
 *   MS-SSIM = mean(l·cs at the fifth)^w₅ · Π mean(csᵢ)^wᵢ, i = 1 … 4
 * A negative mean, which has no such power, counts as 0. Averaged over channels when there are several.
 */
import { assertSameSize } from '../image/image.ts';
import { channelMean } from './blocks/channels.ts';
import { eachRow, gaussian, moments } from './blocks/windows.ts';
import { defineMetric } from './metric.ts';

type Plane = Float32Array | Float64Array;

const size = 11;
const taps = gaussian(size, 1.5);
const weights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333] as const;

export const msSsim = defineMetric({
  name: 'ms-ssim',
  title: 'MS-SSIM',
  unit: '',
  range: '0 to 1',
  better: 'higher',
  source: 'Wang et al. (2003), msssim.m',
  color: 'protocol',
  leastSize: size * 2 ** (weights.length - 1),
  reference: 'hr',
  identical: 1,
  turns: false,
  measure(sr, hr, { dataRange }) {
    assertSameSize(sr, hr);
    return channelMean(sr, hr, (a, b) => planeMsSsim(a, b, hr.width, hr.height, dataRange));
  },
});

function planeMsSsim(sr: Plane, hr: Plane, fullWidth: number, fullHeight: number, dataRange: number): number {
  let [a, b, width, height] = [sr, hr, fullWidth, fullHeight];
  let value = 1;
  for (const [scale, weight] of weights.entries()) {
    const last = scale === weights.length - 1;
    const means = factorMeans(a, b, width, height, dataRange);
    value *= Math.max(0, last ? means.ssim : means.contrast) ** weight;
    if (last) break;
    a = halved(a, width, height);
    b = halved(b, width, height);
    width = Math.ceil(width / 2);
    height = Math.ceil(height / 2);
  }
  return value;
}

/** Means of l·cs and of cs. */
function factorMeans(a: Plane, b: Plane, width: number, height: number, dataRange: number): { ssim: number; contrast: number } {
  const c1 = (0.01 * dataRange) ** 2;
  const c2 = (0.03 * dataRange) ** 2;
  let ssim = 0;
  let contrast = 0;
  eachRow(a, b, width, height, taps, (row) => {
    for (let i = 0; i < row.length; i += moments) {
      const mx = row[i]!;
      const my = row[i + 1]!;
      const squares = mx * mx + my * my;
      const cs = (2 * (row[i + 3]! - mx * my) + c2) / (row[i + 2]! - squares + c2);
      contrast += cs;
      ssim += (cs * (2 * mx * my + c1)) / (squares + c1);
    }
  });
  const places = (width - size + 1) * (height - size + 1);
  return { ssim: ssim / places, contrast: contrast / places };
}

function halved(plane: Plane, width: number, height: number): Float64Array {
  const [outWidth, outHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const out = new Float64Array(outWidth * outHeight);
  for (let y = 0, to = 0; y < height; y += 2) {
    const row = y * width;
    const next = Math.min(y + 1, height - 1) * width;
    for (let x = 0; x < width; x += 2) {
      const right = Math.min(x + 1, width - 1);
      out[to++] = (plane[row + x]! + plane[row + right]! + plane[next + x]! + plane[next + right]!) / 4;
    }
  }
  return out;
}
