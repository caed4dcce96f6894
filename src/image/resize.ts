/**
 * Resizing that agrees with MATLAB's imresize: separable, antialiased when reducing, the axis with the smaller scale first
 * (vertical first when they are equal), and for integer pictures a rounding after each of the two passes.
 * Whole pictures by `imresize`; parts of very large ones by `sourceRect` and `resizeWindow`.
 */
import { ConfigError, expected, ShapeError } from '../errors.ts';
import { assertInside, type Image, type Planes, peakOf, type Rect } from './image.ts';
import { roundAndClip, type Samples } from './samples.ts';
import { type Axis, type Border, type Kernel, kernels, type Taps, tapsOf } from './taps.ts';

export type { Kernel } from './taps.ts';

export interface ResizeOptions {
  /**
   * Default `bicubic`. `area` averages exactly the source area that an output pixel covers when an axis is reduced, and is `bilinear`
   * when it is enlarged.
   */
  readonly kernel?: Kernel | undefined;
  /** Widen the kernel by 1/scale when reducing. Default true; without effect on `nearest` and `area`. */
  readonly antialias?: boolean | undefined;
  /** What lies beyond the edge: the edge pixel repeated (MATLAB of today; the default) or the picture mirrored (older MATLAB). */
  readonly border?: Border | undefined;
  /** Round half up and clip to 0–255 or 0–65535 after each pass, as MATLAB does for integer pictures. Default `none`. */
  readonly round?: 'none' | 'uint8' | 'uint16' | undefined;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A factor for both axes (the output has ⌈n·scale⌉ pixels), or the output size (scale = output / source on each axis). */
export type Target = { readonly scale: number } | Size;

/** Both axes of one resize, their output size, and which is done first. */
interface Plan {
  readonly horizontal: Axis;
  readonly vertical: Axis;
  readonly size: Size;
  readonly verticalFirst: boolean;
  /** Largest sample when passes are rounded, else 0. */
  readonly peak: number;
}

/** `src` (C, H, W) in any range, resized in float64. Throws ConfigError for a scale or size that is not positive and finite. */
export function imresize(src: Planes, target: Target, options: ResizeOptions = {}): Planes<Float64Array> {
  const plan = planOf(src, target, options);
  const { width, height } = plan.size;
  const out = new Float64Array(src.channels * width * height);
  resizePlanes(src, plan, tapsOf(plan.horizontal, 0, width), tapsOf(plan.vertical, 0, height), out);
  return { channels: src.channels, width, height, data: out };
}

/** An integer picture resized, rounded to its own depth after each pass; every channel alike, alpha too. Throws like `imresize`. */
export function imresizeImage(image: Image, target: Target, options: Omit<ResizeOptions, 'round'> = {}): Image {
  const { channels } = image;
  const round = peakOf(image) === 255 ? 'uint8' : 'uint16';
  const plan = planOf(image, target, { ...options, round });
  const { width, height } = plan.size;
  const horizontal = tapsOf(plan.horizontal, 0, width);
  const vertical = tapsOf(plan.vertical, 0, height);
  const data = round === 'uint8' ? new Uint8Array(width * height * channels) : new Uint16Array(width * height * channels);
  const plane = { channels: 1, width: image.width, height: image.height, data: new Float32Array(image.width * image.height) };
  const out = new Float32Array(width * height);
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < plane.data.length; i++) plane.data[i] = image.data[i * channels + c]!;
    resizePlanes(plane, plan, horizontal, vertical, out);
    for (let i = 0; i < out.length; i++) data[i * channels + c] = out[i]!;
  }
  return { width, height, channels, data };
}

