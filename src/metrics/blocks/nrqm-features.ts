/**
 * The 138 features of NRQM (Ma et al. 2017) as the authors' program computes them: 18 of frequencies in small parts (block-frequencies.ts,
 * at three sizes), 45 of a steerable pyramid of two levels and six orientations, and 75 singular values of patches of 5×5 (at three sizes).
 * Its transitions are computed, not read from a table as in the authors' program.
 */
import { ShapeError } from '../../errors.ts';
import type { Planes } from '../../image/image.ts';
import { imresize } from '../../image/resize.ts';
import { blockFeatureCount, blockFeatures, shapeOf } from './block-frequencies.ts';
import { complexBands, residueAbove } from './complex-bands.ts';
import { fft2 } from './fft.ts';
import { type Band, normalizedBands } from './normalized-bands.ts';
import { symmetricEigen } from './symmetric-eigen.ts';
import { eachRow, gaussian, moments } from './windows.ts';

/** Of frequencies, of the pyramid, of patches. */
export type NrqmFeatures = readonly [frequencies: readonly number[], pyramid: readonly number[], patches: readonly number[]];

const sizes = 3;
const orientations = 6;
const levels = 2;
const patch = 5;
const window = gaussian(11, 1.5);
/** Of SSIM, of pictures in 0–255. */
const stabilizer = (0.03 * 255) ** 2;

export const nrqmFeatureCounts = [sizes * blockFeatureCount, 45, sizes * patch ** 2] as const;

/** Smallest width and height whose third size has as many patches as a patch has samples. */
export const nrqmLeastSize = 84;

/** Of one plane (1, H, W) of whole numbers in 0–255. Throws ShapeError for a flat picture. */
export function nrqmFeatures(gray: Planes<Float64Array>): NrqmFeatures {
  if (gray.data.every((value) => value === gray.data[0]))
    throw new ShapeError('Expected a picture that is not flat for NRQM but received one');
  const pictures: Planes<Float64Array>[] = [{ ...gray, data: gray.data.map((value) => value / 255) }];
  while (pictures.length < sizes) pictures.push(smaller(pictures.at(-1)!));
  return [pictures.flatMap(blockFeatures), pyramidFeatures(gray), pictures.flatMap(patchValues)];
}

/** Under the 3×3 weights of a Gaussian of σ 1/2, with zeros beyond the edge, every second sample from the second on. */
function smaller({ width, height, data }: Planes<Float64Array>): Planes<Float64Array> {
  const [outWidth, outHeight] = [Math.floor(width / 2), Math.floor(height / 2)];
  const taps = gaussian(3, 0.5);
  const out = Float64Array.from({ length: outWidth * outHeight }, (_, i) => {
    const [x, y] = [2 * (i % outWidth) + 1, 2 * Math.floor(i / outWidth) + 1];
    let sum = 0;
    for (let row = y - 1; row <= Math.min(y + 1, height - 1); row++) {
      for (let column = x - 1; column <= Math.min(x + 1, width - 1); column++)
        sum += taps[row - y + 1]! * taps[column - x + 1]! * data[row * width + column]!;
    }
    return sum;
  });
  return { channels: 1, width: outWidth, height: outHeight, data: out };
}

/** Shapes of the normalised bands, of each orientation at both levels together, and how like bands are: to what lies above them, and in pairs. */
function pyramidFeatures({ width, height, data }: Planes<Float64Array>): number[] {
  const spectrum = fft2({ re: data, im: new Float64Array(data.length) }, width, height);
  const bands = Array.from({ length: levels }, (_, level) =>
    complexBands(spectrum, width, height, level + 1, orientations).map(
      (band): Band => ({ width: band.width, height: band.height, data: band.re }),
    ),
  );
  const normalized = normalizedBands(bands);
  const [fine, coarse] = normalized as [Band[], Band[]];
  const top: Band = { width, height, data: residueAbove(spectrum, width, height) };
  const likeTop = bands.flat().map((band) => likeness(resized(band, top), top));
  const likeEach = fine.flatMap((band, i) => fine.slice(i + 1).map((other) => likeness(band, other)));
  return [
    ...normalized.flat().map((band) => shapeOf(band.data)),
    ...fine.map((band, i) => shapeOf(Float64Array.of(...band.data, ...coarse[i]!.data))),
    ...likeTop,
    ...likeEach,
  ];
}

function resized({ width, height, data }: Band, to: Band): Band {
  if (width === to.width && height === to.height) return { width, height, data };
  return imresize({ channels: 1, width, height, data }, { width: to.width, height: to.height }, { border: 'symmetric' });
}

/** The mean of SSIM's term of structure, (2σ₁₂ + C)/(σ₁² + σ₂² + C). */
function likeness(a: Band, b: Band): number {
  let [sum, count] = [0, 0];
  eachRow(a.data, b.data, a.width, a.height, window, (row) => {
    for (let i = 0; i < row.length; i += moments) {
      const [p, q, squares, product] = [row[i]!, row[i + 1]!, row[i + 2]!, row[i + 3]!];
      sum += (2 * (product - p * q) + stabilizer) / (squares - p * p - q * q + stabilizer);
      count++;
    }
  });
  return sum / count;
}

/** The singular values of the matrix whose columns are the patches, which do not overlap and are filled up by zeros; the largest first. */
function patchValues({ width, height, data }: Planes<Float64Array>): number[] {
  const n = patch ** 2;
  const [across, down] = [Math.ceil(width / patch), Math.ceil(height / patch)];
  const products = new Float64Array(n * n);
  const column = new Float64Array(n);
  for (let i = 0; i < across * down; i++) {
    const [left, top] = [(i % across) * patch, Math.floor(i / across) * patch];
    for (let k = 0; k < n; k++) {
      const [x, y] = [left + (k % patch), top + Math.floor(k / patch)];
      column[k] = x < width && y < height ? data[y * width + x]! : 0;
    }
    for (let p = 0; p < n; p++) for (let q = 0; q < n; q++) products[p * n + q]! += column[p]! * column[q]!;
  }
  return [...symmetricEigen(products, n).values].map((value) => Math.sqrt(Math.max(0, value))).sort((a, b) => b - a);
}
