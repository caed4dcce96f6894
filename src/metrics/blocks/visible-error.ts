/**
 * The detection stage of MAD (see mad.ts): how visible the difference of two pictures is, where it is near the threshold of the eye. In
 * windows of 16×16 at every fourth place of the lightness that the eye sees: C = σ/μ of HR, σ the smallest of four windows of 8×8 and μ the
 * mean, and C′ = σ′/μ of the difference. It is visible by ξ = ln C′ − max(ln C, −5), if that is above 0 and μ at least 0.5, and
 *   D = 200·√(mean of (ξ·e)²)
 * where e is the mean squared difference of the gray pictures in 16×16 samples.
 */
import { contrastSensitivity } from './contrast-sensitivity.ts';
import { fft2 } from './fft.ts';
import { overInnerSamples, type WindowStatistics, windowSize, windowStatistics } from './window-statistics.ts';

const threshold = -5;
const leastMean = 0.5;

/** D of two gray planes in 0–255. */
export function visibleError(sr: Float64Array, hr: Float64Array, width: number, height: number): number {
  const sensitivity = contrastSensitivity(width, height);
  const [x, y] = [sr, hr].map((plane) => seenLightness(plane, width, height, sensitivity)) as [Float64Array, Float64Array];
  const difference = x.map((value, i) => value - y[i]!);
  const visible = visibility(
    windowStatistics(y, width, height, windowSize),
    windowStatistics(difference, width, height, windowSize),
    windowStatistics(y, width, height, windowSize / 2),
  );
  const error = squaredError(sr, hr, width, height);
  return 200 * overInnerSamples(width, height, (window, column, row) => (visible[window]! > 0 ? visible[window]! * error(column, row) : 0));
}

/** 0.02874·v^(2.2/3) of a gray plane (nothing is darker than black), filtered by the transfer function of the eye. */
export function seenLightness(plane: Float64Array, width: number, height: number, sensitivity: Float64Array): Float64Array {
  const lightness = plane.map((value) => 0.02874 * Math.max(0, value) ** (2.2 / 3));
  const { re, im } = fft2({ re: lightness, im: new Float64Array(plane.length) }, width, height);
  return fft2({ re: re.map((v, i) => v * sensitivity[i]!), im: im.map((v, i) => v * sensitivity[i]!) }, width, height, true).re;
}

/** ξ for each window of HR, of the difference from it, and of windows of half the size in HR. */
function visibility(hr: WindowStatistics, difference: WindowStatistics, halves: WindowStatistics): Float64Array {
  return hr.mean.map((mean, i) => {
    const at = Math.floor(i / hr.columns) * halves.columns + (i % hr.columns);
    const deviations = [at, at + 1, at + halves.columns, at + halves.columns + 1].map((half) => halves.deviation[half]!);
    return visibilityOf(Math.min(...deviations), difference.deviation[i]!, mean);
  });
}

/** ξ of a window, 0 where nothing is visible. */
export function visibilityOf(deviation: number, difference: number, mean: number): number {
  if (mean < leastMean) return 0;
  return Math.max(0, Math.log(difference / mean) - Math.max(Math.log(deviation / mean), threshold));
}

/** The mean squared difference from 8 samples before a place to 7 after it, on both axes. */
function squaredError(sr: Float64Array, hr: Float64Array, width: number, height: number): (column: number, row: number) => number {
  const pitch = width + 1;
  const sums = new Float64Array(pitch * (height + 1));
  for (let row = 0; row < height; row++) {
    for (let column = 0, line = 0; column < width; column++) {
      line += (sr[row * width + column]! - hr[row * width + column]!) ** 2;
      sums[(row + 1) * pitch + column + 1] = sums[row * pitch + column + 1]! + line;
    }
  }
  return (column, row) => {
    const first = (row - windowSize / 2) * pitch + column - windowSize / 2;
    const last = first + windowSize * pitch;
    return (sums[last + windowSize]! - sums[last]! - sums[first + windowSize]! + sums[first]!) / windowSize ** 2;
  };
}
