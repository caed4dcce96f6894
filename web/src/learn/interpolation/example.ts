/** The textbooks' example: 3×2 numbers, twice as large, and how each result comes about. */
import { type Axis, imresize, type Kernel, tapsOf } from 'subpixel/web';

export const source = { width: 3, height: 2 } as const;
export const scale = 2;
export const target = { width: source.width * scale, height: source.height * scale } as const;

export const methods = ['nearest', 'bilinear', 'bicubic', 'lanczos3'] as const satisfies readonly Kernel[];
export type MethodName = (typeof methods)[number];

/** Rows one after another, 0 … 255. */
export const presets = {
  mixed: [40, 200, 80, 120, 20, 240],
  edge: [30, 220, 220, 30, 220, 220],
  ramp: [0, 60, 120, 80, 140, 200],
  point: [0, 255, 0, 0, 0, 0],
} as const satisfies Readonly<Record<string, readonly number[]>>;
export type PresetName = keyof typeof presets;

/** The 6×4 numbers, not rounded and not cut off at 0 and 255. */
export function enlarged(values: readonly number[], kernel: MethodName): Float64Array {
  const planes = { channels: 1, ...source, data: Float32Array.from(values) };
  return imresize(planes, { scale }, { kernel }).data;
}

export interface Tap {
  /** Source sample, counted from 0. */
  readonly index: number;
  readonly weight: number;
}

/** What one axis of an output sample is made of; samples beyond the edge are those at the edge, and added to them. */
export function tapsAt(length: number, kernel: Kernel, i: number): readonly Tap[] {
  const axis: Axis = { length, scale, kernel, antialias: true, border: 'replicate' };
  const { index, weight } = tapsOf(axis, i, i + 1);
  const sums = new Map<number, number>();
  for (const [k, sample] of index.entries()) sums.set(sample, (sums.get(sample) ?? 0) + weight[k]!);
  return [...sums].map(([sample, sum]) => ({ index: sample, weight: sum }));
}

/** Where output sample i lies among the source samples: (i + ½)/s − ½. */
export function placeOf(i: number): number {
  return (i + 0.5) / scale - 0.5;
}
