/**
 * Interpolation kernels and the weights of one axis of a resize: which source samples make each output sample.
 * The weights are those of MATLAB's imresize; the cubic kernel is Keys' (1981) with a = −1/2.
 */

export type Kernel = 'nearest' | 'bilinear' | 'bicubic' | 'area' | 'lanczos2' | 'lanczos3';
export type Border = 'replicate' | 'symmetric';

/** One axis: output sample i is Σ weight[k]·source[index[k]] for k from offset[i] to offset[i + 1]. */
export interface Taps {
  readonly offset: Int32Array;
  readonly index: Int32Array;
  readonly weight: Float64Array;
}

/** What one axis of a resize is made from. */
export interface Axis {
  /** Source samples. */
  readonly length: number;
  /** Output samples per source sample; any positive real. */
  readonly scale: number;
  readonly kernel: Kernel;
  readonly antialias: boolean;
  readonly border: Border;
}

export interface KernelShape {
  /** Where it is not zero: |x| < width / 2, in source samples. */
  readonly width: number;
  /** Weight of a source sample at the distance x. */
  readonly at: (x: number) => number;
}

function cubic(x: number): number {
  const a = Math.abs(x);
  if (a <= 1) return (1.5 * a - 2.5) * a * a + 1;
  if (a <= 2) return ((-0.5 * a + 2.5) * a - 4) * a + 2;
  return 0;
}

function lanczos(lobes: number): (x: number) => number {
  return (x) => {
    if (x === 0) return 1;
    if (Math.abs(x) >= lobes || Number.isInteger(x)) return 0;
    return (lobes * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / lobes)) / (Math.PI * x) ** 2;
  };
}

const triangle: KernelShape = { width: 2, at: (x) => Math.max(0, 1 - Math.abs(x)) };

/** The kernels of enlargement; those of reduction are these, stretched, and for `area` the area that is covered. */
export const kernelShapes: Readonly<Record<Kernel, KernelShape>> = {
  nearest: { width: 1, at: (x) => (x >= -0.5 && x < 0.5 ? 1 : 0) },
  bilinear: triangle,
  bicubic: { width: 4, at: cubic },
  area: triangle,
  lanczos2: { width: 4, at: lanczos(2) },
  lanczos3: { width: 6, at: lanczos(3) },
};

export const kernels = Object.keys(kernelShapes) as Kernel[];

/** The taps of the output samples from `from` up to (not with) `to`. Zero weights are left out; weights of one sample add up to 1. */
export function tapsOf(axis: Axis, from: number, to: number): Taps {
  const offset = new Int32Array(to - from + 1);
  const index: number[] = [];
  const weight: number[] = [];
  const add = axis.kernel === 'area' && axis.scale < 1 ? coverage : interpolation;
  for (let i = from; i < to; i++) {
    add(axis, i, index, weight);
    const first = offset[i - from]!;
    let sum = 0;
    for (let k = first; k < weight.length; k++) sum += weight[k]!;
    for (let k = first; k < weight.length; k++) weight[k] = weight[k]! / sum;
    offset[i - from + 1] = weight.length;
  }
  return { offset, index: Int32Array.from(index), weight: Float64Array.from(weight) };
}

/** Kernel weights around the centre u of output sample i, in MATLAB's 1-based coordinates: u = x/s + (1 − 1/s)/2. */
function interpolation({ length, scale, kernel, antialias, border }: Axis, i: number, index: number[], weight: number[]): void {
  const { width, at } = kernelShapes[kernel];
  const stretch = scale < 1 && antialias && kernel !== 'nearest' ? scale : 1;
  const support = width / stretch;
  const u = (i + 1) / scale + 0.5 * (1 - 1 / scale);
  const left = Math.floor(u - support / 2);
  const taps = Math.ceil(support) + 2;
  for (let k = left; k < left + taps; k++) {
    const w = stretch * at(stretch * (u - k));
    if (w === 0) continue;
    index.push(border === 'symmetric' ? mirrored(k - 1, length) : Math.min(Math.max(k - 1, 0), length - 1));
    weight.push(w);
  }
}

/** Share of each source sample in the interval [i/s, (i + 1)/s] that output sample i covers. */
function coverage({ length, scale }: Axis, i: number, index: number[], weight: number[]): void {
  const sliver = 1e-9; // rounding leaves such overlaps where the interval ends on a sample's edge
  const start = i / scale;
  const end = Math.min((i + 1) / scale, length);
  const first = Math.min(Math.floor(start + sliver), length - 1);
  for (let k = first; k === first || k + sliver < end; k++) {
    index.push(k);
    weight.push(Math.max(Math.min(k + 1, end) - Math.max(k, start), sliver));
  }
}

/** The border that repeats the picture mirrored, edge sample included: … 1 0 | 0 1 2 … */
function mirrored(i: number, length: number): number {
  const period = 2 * length;
  const m = ((i % period) + period) % period;
  return m < length ? m : period - 1 - m;
}
