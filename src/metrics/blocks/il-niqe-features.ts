/**
 * The 468 features that IL-NIQE (Zhang, Zhang and Bovik 2015) takes of each block of a picture, as the authors' program computes them: the
 * picture is made 524×524 (imresize of an 8-bit picture with a mirrored border), of which 6×6 blocks of 84×84 are used, and 234 statistics
 * are taken of each block and again of the block at half the size: NIQE's 18 of the normalised contrast, and two of each further map, which
 * are λ and k of a Weibull distribution for lengths, mean and variance for colours, shape and scale of an asymmetric generalised Gaussian
 * for the rest. The authors' programs of flat parts of a picture return noise; here such blocks have no number.
 */
import type { Planes } from '../../image/image.ts';
import { cropPlanes } from '../../image/planes.ts';
import { imresize } from '../../image/resize.ts';
import { fitAsymmetric, scaleOverDeviation } from './generalized-gaussian.ts';
import { type ColorPlanes, colorPlanes, halved, mapKinds, mapsOf } from './il-niqe-maps.ts';
import { normalizeContrast } from './mscn.ts';
import { featuresPerScale, scaleFeatures } from './natural-features.ts';
import { fitWeibull } from './weibull.ts';

const contrastWindow = 5;
const resized = 524;
const side = 84;
const across = Math.floor(resized / side);
const blockCount = across ** 2;

const perScale = featuresPerScale + 2 * (mapKinds.length - 1);
export const ilNiqeFeatureCount = 2 * perScale;

export interface IlNiqeBlock {
  /** NaN where the block is flat; infinite where a Weibull distribution has no spread. */
  readonly features: readonly number[];
  /** Mean deviation of its samples. */
  readonly sharpness: number;
}

/** Of RGB (3, H, W) in 0–dataRange. Throws ShapeError for another number of channels. */
export function ilNiqeBlocks(picture: Planes, dataRange: number): IlNiqeBlock[] {
  const rounded: Planes = { ...picture, data: Float64Array.from(picture.data, (value) => Math.round((255 / dataRange) * value)) };
  const square = imresize(rounded, { width: resized, height: resized }, { round: 'uint8', border: 'symmetric' });
  const whole = colorPlanes(cropPlanes(square, { x: 0, y: 0, width: across * side, height: across * side }));
  const features = Array.from({ length: blockCount }, () => new Array<number>(ilNiqeFeatureCount));
  const deviation = describe(whole, 1, features);
  describe(halved(whole), 2, features);
  return features.map((row, i) => ({ features: row, sharpness: meanOf(blockOf(deviation, i, side)) }));
}

/** Fills in the features of one scale, and returns the deviation of its samples. */
function describe(planes: ColorPlanes, scale: 1 | 2, features: readonly number[][]): Float64Array {
  const { width, height, opponent } = planes;
  const first = (scale - 1) * perScale;
  const put = (row: number[], at: number, values: readonly number[]) => {
    for (const [k, value] of values.entries()) row[first + at + k] = value;
  };
  const { samples, deviation } = normalizeContrast({ channels: 1, width, height, data: opponent[2]! }, 'replicate', contrastWindow);
  for (const [i, row] of features.entries()) put(row, 0, scaleFeatures(blockOf(samples, i, side / scale), side / scale));
  for (const [place, map] of mapsOf(planes, scale)) {
    const at = featuresPerScale + 2 * (place - 1);
    for (const [i, row] of features.entries()) put(row, at, pairOf(mapKinds[place]!, blockOf(map, i, side / scale)));
  }
  return deviation;
}

function pairOf(kind: (typeof mapKinds)[number], samples: Float64Array): readonly [number, number] {
  if (kind === 'length') {
    const { scale, shape } = fitWeibull(samples);
    return [scale, shape];
  }
  if (kind === 'color') {
    const mean = meanOf(samples);
    return [mean, samples.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (samples.length - 1)];
  }
  const { shape, left, right } = fitAsymmetric(samples);
  return [shape, (scaleOverDeviation(shape) * (left + right)) / 2];
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Block i, counted along rows, of blocks of size×size. */
function blockOf(map: Float64Array, i: number, size: number): Float64Array {
  const pitch = across * size;
  const start = Math.floor(i / across) * size * pitch + (i % across) * size;
  const out = new Float64Array(size * size);
  for (let y = 0; y < size; y++) out.set(map.subarray(start + y * pitch, start + y * pitch + size), y * size);
  return out;
}
