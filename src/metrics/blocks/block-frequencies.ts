/**
 * What NRQM (Ma et al. 2017) takes of the frequencies in small parts of a picture, as the authors' block_dct computes it: around every block
 * of 3×3 samples the 7×7 that lie there (zeros beyond the edge), of whose cosine transform without its mean
 *   the shape of the generalised Gaussian that its values come from,
 *   the deviation over the mean of their sizes,
 *   the variance of the same of three sectors: frequencies along x, along both, along y
 * each as the mean over all blocks, and over the tenth of them that is smallest (shape) or largest (the others).
 */
import type { Planes } from '../../image/image.ts';
import { shapeOfSpread } from './generalized-gaussian.ts';

const step = 3;
const margin = 2;
const side = step + 2 * margin;
const share = 0.1;
/** Against divisions by zero, in the shape and the variation of all frequencies, and in that of a sector. */
const [small, smaller] = [1e-7, 1e-8] as const;

export const blockFeatureCount = 6;

const basis = Float64Array.from({ length: side * side }, (_, i) => {
  const [k, x] = [Math.floor(i / side), i % side];
  return Math.sqrt((k === 0 ? 1 : 2) / side) * Math.cos((Math.PI * k * (2 * x + 1)) / (2 * side));
});

/** Places of the frequencies from column `first` to `last` of a row, which is that along y. */
const run = (row: number, first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => row * side + first + i);
const flat = [run(0, 1, 6), run(1, 2, 6), run(2, 4, 6), run(3, 5, 6)].flat();
const diagonal = [run(1, 1, 1), run(2, 2, 3), run(3, 2, 4), run(4, 3, 6), run(5, 4, 6), run(6, 4, 6)].flat();
const steep = flat.map((place) => (place % side) * side + Math.floor(place / side));

/** Of one plane (1, H, W) in 0–1. */
export function blockFeatures({ width, height, data }: Planes): number[] {
  const [across, down] = [Math.ceil(width / step), Math.ceil(height / step)];
  const [shapes, variations, orientations] = [0, 1, 2].map(() => new Float64Array(across * down)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const block = new Float64Array(side * side);
  for (let i = 0; i < shapes.length; i++) {
    const [left, top] = [(i % across) * step - margin, Math.floor(i / across) * step - margin];
    for (let k = 0; k < block.length; k++) {
      const [x, y] = [left + (k % side), top + Math.floor(k / side)];
      block[k] = x >= 0 && y >= 0 && x < width && y < height ? data[y * width + x]! : 0;
    }
    const frequencies = cosines(block);
    const sizes = frequencies.map((value) => Math.abs(value));
    shapes[i] = shapeOf(frequencies.subarray(1));
    variations[i] = variation(sizes.subarray(1), small);
    orientations[i] = varianceOf(
      [flat, diagonal, steep].map((places) =>
        variation(
          places.map((place) => sizes[place]!),
          smaller,
        ),
      ),
    );
  }
  const last = (sorted: Float64Array) => sorted.subarray(Math.max(0, Math.trunc((1 - share) * sorted.length) - 1));
  const first = (sorted: Float64Array) => sorted.subarray(0, Math.ceil(share * sorted.length));
  return [
    meanOf(first(shapes.sort())),
    meanOf(shapes),
    ...[variations, orientations].flatMap((of) => [meanOf(last(of.sort())), meanOf(of)]),
  ];
}

/** The cosine transform in two dimensions, without scaling of its own: lengths stay. */
function cosines(block: Float64Array): Float64Array {
  const rows = new Float64Array(block.length);
  for (let y = 0; y < side; y++) {
    for (let k = 0; k < side; k++) {
      let sum = 0;
      for (let x = 0; x < side; x++) sum += basis[k * side + x]! * block[y * side + x]!;
      rows[y * side + k] = sum;
    }
  }
  const out = new Float64Array(block.length);
  for (let k = 0; k < side; k++) {
    for (let x = 0; x < side; x++) {
      let sum = 0;
      for (let y = 0; y < side; y++) sum += basis[k * side + y]! * rows[y * side + x]!;
      out[k * side + x] = sum;
    }
  }
  return out;
}

/** Of a generalised Gaussian, by variance over the square of the mean distance from the mean. */
export function shapeOf(values: Float64Array): number {
  const mean = meanOf(values);
  let [squares, distances] = [0, 0];
  for (const value of values) {
    squares += (value - mean) ** 2;
    distances += Math.abs(value - mean);
  }
  return shapeOfSpread(squares / (values.length - 1) / ((distances / values.length) ** 2 + small));
}

function variation(sizes: ArrayLike<number>, floor: number): number {
  return Math.sqrt(varianceOf(sizes)) / (meanOf(sizes) + floor);
}

/** Over n − 1. */
function varianceOf(values: ArrayLike<number>): number {
  const mean = meanOf(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - mean) ** 2;
  return sum / (values.length - 1);
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
