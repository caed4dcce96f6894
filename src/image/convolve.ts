/** Filtering with a small kernel; beyond the edge the picture is mirrored at its edge sample (2 1 | 0 1 2). */
import { expected, ShapeError } from '../errors.ts';
import type { Planes } from './image.ts';
import { padPlanes } from './planes.ts';

/** A square filter of odd size, row by row. Where `line` is given, weight (i, j) is line[i]·line[j] and the filter runs as two passes. */
export interface FilterKernel {
  readonly size: number;
  readonly weights: Float64Array;
  readonly line?: Float64Array;
}

/** A kernel of the weight at each offset (x, y) from the centre, scaled so that the weights add up to 1. Throws ShapeError for an even size. */
export function kernelOf(size: number, at: (x: number, y: number) => number): FilterKernel {
  if (!(Number.isInteger(size) && size % 2 === 1 && size > 0))
    throw new ShapeError(expected('an odd number', 'the size of a kernel', size));
  const middle = (size - 1) / 2;
  const weights = Float64Array.from({ length: size * size }, (_, i) => at((i % size) - middle, Math.floor(i / size) - middle));
  return { size, weights: normalized(weights) };
}

/** The kernel line[i]·line[j] of weights at whole offsets from the centre. */
export function separableKernel(size: number, at: (x: number) => number): FilterKernel {
  const middle = (size - 1) / 2;
  const line = normalized(Float64Array.from({ length: size }, (_, i) => at(i - middle)));
  return { ...kernelOf(size, (x, y) => line[x + middle]! * line[y + middle]!), line };
}

function normalized(weights: Float64Array): Float64Array {
  const sum = weights.reduce((total, w) => total + w, 0);
  return weights.map((w) => w / sum);
}

/** y(c, i, j) = Σ weight(u, v)·x(c, i + u − r, j + v − r), in float64: planes (C, H, W) of any range, same size out. */
export function convolve(src: Planes, { size, weights, line }: FilterKernel): Planes<Float64Array> {
  const radius = (size - 1) / 2;
  const margins = { left: radius, right: radius, top: radius, bottom: radius };
  const padded = padPlanes(src as Planes<Float64Array>, margins, 'reflect');
  if (!line) return pass(padded, weights, size, size);
  return pass(pass(padded, line, 1, size), line, size, 1);
}

/** The filter of `rows` × `columns` weights at every place where it lies inside `src`. */
function pass(src: Planes, weights: Float64Array, rows: number, columns: number): Planes<Float64Array> {
  const width = src.width - columns + 1;
  const height = src.height - rows + 1;
  const data = new Float64Array(src.channels * width * height);
  for (let line = 0; line < src.channels * height; line++) {
    const first = Math.floor(line / height) * src.height + (line % height);
    const row = data.subarray(line * width, (line + 1) * width);
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k]!;
      if (weight === 0) continue;
      const from = (first + Math.floor(k / columns)) * src.width + (k % columns);
      for (let x = 0; x < width; x++) row[x] = row[x]! + weight * src.data[from + x]!;
    }
  }
  return { channels: src.channels, width, height, data };
}
