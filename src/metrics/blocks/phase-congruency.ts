/**
 * Phase congruency (Kovesi, 1999), as phasecong2 in FeatureSIM.m computes it: how far the waves that make up a picture are in step, 0 to 1.
 * With the responses e(s) to log-Gabor filters of four scales s, their sum Σe = |Σe|·u, and the noise threshold T, for each of four
 * directions
 *   energy = max(0, Σₛ (Re e(s)ū − |Im e(s)ū|) − T),  PC = Σ energy / ΣΣ |e(s)|
 * where the first sums go over directions. T comes from the median of |e|² at the smallest scale, as if that were Gaussian noise.
 * PC is 0 where no filter answers, which the program leaves undefined.
 */
import { type Complex, fft2 } from './fft.ts';
import { angularGaussian, cyclesPerSample, type PolarGrid, polarGrid, radialGaussian, response } from './log-gabor.ts';

const directions = 4;
const wavelengths = [6, 12, 24, 48] as const;
const radialSigma = Math.log(0.55);
const angularSigma = Math.PI / directions / 1.2;
/** Standard deviations of noise above its mean that are taken for noise, and how far the estimate is too high. */
const deviations = 2;
const overestimate = 1.7;
/** Keeps u finite. */
const small = 1e-4;

/** Of a plane in 0–255, row by row. */
export function phaseCongruency(plane: Float64Array, width: number, height: number): Float64Array {
  const grid = polarGrid(width, height, cyclesPerSample);
  const low = grid.radius.map((r) => 1 / (1 + (r / 0.45) ** 30));
  const scales = wavelengths.map((length) => radialGaussian(grid, 1 / length, radialSigma).map((weight, i) => weight * low[i]!));
  const spectrum = fft2({ re: plane, im: new Float64Array(plane.length) }, width, height);
  const energy = new Float64Array(plane.length);
  const amplitude = new Float64Array(plane.length);
  for (let direction = 0; direction < directions; direction++) {
    const angular = angularGaussian(grid, (direction * Math.PI) / directions, angularSigma);
    const filters = scales.map((radial) => radial.map((weight, i) => weight * angular[i]!));
    const responses = filters.map((filter) => response(spectrum, grid, filter));
    addEnergy(responses, noiseThreshold(responses[0]!, filters, grid), energy, amplitude);
  }
  return energy.map((value, i) => (amplitude[i]! > 0 ? value / amplitude[i]! : 0));
}

/** Adds those of one direction to the sums over directions. */
function addEnergy(responses: readonly Complex[], threshold: number, energy: Float64Array, amplitude: Float64Array): void {
  for (let i = 0; i < energy.length; i++) {
    let even = 0;
    let odd = 0;
    for (const { re, im } of responses) {
      even += re[i]!;
      odd += im[i]!;
    }
    const length = Math.sqrt(even * even + odd * odd) + small;
    even /= length;
    odd /= length;
    let sum = 0;
    for (const { re, im } of responses) {
      const [e, o] = [re[i]!, im[i]!];
      sum += e * even + o * odd - Math.abs(e * odd - o * even);
      amplitude[i]! += Math.sqrt(e * e + o * o);
    }
    energy[i]! += Math.max(0, sum - threshold);
  }
}

/** T: mean and deviations of the energy that Gaussian noise would have, whose power is estimated from the smallest scale. */
function noiseThreshold({ re, im }: Complex, filters: readonly Float64Array[], grid: PolarGrid): number {
  const power = median(re.map((e, i) => e * e + im[i]! * im[i]!)) / Math.LN2 / filters[0]!.reduce((sum, weight) => sum + weight ** 2, 0);
  const tau = Math.sqrt(power * evenEnergy(filters, grid));
  return (tau * (Math.sqrt(Math.PI / 2) + deviations * Math.sqrt(2 - Math.PI / 2))) / overestimate;
}

/** Σ (Σₛ f(s))² over the even parts f of the filters, the same in space and in frequency. */
function evenEnergy(filters: readonly Float64Array[], { width, height }: PolarGrid): number {
  let energy = 0;
  for (let row = 0, i = 0; row < height; row++) {
    const opposite = ((height - row) % height) * width;
    for (let column = 0; column < width; column++, i++) {
      const mirrored = opposite + ((width - column) % width);
      energy += (filters.reduce((sum, filter) => sum + filter[i]! + filter[mirrored]!, 0) / 2) ** 2;
    }
  }
  return energy;
}

function median(values: Float64Array): number {
  const sorted = values.sort();
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle - 0.5)]! + sorted[Math.ceil(middle - 0.5)]!) / 2;
}
