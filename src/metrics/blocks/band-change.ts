/**
 * The appearance stage of MAD (see mad.ts): how much the statistics of two pictures differ in bands. Of the amplitudes of log-Gabor
 * responses at five scales s and four directions, in windows of 16×16 at every fourth place: standard deviation σ, skewness ς, kurtosis κ,
 *   A = √(mean of (Σ w(s)·(|Δσ| + 2|Δς| + |Δκ|))²),  w = (0.5, 0.75, 1, 5, 6) / 13.25 from fine to coarse
 */
import { fft2 } from './fft.ts';
import { angularGaussian, type PolarGrid, polarGrid, radialGaussian, response } from './log-gabor.ts';
import { overInnerSamples, type WindowStatistics, windowSize, windowStatistics } from './window-statistics.ts';

const wavelengths = [3, 9, 27, 81, 243] as const;
const directions = 4;
const radialSigma = Math.log(0.55);
const angularSigma = Math.PI / directions / 1.5;
export const bandWeights = [0.5, 0.75, 1, 5, 6].map((weight) => weight / 13.25);

/** A of two gray planes in 0–255. */
export function bandChange(sr: Float64Array, hr: Float64Array, width: number, height: number): number {
  let map = new Float64Array(0);
  eachBand([sr, hr], bandGrid(width, height), (amplitudes, scale) => {
    const [a, b] = amplitudes.map((plane) => windowStatistics(plane, width, height, windowSize)) as [WindowStatistics, WindowStatistics];
    if (map.length === 0) map = new Float64Array(a.mean.length);
    for (let i = 0; i < map.length; i++) {
      const change = Math.abs(a.deviation[i]! - b.deviation[i]!) + Math.abs(a.kurtosis[i]! - b.kurtosis[i]!);
      map[i]! += bandWeights[scale]! * (change + 2 * Math.abs(a.skewness[i]! - b.skewness[i]!));
    }
  });
  return overInnerSamples(width, height, (window) => map[window]!);
}

/** Frequencies as shares of the highest; for an odd side they lie half a step beside their places, as in the authors' program. */
export function bandGrid(width: number, height: number): PolarGrid {
  return polarGrid(width, height, (i, n) => ((i + Math.ceil(n / 2)) % n) / (n / 2) - 1);
}

/** Calls `visit` with the amplitudes of the responses of planes, band by band. */
export function eachBand(
  planes: readonly Float64Array[],
  grid: PolarGrid,
  visit: (amplitudes: readonly Float64Array[], scale: number, direction: number) => void,
): void {
  const spectra = planes.map((re) => fft2({ re, im: new Float64Array(re.length) }, grid.width, grid.height));
  const radial = wavelengths.map((length) => radialGaussian(grid, 2 / length, radialSigma));
  for (let direction = 0; direction < directions; direction++) {
    const angular = angularGaussian(grid, (direction * Math.PI) / directions, angularSigma);
    for (const [scale, filter] of radial.entries()) {
      const amplitudes = spectra.map((spectrum) => {
        const { re, im } = response(spectrum, grid, filter, angular);
        return re.map((even, i) => Math.sqrt(even * even + im[i]! * im[i]!));
      });
      visit(amplitudes, scale, direction);
    }
  }
}
