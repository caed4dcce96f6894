/**
 * Bands of the complex steerable pyramid (Portilla and Simoncelli, 2000), as buildSCFpyr of matlabPyrTools makes them: with r the distance
 * from frequency 0 (1 at the highest along an axis) and l = log₂ r, the band of level k at the angle θ_b = πb/n is the spectrum times
 *   lo(l + k − 1)·hi(l + k)·angular(θ − θ_b),
 *   hi(t) = cos(π/2·t) for −1 < t < 0, 0 below, 1 above;  lo = √(1 − hi²)
 *   angular(α) = 2√c·cosⁿ⁻¹ α where |α| < π/2, else 0;  c = 4ⁿ⁻¹((n − 1)!)² / (n·(2n − 2)!)
 * times (−i)ⁿ⁻¹, cut to the frequencies below 2^(1 − k). The transitions are computed, not read from a table as there.
 */
import { type Complex, fft2 } from './fft.ts';

/** Row by row. */
export interface ComplexBand extends Complex {
  readonly width: number;
  readonly height: number;
}

/** The bands of one level (from 1, the finest) at n orientations, of the spectrum `fft2` of a picture. */
export function complexBands(spectrum: Complex, width: number, height: number, level: number, orientations: number): ComplexBand[] {
  const [outWidth, outHeight] = [sizeAt(width, level), sizeAt(height, level)];
  const order = orientations - 1;
  const amplitude = 2 * Math.sqrt(angularNorm(orientations));
  return Array.from({ length: orientations }, (_, b) => {
    const band = { re: new Float64Array(outWidth * outHeight), im: new Float64Array(outWidth * outHeight) };
    for (let i = 0; i < outHeight; i++) {
      const v = frequencyOf(i, outHeight);
      for (let j = 0; j < outWidth; j++) {
        const u = frequencyOf(j, outWidth);
        const along = Math.cos(Math.atan2((2 * v) / height, (2 * u) / width) - (Math.PI * b) / orientations);
        const radial = radialAt(Math.log2(Math.hypot((2 * u) / width, (2 * v) / height)), level);
        if (along <= 0 || radial === 0) continue;
        const weight = amplitude * along ** order * radial;
        const from = indexOf(v, height) * width + indexOf(u, width);
        [band.re[i * outWidth + j], band.im[i * outWidth + j]] = turned(weight * spectrum.re[from]!, weight * spectrum.im[from]!, order);
      }
    }
    return { ...fft2(band, outWidth, outHeight, true), width: outWidth, height: outHeight };
  });
}

/** What lies above the first level: the spectrum times hi(log₂ r), as the picture that it is of. Row by row. */
export function residueAbove(spectrum: Complex, width: number, height: number): Float64Array {
  const rest = { re: spectrum.re.slice(), im: spectrum.im.slice() };
  for (let i = 0; i < rest.re.length; i++) {
    const [u, v] = [frequencyOf(i % width, width), frequencyOf(Math.floor(i / width), height)];
    const weight = high(Math.log2(Math.hypot((2 * u) / width, (2 * v) / height)));
    rest.re[i]! *= weight;
    rest.im[i]! *= weight;
  }
  return fft2(rest, width, height, true).re;
}

/** Halved and rounded up once for each level after the first. */
function sizeAt(size: number, level: number): number {
  return Math.ceil(size / 2 ** (level - 1));
}

/** Of the index in a spectrum of n values: from −⌊n/2⌋. */
function frequencyOf(index: number, n: number): number {
  return index < Math.ceil(n / 2) ? index : index - n;
}

function indexOf(frequency: number, n: number): number {
  return frequency < 0 ? frequency + n : frequency;
}

function radialAt(log: number, level: number): number {
  return low(log + level - 1) * high(log + level);
}

function high(t: number): number {
  return t <= -1 ? 0 : t >= 0 ? 1 : Math.cos((Math.PI / 2) * t);
}

function low(t: number): number {
  return t <= -1 ? 1 : t >= 0 ? 0 : Math.sin((-Math.PI / 2) * t);
}

/** c: Σ over n orientations of c·cos²ⁿ⁻² is 1 at every angle. */
function angularNorm(n: number): number {
  let c = 1 / n;
  for (let k = 1; k < n; k++) c *= (4 * k * k) / ((2 * k - 1) * (2 * k));
  return c;
}

/** Times (−i)^power. */
function turned(re: number, im: number, power: number): [number, number] {
  const turns: [number, number][] = [
    [re, im],
    [im, -re],
    [-re, -im],
    [-im, re],
  ];
  return turns[power % 4]!;
}
