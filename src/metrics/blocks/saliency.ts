/**
 * SDSP, saliency from simple priors (Zhang, Gu and Li, 2013), as VSI.m computes and sets it: the picture is brought to 256×256 (bilinear,
 * antialiased, edges mirrored), and with Lab = (L, a, b) filtered by a log-Gabor filter of all directions to (L′, a′, b′),
 *   VS = √(L′² + a′² + b′²) · exp(−d²/145²) · (1 − exp(−(â² + b̂²)/0.001²))
 * where d is the distance to the middle and â and b̂ are a and b scaled to 0–1. Brought back to the picture's size and scaled to 0–1.
 * What has one value everywhere, which is undefined there, is scaled to 0.
 */
import type { Planes } from '../../image/image.ts';
import { imresize } from '../../image/resize.ts';
import { type Complex, fft2 } from './fft.ts';
import { labD50 } from './lab.ts';
import { cyclesPerSample, polarGrid, radialGaussian, response } from './log-gabor.ts';

const side = 256;
const n = side * side;
const centreFrequency = 0.021;
const radialSigma = 1.34;
const centreSigma = 145;
const warmSigma = 0.001;
const resizing = { kernel: 'bilinear', border: 'symmetric' } as const;

/** Of RGB in 0–dataRange, row by row. */
export function saliency(picture: Planes, dataRange: number): Float64Array {
  const { data } = labD50(imresize(picture, { width: side, height: side }, resizing), dataRange);
  const [lightness, a, b] = [0, 1, 2].map((c) => data.slice(c * n, (c + 1) * n)) as [Float64Array, Float64Array, Float64Array];
  // The filter is real and even, so that two planes go through it as one complex plane.
  const [first, second] = filtered({ re: lightness, im: new Float64Array(n) }, { re: a, im: b }) as [Complex, Complex];
  const [warm, yellow] = [scaled(a), scaled(b)];
  const map = Float64Array.from({ length: n }, (_, i) => {
    const band = Math.sqrt(first.re[i]! ** 2 + second.re[i]! ** 2 + second.im[i]! ** 2);
    const distance = ((i % side) + 1 - side / 2) ** 2 + (Math.floor(i / side) + 1 - side / 2) ** 2;
    return band * Math.exp(-distance / centreSigma ** 2) * -Math.expm1(-(warm[i]! ** 2 + yellow[i]! ** 2) / warmSigma ** 2);
  });
  const { width, height } = picture;
  return scaled(imresize({ channels: 1, width: side, height: side, data: map }, { width, height }, resizing).data);
}

function filtered(...planes: readonly Complex[]): Complex[] {
  const grid = polarGrid(side, side, cyclesPerSample);
  const filter = radialGaussian(grid, centreFrequency, radialSigma).map((weight, i) => (grid.radius[i]! > 0.5 ? 0 : weight));
  return planes.map((plane) => response(fft2(plane, side, side), grid, filter));
}

/** (v − least) / (greatest − least). */
function scaled(values: Float64Array): Float64Array {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  return values.map((value) => (greatest > least ? (value - least) / (greatest - least) : 0));
}
