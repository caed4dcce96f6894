/** Everything that a page has pictures in → pixels. */
import {
  checkSize,
  decodeBitmap,
  decodeBlob,
  decodeImageData,
  defaultMaxPixels,
  type WebDecoded,
  type WebDecodeOptions,
} from '../codecs/web-decode.ts';
import { CodecError, expected } from '../errors.ts';
import { type Image, isImage } from '../image/image.ts';

/** A picture: bytes of a file, its address, or pixels. */
export type WebInput = Blob | URL | string | ImageBitmap | ImageData | HTMLImageElement | HTMLCanvasElement | OffscreenCanvas | Image;

/** Throws CodecError for what is no picture, cannot be read, is too large, or may not be read by this page. */
export async function decodeInput(input: WebInput, options: WebDecodeOptions): Promise<WebDecoded> {
  if (input instanceof Blob) return decodeBlob(input, options);
  if (typeof input === 'string' || input instanceof URL) return decodeBlob(await fetchPicture(input, options.signal), options);
  if (input instanceof ImageData) return decodeImageData(input, options);
  if (input instanceof ImageBitmap) return decodeBitmap(input, options);
  // Workers have none of the elements.
  if (typeof HTMLImageElement !== 'undefined' && input instanceof HTMLImageElement) return decodeElement(input, options);
  if (typeof HTMLCanvasElement !== 'undefined' && input instanceof HTMLCanvasElement) return decodeCanvas(input, options);
  if (input instanceof OffscreenCanvas) return decodeCanvas(input, options);
  if (isImage(input)) {
    checkSize(input, options.maxPixels ?? defaultMaxPixels);
    return { image: input, colorSpace: 'srgb', notices: [] };
  }
  throw new CodecError(expected('a picture (a file, an address, an element, a bitmap or pixels)', 'the input', input));
}

async function fetchPicture(address: string | URL, signal: AbortSignal | undefined): Promise<Blob> {
  try {
    const response = await fetch(address, signal ? { signal } : {});
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return await response.blob();
  } catch (cause) {
    signal?.throwIfAborted();
    throw new CodecError(`Expected a picture at ${shorter(String(address))} but it cannot be had (${(cause as Error).message})`, { cause });
  }
}

/** Addresses may hold the whole picture. */
function shorter(address: string): string {
  return address.length > 120 ? `${address.slice(0, 117)}...` : address;
}

/** The file behind the element where it can be had again, which is usually from the cache; else what the element shows. */
async function decodeElement(element: HTMLImageElement, options: WebDecodeOptions): Promise<WebDecoded> {
  try {
    await element.decode();
  } catch (cause) {
    throw new CodecError(`Expected a picture in the element but it has none (${(cause as Error).message})`, { cause });
  }
  const blob = await fetchPicture(element.currentSrc, options.signal).catch(() => undefined);
  options.signal?.throwIfAborted();
  if (blob && !blob.type.startsWith('image/svg')) return decodeBlob(blob, options);
  checkSize({ width: element.naturalWidth, height: element.naturalHeight }, options.maxPixels ?? defaultMaxPixels);
  return decodeBitmap(element, options);
}

/** Of a canvas that is drawn on in two dimensions the pixels as they are; of others what they show. */
function decodeCanvas(canvas: HTMLCanvasElement | OffscreenCanvas, options: WebDecodeOptions): WebDecoded | Promise<WebDecoded> {
  const { width, height } = canvas;
  checkSize({ width, height }, options.maxPixels ?? defaultMaxPixels);
  if (width === 0 || height === 0) throw new CodecError(expected('a canvas with pixels', 'the input', `${width}×${height}`));
  const context = canvas.getContext('2d') as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null;
  if (!context) return decodeBitmap(canvas, options);
  const { colorSpace = 'srgb' } = (context as CanvasRenderingContext2D).getContextAttributes?.() ?? {};
  try {
    return decodeImageData(context.getImageData(0, 0, width, height, { colorSpace }), options);
  } catch (cause) {
    throw new CodecError('Expected a canvas whose pixels this page may read but received one with a picture of another site', { cause });
  }
}
