/**
 * Log-Gabor filters (Field, 1987) by their transfer function: a Gaussian in the logarithm of the frequency, times a Gaussian in the angle.
 * They let pass one half of the spectrum, so that the real part of a response is that of an even filter and the imaginary part of an odd one.
 */
import { type Complex, fft2 } from './fft.ts';

/** Where the values of a spectrum lie, in the order of `fft2`. */
export interface PolarGrid {
  readonly width: number;
  readonly height: number;
  /** Distance from frequency 0, which comes first. */
  readonly radius: Float64Array;
  /** Counted from the x axis against the clock, with y pointing up. */
  readonly angle: Float64Array;
}

/** The grid on which the values at index i of an axis of n have the frequency `along(i, n)`. */
export function polarGrid(width: number, height: number, along: (i: number, n: number) => number): PolarGrid {
  const radius = new Float64Array(width * height);
  const angle = new Float64Array(width * height);
  for (let row = 0, to = 0; row < height; row++) {
    const y = along(row, height);
    for (let column = 0; column < width; column++, to++) {
      const x = along(column, width);
      radius[to] = Math.sqrt(x * x + y * y);
      angle[to] = Math.atan2(-y, x);
    }
  }
  return { width, height, radius, angle };
}

/** Cycles per sample from −1/2 to below 1/2; for an odd n up to 1/2, as Kovesi's programs have it. */
export function cyclesPerSample(i: number, n: number): number {
  return (i < Math.ceil(n / 2) ? i : i - n) / (n - (n % 2));
}

/** exp(−ln²(r/centre) / 2σ²); 0 at frequency 0. */
export function radialGaussian({ radius }: PolarGrid, centre: number, sigma: number): Float64Array {
  return radius.map((r, i) => (i === 0 ? 0 : Math.exp(-(Math.log(r / centre) ** 2) / (2 * sigma ** 2))));
}

/** exp(−d²/2σ²) of the distance d to the direction `towards`. */
export function angularGaussian({ angle }: PolarGrid, towards: number, sigma: number): Float64Array {
  return angle.map((a) => {
    const distance = Math.abs(Math.atan2(Math.sin(a - towards), Math.cos(a - towards)));
    return Math.exp(-(distance ** 2) / (2 * sigma ** 2));
  });
}

/** The response to the product of filters with real transfer functions, of the spectrum of a picture. */
export function response(spectrum: Complex, { width, height }: PolarGrid, ...filters: readonly Float64Array[]): Complex {
  const re = spectrum.re.slice();
  const im = spectrum.im.slice();
  for (const filter of filters) {
    for (let i = 0; i < re.length; i++) {
      re[i]! *= filter[i]!;
      im[i]! *= filter[i]!;
    }
  }
  return fft2({ re, im }, width, height, true);
}
