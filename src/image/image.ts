/** Pictures as arrays: `Image` as files hold them, `Planes` as arithmetic wants them. */
import { expected, ShapeError } from '../errors.ts';

/** Interleaved integer pixels, row by row. 1 channel is gray, 2 gray + alpha, 3 RGB, 4 RGB + alpha. A Uint16Array holds 16-bit samples. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
  readonly data: Uint8Array | Uint16Array;
}

/** Real samples as (C, H, W) planes; the range is the caller's (0–255, 0–1) and is said where planes are passed. */
export interface Planes<T extends Float32Array | Float64Array = Float32Array | Float64Array> {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly data: T;
}

/** A rectangle of pixels. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Largest sample value: 255 or 65535. */
export function peakOf(image: Image): 255 | 65535 {
  return image.data instanceof Uint16Array ? 65535 : 255;
}

/** Whether a value of any kind is a picture whose samples fill its size. */
export function isImage(value: unknown): value is Image {
  const { width, height, channels, data } = (value ?? {}) as Partial<Image>;
  const samples = data instanceof Uint8Array || data instanceof Uint16Array;
  return samples && data.length > 0 && data.length === width! * height! * channels! && [1, 2, 3, 4].includes(channels!);
}

/** Whether the last channel is alpha. */
export function hasAlpha(image: Pick<Image, 'channels'>): boolean {
  return image.channels % 2 === 0;
}

/** Throws ShapeError unless both have the same channels, height and width. */
export function assertSameSize(a: Planes, b: Planes): void {
  if (a.channels !== b.channels || a.height !== b.height || a.width !== b.width) {
    throw new ShapeError(expected(`${b.channels}×${b.height}×${b.width} (C×H×W)`, 'the picture', `${a.channels}×${a.height}×${a.width}`));
  }
}

/** Throws ShapeError unless `rect` is a non-empty rectangle of whole pixels within a picture of this size. */
export function assertInside({ x, y, width, height }: Rect, size: Pick<Rect, 'width' | 'height'>, name = 'rectangle'): void {
  const whole = [x, y, width, height].every(Number.isInteger);
  if (whole && x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= size.width && y + height <= size.height) return;
  throw new ShapeError(expected(`a rectangle within ${size.width}×${size.height}`, name, `${width}×${height} at ${x},${y}`));
}
