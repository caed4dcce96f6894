/** From interleaved integer pictures to real planes and back; cutting and padding of both. */

import { ConfigError, expected, ShapeError } from '../errors.ts';
import { fractionOf } from '../scale.ts';
import { assertInside, hasAlpha, type Image, type Planes, peakOf, type Rect } from './image.ts';
import { type Samples, samplesLike } from './samples.ts';

/** Which channels of a picture: all, the colour (1 or 3), or the alpha (1). */
export type Part = 'all' | 'color' | 'alpha';

export interface PlanesOptions {
  /** Value that the picture's largest sample becomes. Default 255. */
  readonly peak?: number | undefined;
  /** Only this rectangle of the picture. */
  readonly rect?: Rect | undefined;
  readonly part?: Part | undefined;
}

/** The samples of `image` as float32 planes (C, H, W). Throws ShapeError for a rectangle outside the picture or alpha that it does not have. */
export function toPlanes(image: Image, options: PlanesOptions = {}): Planes<Float32Array> {
  return deinterleave(image, options, (n) => new Float32Array(n));
}

/** Like `toPlanes`, in float64. */
export function toPlanes64(image: Image, options: PlanesOptions = {}): Planes<Float64Array> {
  return deinterleave(image, options, (n) => new Float64Array(n));
}

function deinterleave<T extends Samples>(image: Image, options: PlanesOptions, allocate: (length: number) => T): Planes<T> {
  const { peak = 255, part = 'all', rect = { x: 0, y: 0, width: image.width, height: image.height } } = options;
  assertInside(rect, image);
  if (part === 'alpha' && !hasAlpha(image)) throw new ShapeError(expected('2 or 4 channels', 'a picture with alpha', image.channels));
  const colors = hasAlpha(image) ? image.channels - 1 : image.channels;
  const first = part === 'alpha' ? colors : 0;
  const channels = part === 'all' ? image.channels : part === 'color' ? colors : 1;
  const { width, height } = rect;
  const own = peakOf(image);
  const data = allocate(channels * width * height);
  const { data: pixels, channels: step } = image;
  for (let c = 0, to = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      let from = ((rect.y + y) * image.width + rect.x) * step + first + c;
      for (let x = 0; x < width; x++, from += step) data[to++] = peak === own ? pixels[from]! : (pixels[from]! * peak) / own;
    }
  }
  return { channels, width, height, data };
}

/** Planes (1–4, H, W) in 0–peak as a picture of 8 or 16 bits: rounded half up, clipped; NaN becomes 0. */
export function toImage(planes: Planes, { peak = 255, bits = 8 }: { peak?: number | undefined; bits?: 8 | 16 | undefined } = {}): Image {
  const { channels, width, height } = planes;
  if (channels !== 1 && channels !== 2 && channels !== 3 && channels !== 4) throw new ShapeError(expected('1 to 4', 'channels', channels));
  const length = channels * width * height;
  const image: Image = { width, height, channels, data: bits === 16 ? new Uint16Array(length) : new Uint8Array(length) };
  quantizeInto(image, planes, { peak });
  return image;
}

/** The picture without its alpha; the picture itself when it has none. */
export function withoutAlpha(image: Image): Image {
  if (!hasAlpha(image)) return image;
  const peak = peakOf(image);
  return toImage(toPlanes(image, { part: 'color', peak }), { peak, bits: peak === 255 ? 8 : 16 });
}

/**
 * Writes planes (C, h, w) in 0–peak into the rectangle of `image` whose top left corner is (x, y), from channel `channel` on:
 * rounded half up to the picture's depth, clipped; NaN becomes 0. Throws ShapeError when they do not fit.
 */
