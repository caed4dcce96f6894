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

/** The kernel without outer rings of weights that come to less than `share` of the sum together. */
export function trimKernel({ size, weights, line }: FilterKernel, share: number): FilterKernel {
  const middle = (size - 1) / 2;
  const rings = new Float64Array(middle + 1);
  weights.forEach((w, i) => {
    const ring = Math.max(Math.abs((i % size) - middle), Math.abs(Math.floor(i / size) - middle));
    rings[ring] = rings[ring]! + Math.abs(w);
  });
  let radius = middle;
  for (let left = share; radius > 0 && rings[radius]! < left; radius--) left -= rings[radius]!;
  if (radius === middle) return { size, weights, ...(line ? { line } : {}) };
  const cut = middle - radius;
  const inner = kernelOf(2 * radius + 1, (x, y) => weights[(y + middle) * size + x + middle]!);
  return line ? { ...inner, line: normalized(line.slice(cut, size - cut)) } : inner;
}

/** y(c, i, j) = Σ weight(u, v)·x(c, i + u − r, j + v − r), in float64: planes (C, H, W) of any range, same size out. */
export function convolve(src: Planes, { size, weights, line }: FilterKernel): Planes<Float64Array> {
  const radius = (size - 1) / 2;
  const margins = { left: radius, right: radius, top: radius, bottom: radius };
  const padded = padPlanes(src as Planes<Float64Array>, margins, 'reflect');
  if (!line) return squarePass(padded, weights, size);
  return linePass(linePass(padded, line, 1, size), line, size, 1);
}

/** Output samples of a row that are added up at once, and weights that are taken at once: with four of each no sample is read twice. */
const block = 4;

/** A square of weights at every place where it lies inside `src`. */
function squarePass(
  { channels, width: pitch, height: lines, data: samples }: Planes,
  weights: Float64Array,
  size: number,
): Planes<Float64Array> {
  const width = pitch - size + 1;
  const height = lines - size + 1;
  const filled = block * Math.ceil(size / block);
  const filter = new Float64Array(size * filled);
  for (let i = 0; i < size; i++) filter.set(weights.subarray(i * size, (i + 1) * size), i * filled);
  // Zero weights and the last block of the last row look a little beyond the end.
  const from = new Float64Array(samples.length + 2 * block);
  from.set(samples);
  const data = new Float64Array(channels * width * height + block);
  for (let line = 0; line < channels * height; line++) {
    const first = (Math.floor(line / height) * lines + (line % height)) * pitch;
    for (let x = 0; x < width; x += block) addBlock(data, line * width + x, from, first + x, pitch, filter, filled);
  }
  return { channels, width, height, data: data.subarray(0, channels * width * height) };
}

/** to[at + n] = Σ filter(i, j)·from[first + i·pitch + j + n] for n = 0 … 3; rows of the filter hold `filled` weights. */
function addBlock(
  to: Float64Array,
  at: number,
  from: Float64Array,
  first: number,
  pitch: number,
  filter: Float64Array,
  filled: number,
): void {
  let s = 0;
  let t = 0;
  let u = 0;
  let v = 0;
  for (let k = 0, row = first; k < filter.length; row += pitch) {
    let a = from[row]!;
    let b = from[row + 1]!;
    let c = from[row + 2]!;
    for (let i = row + 3; i < row + 3 + filled; i += block, k += block) {
      const w = filter[k]!;
      const x = filter[k + 1]!;
      const y = filter[k + 2]!;
      const z = filter[k + 3]!;
      const d = from[i]!;
      const e = from[i + 1]!;
      const f = from[i + 2]!;
      const g = from[i + 3]!;
      s += w * a + x * b + y * c + z * d;
      t += w * b + x * c + y * d + z * e;
      u += w * c + x * d + y * e + z * f;
      v += w * d + x * e + y * f + z * g;
      a = e;
      b = f;
      c = g;
    }
  }
  to[at] = s;
  to[at + 1] = t;
  to[at + 2] = u;
  to[at + 3] = v;
}

/** A line of weights along x or y, at every place where it lies inside `src`. */
function linePass(
  { channels, width: pitch, height: lines, data: from }: Planes,
  weights: Float64Array,
  rows: number,
  columns: number,
): Planes<Float64Array> {
  const width = pitch - columns + 1;
  const height = lines - rows + 1;
  const taps = Array.from(weights, (weight, k) => ({ weight, at: Math.floor(k / columns) * pitch + (k % columns) })).filter(
    (t) => t.weight !== 0,
  );
  while (taps.length % 4 !== 0) taps.push({ weight: 0, at: 0 });
  const data = new Float64Array(channels * width * height);
  for (let line = 0; line < channels * height; line++) {
    const first = (Math.floor(line / height) * lines + (line % height)) * pitch;
    addTaps(data.subarray(line * width, (line + 1) * width), from, first, taps);
  }
  return { channels, width, height, data };
}

/** row[x] += Σ weight·from[first + at + x], four taps at a time: most of the time goes into reading and writing the row. */
function addTaps(
  row: Float64Array,
  from: Planes['data'],
  first: number,
  taps: readonly { readonly weight: number; readonly at: number }[],
): void {
  for (let k = 0; k < taps.length; k += 4) {
    const { weight: p, at: a } = taps[k]!;
    const { weight: q, at: b } = taps[k + 1]!;
    const { weight: r, at: c } = taps[k + 2]!;
    const { weight: s, at: d } = taps[k + 3]!;
    const [i, j, l, m] = [first + a, first + b, first + c, first + d];
    for (let x = 0; x < row.length; x++) row[x] = row[x]! + p * from[i + x]! + q * from[j + x]! + r * from[l + x]! + s * from[m + x]!;
  }
}