/** The part of a `full` picture that is needed for `window` of its resize to `target`. Throws ShapeError when the window is not in it. */
export function sourceRect(full: Size, target: Size, window: Rect, options: ResizeOptions = {}): Rect {
  const plan = planOf(full, target, options);
  assertInside(window, target, 'window');
  const [left, right] = rangeOf(tapsOf(plan.horizontal, window.x, window.x + window.width));
  const [top, bottom] = rangeOf(tapsOf(plan.vertical, window.y, window.y + window.height));
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * Only `window` of the resize of a `full` picture to `target`, made from the part `srcRect` of it, which `src` (C, H, W) holds.
 * `srcRect` is `sourceRect(full, target, window, options)` or larger; ShapeError otherwise.
 */
export function resizeWindow(
  src: Planes,
  srcRect: Rect,
  full: Size,
  target: Size,
  window: Rect,
  options: ResizeOptions = {},
): Planes<Float32Array> {
  const plan = planOf(full, target, options);
  assertInside(window, target, 'window');
  if (src.width !== srcRect.width || src.height !== srcRect.height) {
    throw new ShapeError(expected(`${srcRect.width}×${srcRect.height} (W×H)`, 'the source part', `${src.width}×${src.height}`));
  }
  const horizontal = shifted(tapsOf(plan.horizontal, window.x, window.x + window.width), srcRect.x, srcRect.width);
  const vertical = shifted(tapsOf(plan.vertical, window.y, window.y + window.height), srcRect.y, srcRect.height);
  const { width, height } = window;
  const data = new Float32Array(src.channels * width * height);
  resizePlanes(src, plan, horizontal, vertical, data);
  return { channels: src.channels, width, height, data };
}

function planOf(
  source: Size,
  target: Target,
  { kernel = 'bicubic', antialias = true, border = 'replicate', round = 'none' }: ResizeOptions,
): Plan {
  if (!kernels.includes(kernel)) throw new ConfigError(expected(kernels.join(', '), 'kernel', kernel));
  let size: Size;
  if ('scale' in target) {
    if (!(target.scale > 0 && Number.isFinite(target.scale))) throw new ConfigError(expected('a positive number', 'scale', target.scale));
    size = { width: Math.ceil(source.width * target.scale), height: Math.ceil(source.height * target.scale) };
  } else {
    for (const side of ['width', 'height'] as const) {
      if (!(Number.isInteger(target[side]) && target[side] > 0)) throw new ConfigError(expected('a positive integer', side, target[side]));
    }
    size = target;
  }
  const axis = (length: number, output: number): Axis => ({
    length,
    scale: 'scale' in target ? target.scale : output / length,
    kernel,
    antialias,
    border,
  });
  const horizontal = axis(source.width, size.width);
  const vertical = axis(source.height, size.height);
  const peak = round === 'none' ? 0 : round === 'uint8' ? 255 : 65535;
  return { horizontal, vertical, size, verticalFirst: vertical.scale <= horizontal.scale, peak };
}

/** Both passes over every plane of `src`; the taps' indices count from its first column and row. */
function resizePlanes(src: Planes, plan: Plan, horizontal: Taps, vertical: Taps, out: Samples): void {
  const width = horizontal.offset.length - 1;
  const height = vertical.offset.length - 1;
  const between = new Float64Array(plan.verticalFirst ? src.width * height : width * src.height);
  for (let c = 0; c < src.channels; c++) {
    const plane = src.data.subarray(c * src.width * src.height, (c + 1) * src.width * src.height);
    const result = out.subarray(c * width * height, (c + 1) * width * height);
    if (plan.verticalFirst) {
      resizeColumns(plane, src.width, vertical, plan.peak, between);
      resizeRows(between, src.width, height, horizontal, plan.peak, result);
    } else {
      resizeRows(plane, src.width, src.height, horizontal, plan.peak, between);
      resizeColumns(between, width, vertical, plan.peak, result);
    }
  }
}

/** The vertical pass: each output row is a weighted sum of source rows, in float64, rounded when `peak` is not 0. */
function resizeColumns(src: Samples, width: number, { offset, index, weight }: Taps, peak: number, out: Samples): void {
  const row = new Float64Array(width);
  for (let y = 0; y + 1 < offset.length; y++) {
    const last = offset[y + 1]!;
    row.fill(0);
    let k = offset[y]!;
    for (; k + 1 < last; k += 2) {
      const a = index[k]! * width;
      const b = index[k + 1]! * width;
      const wa = weight[k]!;
      const wb = weight[k + 1]!;
      for (let x = 0; x < width; x++) row[x] = row[x]! + wa * src[a + x]! + wb * src[b + x]!;
    }
    if (k < last) {
      const a = index[k]! * width;
      const wa = weight[k]!;
      for (let x = 0; x < width; x++) row[x] = row[x]! + wa * src[a + x]!;
    }
    if (peak > 0) roundAndClip(row, peak);
    out.set(row, y * width);
  }
}

/** The horizontal pass: each output sample is a weighted sum along its row, in float64, rounded when `peak` is not 0. */
function resizeRows(src: Samples, width: number, height: number, { offset, index, weight }: Taps, peak: number, out: Samples): void {
  const row = new Float64Array(offset.length - 1);
  for (let y = 0; y < height; y++) {
    const from = y * width;
    let k = 0;
    for (let x = 0; x < row.length; x++) {
      const last = offset[x + 1]!;
      let sum = 0;
      for (; k < last; k++) sum += weight[k]! * src[from + index[k]!]!;
      row[x] = sum;
    }
    if (peak > 0) roundAndClip(row, peak);
    out.set(row, y * row.length);
  }
}

function rangeOf({ index }: Taps): [first: number, last: number] {
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const i of index) {
    first = Math.min(first, i);
    last = Math.max(last, i);
  }
  return [first, last];
}

/** The taps with indices counted from `origin`; ShapeError when one lies outside `length` samples from there. */
function shifted(taps: Taps, origin: number, length: number): Taps {
  const [first, last] = rangeOf(taps);
  if (first < origin || last >= origin + length) {
    throw new ShapeError(expected(`source pixels ${first} to ${last}`, 'the source part', `${origin} to ${origin + length - 1}`));
  }
  return { ...taps, index: taps.index.map((i) => i - origin) };
}
