/** Pixels → ImageData, canvases and files, by the browser. */
import { CodecError, ConfigError, expected } from '../errors.ts';
import { hasAlpha, type Image } from '../image/image.ts';
import type { ColorSpace } from './icc.ts';
import { hasP3Canvas, makeCanvas } from './web-pixels.ts';
import { encodePng } from './web-png.ts';

export interface BlobOptions {
  /** MIME type: `image/png` (the default), `image/jpeg`, `image/webp`, or another that the browser can write. */
  readonly type?: string | undefined;
  /** 1 to 100. Default: 95, for WebP 90. PNG has none. */
  readonly quality?: number | undefined;
  /** The profile of the file that the picture was made of, for PNG. */
  readonly icc?: Uint8Array<ArrayBuffer> | undefined;
}

/** The picture as a page's pixels: 8 bits, RGBA. */
export function toImageData(image: Image, colorSpace: ColorSpace): ImageData {
  return imageDataOf(image, colorSpace, 0, image.height, false);
}

/** Pixels of a strip when a canvas is filled. */
const stripPixels = 2 ** 22;

/** The picture on a canvas, which keeps colour multiplied by alpha. Throws CodecError for a size that the browser has no canvas for. */
export function toCanvas(image: Image, colorSpace: ColorSpace, onWhite = false): OffscreenCanvas {
  if (colorSpace === 'display-p3' && !hasP3Canvas())
    throw new CodecError('Expected a browser with canvases in Display P3 but this one has none (PNG files keep it)');
  const { width, height } = image;
  const { canvas, context } = makeCanvas(width, height, { colorSpace });
  const rows = Math.max(1, Math.floor(stripPixels / width));
  for (let y = 0; y < height; y += rows) {
    context.putImageData(imageDataOf(image, colorSpace, y, Math.min(y + rows, height), onWhite), 0, y);
  }
  return canvas;
}

/**
 * The picture as a file. PNG is exact: gray stays gray, 16 bits stay, alpha and colour are as they are; JPEG has the transparency flattened on
 * white. Display P3 is tagged. Throws ConfigError for a wrong quality, CodecError for a type that the browser does not write or a size
 * that it has no canvas for.
 */
export async function toBlob(image: Image, colorSpace: ColorSpace, { type = 'image/png', quality, icc }: BlobOptions = {}): Promise<Blob> {
  if (quality !== undefined && !(quality >= 1 && quality <= 100))
    throw new ConfigError(expected('a number from 1 to 100', 'quality', quality));
  if (type === 'image/png') return encodePng(image, colorSpace, icc);
  const share = (quality ?? (type === 'image/webp' ? 90 : 95)) / 100;
  const canvas = toCanvas(image, colorSpace, type === 'image/jpeg');
  let blob: Blob;
  try {
    blob = await canvas.convertToBlob({ type, quality: share });
  } catch (cause) {
    const { width, height } = image;
    throw new CodecError(
      `Expected a size that this browser writes as ${type} but received ${width}×${height} (PNG holds larger pictures)`,
      {
        cause,
      },
    );
  }
  if (blob.type !== type) throw new CodecError(expected('a type that this browser writes', 'the file', type));
  return blob;
}

/** Rows `y0` up to (not with) `y1`. */
function imageDataOf(image: Image, colorSpace: ColorSpace, y0: number, y1: number, onWhite: boolean): ImageData {
  const { width, channels, data } = image;
  const made = new ImageData(width, y1 - y0, { colorSpace });
  const out = made.data;
  const alpha = hasAlpha(image);
  const gray = channels < 3;
  const byte = data instanceof Uint16Array ? (v: number): number => Math.floor((v + 128) / 257) : (v: number): number => v;
  for (let from = y0 * width * channels, to = 0; to < out.length; from += channels, to += 4) {
    const a = alpha ? byte(data[from + channels - 1]!) : 255;
    for (let c = 0; c < 3; c++) {
      const v = byte(data[from + (gray ? 0 : c)]!);
      out[to + c] = onWhite ? (v * a) / 255 + 255 - a : v;
    }
    out[to + 3] = onWhite ? 255 : a;
  }
  return made;
}