export function quantizeInto(
  image: Image,
  planes: Planes,
  {
    peak = 255,
    x = 0,
    y = 0,
    channel = 0,
  }: { peak?: number | undefined; x?: number | undefined; y?: number | undefined; channel?: number | undefined } = {},
): void {
  const { channels, width, height } = planes;
  assertInside({ x, y, width, height }, image);
  if (channel + channels > image.channels) throw new ShapeError(expected(`at most ${image.channels - channel}`, 'channels', channels));
  const top = peakOf(image);
  const factor = top / peak;
  const { data: samples } = planes;
  const { data: pixels, channels: step } = image;
  for (let c = 0, from = 0; c < channels; c++) {
    for (let row = 0; row < height; row++) {
      let to = ((y + row) * image.width + x) * image.channels + channel + c;
      for (let i = 0; i < width; i++, to += step) {
        const value = samples[from++]! * factor + 0.5;
        pixels[to] = Math.min(Math.max(value, 0), top); // storing an integer drops the fraction
      }
    }
  }
}

/** A rectangle of planes (C, H, W), as a copy. Throws ShapeError when it is not inside. */
export function cropPlanes<T extends Samples>(planes: Planes<T>, rect: Rect): Planes<T> {
  assertInside(rect, planes);
  const { width, height } = rect;
  const data = samplesLike(planes.data, planes.channels * width * height);
  for (let row = 0; row < planes.channels * height; row++) {
    const from = (Math.floor(row / height) * planes.height + rect.y + (row % height)) * planes.width + rect.x;
    data.set(planes.data.subarray(from, from + width), row * width);
  }
  return { channels: planes.channels, width, height, data };
}

/** A rectangle of a picture, as a copy. Throws ShapeError when it is not inside. */
export function cropImage(image: Image, rect: Rect): Image {
  assertInside(rect, image);
  const { channels } = image;
  const { width, height } = rect;
  const length = width * height * channels;
  const data = image.data instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length);
  for (let row = 0; row < height; row++) {
    const from = ((rect.y + row) * image.width + rect.x) * channels;
    data.set(image.data.subarray(from, from + width * channels), row * width * channels);
  }
  return { width, height, channels, data };
}

/**
 * The picture cut at its right and bottom to multiples of `scale`, of p for a scale p/q; the same picture when nothing is to cut. ConfigError for
 * a scale that is no fraction with q up to 20, ShapeError when nothing is left.
 */
export function modcrop(image: Image, scale: number): Image {
  const [unit] = fractionOf(scale);
  const width = image.width - (image.width % unit);
  const height = image.height - (image.height % unit);
  if (width === 0 || height === 0)
    throw new ShapeError(expected(`at least ${unit}×${unit}`, 'the picture', `${image.width}×${image.height}`));
  return width === image.width && height === image.height ? image : cropImage(image, { x: 0, y: 0, width, height });
}

export interface Margins {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Planes with margins added: the edge repeated, the picture mirrored at the edge sample (2 1 | 0 1 2), or zeros. */
export function padPlanes<T extends Samples>(planes: Planes<T>, margins: Margins, mode: 'replicate' | 'reflect' | 'zero'): Planes<T> {
  for (const side of ['left', 'top', 'right', 'bottom'] as const) {
    if (!(Number.isInteger(margins[side]) && margins[side] >= 0))
      throw new ConfigError(expected('0 or more', `margin ${side}`, margins[side]));
  }
  const width = planes.width + margins.left + margins.right;
  const height = planes.height + margins.top + margins.bottom;
  const columns = sources(planes.width, margins.left, width, mode);
  const rows = sources(planes.height, margins.top, height, mode);
  const data = samplesLike(planes.data, planes.channels * width * height);
  for (let c = 0, to = 0; c < planes.channels; c++) {
    for (const row of rows) {
      const from = (c * planes.height + row) * planes.width;
      for (const column of columns) data[to++] = row < 0 || column < 0 ? 0 : planes.data[from + column]!;
    }
  }
  return { channels: planes.channels, width, height, data };
}

/** For each padded position the source position along one axis; −1 where a zero belongs. */
function sources(length: number, before: number, padded: number, mode: 'replicate' | 'reflect' | 'zero'): Int32Array {
  const period = Math.max(1, 2 * (length - 1));
  return Int32Array.from({ length: padded }, (_, i) => {
    const at = i - before;
    if (at >= 0 && at < length) return at;
    if (mode === 'zero') return -1;
    if (mode === 'replicate') return at < 0 ? 0 : length - 1;
    const turn = ((at % period) + period) % period;
    return Math.min(turn, period - turn, length - 1);
  });
}
