/** Noise of cameras: Gaussian, Poisson and speckle. Planes (C, H, W) hold 0–255 before and after; results are clipped to that. */
import { poissonOf, type Random, standardNormal } from '../random.ts';
import { symmetricRoot } from './covariance.ts';
import type { Planes } from './image.ts';

/** Noise of every channel by itself, or the same in all. */
export type NoiseChannels = 'color' | 'gray';

/** x + n, n normal with standard deviation `sigma` (0–255). */
export function addGaussianNoise(src: Planes, sigma: number, channels: NoiseChannels, random: Random): Planes<Float64Array> {
  const noise = normals(src, channels, random);
  return clipped(src, (x, i) => x + sigma * noise[i]!);
}

/** x + x·n, n normal with standard deviation `sigma`/255. */
export function addSpeckleNoise(src: Planes, sigma: number, channels: NoiseChannels, random: Random): Planes<Float64Array> {
  const noise = normals(src, channels, random);
  return clipped(src, (x, i) => x + (x * sigma * noise[i]!) / 255);
}

/**
 * Gaussian noise that is correlated between the three channels, as BSRGAN has it: covariance |σ²·UᵀDU| by elements, with a random
 * orthonormal U and random variances D in 0–1. A picture of one channel gets plain noise of the same mean variance.
 */
export function addCorrelatedNoise(src: Planes, sigma: number, random: Random): Planes<Float64Array> {
  if (src.channels !== 3) return addGaussianNoise(src, sigma * Math.sqrt(random()), 'color', random);
  const root = symmetricRoot(randomCovariance(random));
  const pixels = src.width * src.height;
  const noise = new Float64Array(3 * pixels);
  for (let i = 0; i < pixels; i++) {
    const z = [standardNormal(random), standardNormal(random), standardNormal(random)];
    for (let c = 0; c < 3; c++) noise[c * pixels + i] = root[3 * c]! * z[0]! + root[3 * c + 1]! * z[1]! + root[3 * c + 2]! * z[2]!;
  }
  return clipped(src, (x, i) => x + sigma * noise[i]!);
}

/** Generators of the 8-bit levels for 1, 2, 4 … 256 photons, made when first needed: their tables cost a good part of a patch's time. */
const generators: readonly ((random: Random) => number)[][] = Array.from({ length: 9 }, () => []);

/**
 * Photon noise: x becomes x + scale·(Poisson(λ·x/255)·255/λ − x), of variance scale²·x·255/λ. λ, the photons of white, is
 * `photons` or else, as in BasicSR, the number of different 8-bit values in the picture, rounded up to a power of two.
 * `gray` draws for the luma (0.299 R + 0.587 G + 0.114 B) and adds the same noise to all channels.
 */
export function addPoissonNoise(
  src: Planes,
  { scale, photons, channels }: { readonly scale: number; readonly photons?: number | undefined; readonly channels: NoiseChannels },
  random: Random,
): Planes<Float64Array> {
  const light = channels === 'gray' && src.channels === 3 ? luma(src) : src;
  const levels = new Uint8ClampedArray(light.data); // rounded and clipped to 8 bits
  const white = photons ?? 2 ** Math.ceil(Math.log2(new Set(levels).size));
  const draws = photons === undefined ? generators[Math.log2(white)]! : [];
  const noise = new Float64Array(levels.length);
  for (let i = 0; i < noise.length; i++) {
    const level = levels[i]!;
    draws[level] ??= poissonOf((white * level) / 255);
    noise[i] = (draws[level](random) * 255) / white - level;
  }
  return clipped(src, (x, i) => x + scale * noise[i % noise.length]!);
}

function luma({ data, width, height }: Planes): Planes {
  const pixels = width * height;
  const gray = Float64Array.from(
    { length: pixels },
    (_, i) => 0.299 * data[i]! + 0.587 * data[pixels + i]! + 0.114 * data[2 * pixels + i]!,
  );
  return { channels: 1, width, height, data: gray };
}

function normals({ channels, width, height }: Planes, kind: NoiseChannels, random: Random): Float64Array {
  const pixels = width * height;
  const noise = new Float64Array(channels * pixels);
  const drawn = kind === 'gray' ? pixels : noise.length;
  // Box and Muller give two independent numbers at once; a second one too many is left out.
  for (let i = 0; i < drawn; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    noise[i] = radius * Math.cos(angle);
    if (i + 1 < drawn) noise[i + 1] = radius * Math.sin(angle);
  }
  for (let i = drawn; i < noise.length; i += pixels) noise.copyWithin(i, 0, pixels);
  return noise;
}

function clipped({ channels, width, height, data }: Planes, of: (x: number, i: number) => number): Planes<Float64Array> {
  const out = new Float64Array(data.length);
  for (let i = 0; i < out.length; i++) out[i] = Math.min(Math.max(of(data[i]!, i), 0), 255);
  return { channels, width, height, data: out };
}

/** |UᵀDU| by elements, 3×3 row by row: U from three random vectors by Gram and Schmidt. */
function randomCovariance(random: Random): Float64Array {
  const basis: number[][] = [];
  while (basis.length < 3) {
    let vector = [random(), random(), random()];
    for (const b of basis) {
      const along = dot(vector, b);
      vector = vector.map((x, i) => x - along * b[i]!);
    }
    const length = Math.sqrt(dot(vector, vector));
    if (length > 1e-6) basis.push(vector.map((x) => x / length));
  }
  const variances = [random(), random(), random()];
  return Float64Array.from({ length: 9 }, (_, k) => {
    const [i, j] = [Math.floor(k / 3), k % 3];
    return Math.abs(variances.reduce((sum, d, m) => sum + d * basis[m]![i]! * basis[m]![j]!, 0));
  });
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}
