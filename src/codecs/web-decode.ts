/** Pictures in a browser → pixels, decoded by the browser: upright, not multiplied by alpha, in sRGB or Display P3. */
import { CodecError, expected } from '../errors.ts';
import type { Image } from '../image/image.ts';
import { type PictureHeader, readHeader } from './header.ts';
import { type ColorSpace, colorSpaceOf } from './icc.ts';
import { hasP3Canvas, type Pixels, readBitmap } from './web-pixels.ts';

/** A picture out of a browser. */
export interface WebDecoded {
  /** 8 bits; 1 (gray), 2 (gray + alpha), 3 (RGB) or 4 (RGB + alpha) channels. */
  readonly image: Image;
  readonly colorSpace: ColorSpace;
  /** The profile that says so, where the file has one. */
  readonly icc?: Uint8Array<ArrayBuffer> | undefined;
  /** MIME type of the file, where there was one that is known. */
  readonly type?: string | undefined;
  /** What was converted or left out: one sentence each. */
  readonly notices: readonly string[];
}

export interface WebDecodeOptions {
  /** Largest width × height. Default 100 million. */
  readonly maxPixels?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export const defaultMaxPixels = 100_000_000;

/** A file's bytes. The size is looked at before anything is decoded, where the format is one whose header is known. */
export async function decodeBlob(blob: Blob, { maxPixels = defaultMaxPixels, signal }: WebDecodeOptions): Promise<WebDecoded> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  signal?.throwIfAborted();
  if (bytes.length === 0) throw new CodecError('Expected a picture but received an empty file');
  const header = readHeader(bytes);
  if (header) checkSize(header, maxPixels);
  const notices: string[] = [];
  const icc = header?.icc && (header.format === 'png' ? await inflated(header.icc) : header.icc);
  const known = header && spaceOf(header, icc);
  // The samples of a known space stay as they are; the browser converts all others.
  const colorSpaceConversion = known ? 'none' : 'default';
  const colorSpace = known ?? ((!header || !isCmyk(header)) && hasP3Canvas() ? 'display-p3' : 'srgb');
  if (!known) notices.push(`Converted from its colour profile, if it has one, to ${colorSpace === 'srgb' ? 'sRGB' : 'Display P3'}`);
  if (header && header.bits > 8) notices.push(`Reduced from ${header.bits} to 8 bits per sample: browsers decode to 8`);
  if (header?.animated) notices.push('Took the first frame of an animation');
  const bitmap = await decoding(blob, { imageOrientation: 'from-image', premultiplyAlpha: 'none', colorSpaceConversion });
  try {
    checkSize(bitmap, maxPixels);
    // Samples that were not converted go through an sRGB canvas as they are.
    const pixels = await readBitmap(bitmap, known ? 'srgb' : colorSpace);
    const image = imageOf(pixels, header !== undefined && header.channels < 3 && known !== undefined, notices);
    return { image, colorSpace, icc: known && icc, type: header && `image/${header.format}`, notices };
  } finally {
    bitmap.close();
  }
}

/** A picture that the browser has decoded already, in its own way with colour and alpha. */
export async function decodeBitmap(source: ImageBitmapSource, { maxPixels = defaultMaxPixels }: WebDecodeOptions): Promise<WebDecoded> {
  if (source instanceof ImageBitmap) checkSize(source, maxPixels);
  const bitmap = await decoding(source, { premultiplyAlpha: 'none' });
  try {
    checkSize(bitmap, maxPixels);
    const notices: string[] = [];
    return { image: imageOf(await readBitmap(bitmap, 'srgb'), false, notices), colorSpace: 'srgb', notices };
  } finally {
    bitmap.close();
  }
}

/** Pixels as a page has them. */
export function decodeImageData(
  { width, height, data, colorSpace }: ImageData,
  { maxPixels = defaultMaxPixels }: WebDecodeOptions,
): WebDecoded {
  checkSize({ width, height }, maxPixels);
  if (!(data instanceof Uint8ClampedArray))
    throw new CodecError(expected('samples of 8 bits', 'ImageData', (data as object).constructor.name));
  let opaque = true;
  for (let i = 3; opaque && i < data.length; i += 4) opaque = data[i] === 255;
  const rgba = new Uint8ClampedArray(data);
  return { image: imageOf({ width, height, rgba, opaque, exact: true }, false, []), colorSpace, notices: [] };
}

export function checkSize({ width, height }: { readonly width: number; readonly height: number }, maxPixels: number): void {
  if (width * height <= maxPixels) return;
  const most = `at most ${maxPixels / 1e6} million pixels`;
  throw new CodecError(`Expected ${most} for the picture but received ${width}×${height} (${(width * height) / 1e6} million)`);
}

async function decoding(source: ImageBitmapSource, options: ImageBitmapOptions): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(source, options);
  } catch (cause) {
    throw new CodecError(`Expected a picture that this browser can decode but received one that it refuses (${(cause as Error).message})`, {
      cause,
    });
  }
}

/** The space that the samples are in; undefined for one that no canvas has. */
function spaceOf(header: PictureHeader, icc: Uint8Array<ArrayBuffer> | undefined): ColorSpace | undefined {
  if (isCmyk(header)) return undefined;
  if (header.coded) return spaceOfCode(header.coded);
  return icc ? colorSpaceOf(icc) : 'srgb';
}

function isCmyk({ format, channels }: PictureHeader): boolean {
  return format === 'jpeg' && channels === 4;
}

/** Numbers of H.273: primaries 1 (BT.709), 12 (Display P3), 2 (unspecified); transfers 13 (sRGB), 1, 2, 6 and 8, which stills use for the same. */
function spaceOfCode([primaries, transfer]: readonly [number, number]): ColorSpace | undefined {
  if (![1, 2, 6, 13].includes(transfer)) return undefined;
  return primaries === 12 ? 'display-p3' : primaries === 1 || primaries === 2 ? 'srgb' : undefined;
}

/** A damaged profile is as good as none: its bytes describe no space. */
async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))).arrayBuffer());
  } catch {
    return new Uint8Array(0);
  }
}

function imageOf({ width, height, rgba, opaque, exact }: Pixels, gray: boolean, notices: string[]): Image {
  if (!exact) notices.push('Colour of transparent pixels is not exact: it was read from a canvas');
  const colors = gray ? 1 : 3;
  const channels = (opaque ? colors : colors + 1) as Image['channels'];
  if (channels === 4) return { width, height, channels, data: new Uint8Array(rgba.buffer) };
  // In place: no sample moves to where one is still to be read.
  for (let from = 0, to = 0; from < rgba.length; from += 4) {
    for (let c = 0; c < colors; c++) rgba[to++] = rgba[from + c]!;
    if (!opaque) rgba[to++] = rgba[from + 3]!;
  }
  return { width, height, channels, data: new Uint8Array(rgba.buffer).slice(0, width * height * channels) };
}
