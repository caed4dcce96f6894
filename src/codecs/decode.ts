/** Files and bytes → pixels: untouched sample values in the file's own colour space, upright, with the metadata beside them. */
import { open } from 'node:fs/promises';
import sharp, { type Metadata, type SharpOptions } from 'sharp';
import { CodecError } from '../errors.ts';
import type { Image } from '../image/image.ts';
import { tiffHasExif } from './exif.ts';
import { type Format, formatFacts } from './formats.ts';
import { type ImageMetadata, keptMetadata } from './metadata.ts';
import { sniff, sniffBytes } from './sniff.ts';

/** A picture out of a file. */
export interface Decoded {
  /** 1 (gray), 2 (gray + alpha), 3 (RGB) or 4 (RGB + alpha) channels; 16-bit when the file's samples have more than 8 bits. */
  readonly image: Image;
  readonly metadata: ImageMetadata;
  readonly format: Format;
  /** What was converted or left out: one sentence each, without the file's name. */
  readonly notices: readonly string[];
}

export interface DecodeOptions {
  /** Largest width × height that is decoded. Default 100 million. */
  readonly maxPixels?: number | undefined;
  /** What errors call the picture. Default: the path, or `the picture` for bytes. */
  readonly name?: string | undefined;
}

export const defaultMaxPixels = 100_000_000;

const anyPicture = 'a picture (PNG, JPEG, WebP, TIFF, AVIF or GIF)';

function refusal(what: string, name: string, received: string, cause?: unknown): CodecError {
  return new CodecError(`Expected ${what} for ${name} but received ${received}`, { cause });
}

/** The first bytes of a file; every way in which there are none is its own sentence. */
async function readStart(path: string, name: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      if ((await file.stat()).isDirectory()) throw refusal(anyPicture, name, 'a folder');
      const { buffer, bytesRead } = await file.read(new Uint8Array(sniffBytes), 0, sniffBytes, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof CodecError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw refusal('an existing file', name, 'a path where there is none', cause);
    if (code === 'EACCES' || code === 'EPERM') throw refusal('a readable file', name, 'one without permission to read', cause);
    throw refusal('a readable file', name, `the failure ${message}`, cause);
  }
}

/** libvips does not read EXIF from TIFF; at least its presence is known. */
async function tiffLosesExif(input: string | Uint8Array): Promise<boolean> {
  if (typeof input !== 'string') return tiffHasExif(async (offset, length) => input.subarray(offset, offset + length));
  const file = await open(input, 'r');
  try {
    return await tiffHasExif(async (offset, length) => {
      const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    });
  } finally {
    await file.close();
  }
}

/** The reason inside libvips' message, without the loader's name and the repeated lines. */
function reasonOf(cause: unknown): string {
  const lines = (cause as Error).message.split('\n').map((line) => line.trim());
  const line = lines.filter((text) => text !== '' && !text.includes('bad seek') && !/^\([\d.]+\)$/.test(text)).at(-1) ?? 'no reason given';
  return line.replace(/^(?:Input (?:buffer|file) (?:has corrupt header: )?)?(?:\w+: )?/, '');
}

/** Runs one of sharp's readers; its failures become one sentence. */
async function reading<T>(format: Format, name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    // libvips 8.18 takes 8-bit Lab for its own packed kind and stops.
    if (reasonOf(cause) === 'bad labq format') throw refusal('gray, RGB or CMYK pixels', name, '8-bit Lab ones', cause);
    throw refusal(`a whole ${formatFacts[format].label} picture`, name, `a damaged or truncated one (${reasonOf(cause)})`, cause);
  }
}

interface Plan {
  /** libvips colour space of the output. */
  readonly space: string;
  readonly sixteenBit: boolean;
  /** Whether the pixels leave the file's colour space. */
  readonly converted: boolean;
}

const integerSpaces: readonly string[] = ['b-w', 'srgb', 'grey16', 'rgb16'];
const convertedSpaces: readonly string[] = ['lab', 'labs', 'labq', 'xyz', 'yxy', 'lch', 'cmc', 'hsv'];

/** How the samples become 8- or 16-bit gray or RGB. Throws for kinds of samples that have no honest place there. */
function planFor(header: Metadata, name: string, notices: string[]): Plan {
  const { space, depth } = header;
  if (space === 'cmyk') {
    notices.push(`Converted from CMYK to sRGB with ${header.icc === undefined ? 'a standard profile' : 'the embedded profile'}`);
    return { space: 'srgb', sixteenBit: false, converted: true };
  }
  if (convertedSpaces.includes(space)) {
    notices.push(`Converted from ${space.toUpperCase()} to 8-bit sRGB`);
    return { space: 'srgb', sixteenBit: false, converted: true };
  }
  if (depth !== 'uchar' && depth !== 'ushort') {
    throw refusal('8-bit or 16-bit whole-number samples', name, `samples of the kind ${depth} (save it as 16-bit PNG or TIFF first)`);
  }
  if (!integerSpaces.includes(space)) throw refusal('gray, RGB or CMYK pixels', name, `${header.channels} channels of the kind ${space}`);
  if (header.isPalette) notices.push('Expanded from a palette');
  if (!header.isPalette && (header.bitsPerSample ?? 8) < 8) notices.push(`Expanded from ${header.bitsPerSample} to 8 bits per sample`);
  return { space, sixteenBit: depth === 'ushort', converted: false };
}

/** 8-bit gray with alpha leaves libvips as 16-bit (its 8-bit raw writer drops the alpha): v·257, of which the upper byte is v. */
function upperBytes(samples: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = samples[i]! >> 8;
  return bytes;
}

/** Every GIF comes with alpha; when it is opaque everywhere only the colours are kept. */
function withoutOpaqueAlpha(image: Image): Image {
  const { width, height, data } = image;
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return image;
  const colours = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    colours[to++] = data[from]!;
    colours[to++] = data[from + 1]!;
    colours[to++] = data[from + 2]!;
  }
  return { width, height, channels: 3, data: colours };
}

async function readPixels(input: string | Uint8Array, options: SharpOptions, plan: Plan, header: Metadata): Promise<Image> {
  const grayAlpha = plan.space === 'b-w' && header.channels === 2;
  const wide = plan.sixteenBit || grayAlpha;
  const { data, info } = await sharp(input, { ...options, autoOrient: true, ignoreIcc: !plan.converted })
    .toColourspace(grayAlpha ? 'grey16' : plan.space)
    .raw({ depth: wide ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (!wide)
    return { width, height, channels: channels as Image['channels'], data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
  const samples = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
  return { width, height, channels: channels as Image['channels'], data: grayAlpha ? upperBytes(samples) : samples };
}

/** What a picture's header says. */
export interface PictureHeader {
  readonly format: Format;
  /** Upright, as EXIF orientation says. */
  readonly width: number;
  readonly height: number;
}

/** The header alone, without decoding; throws as `decode` does for what the header shows: no picture, another format, too many pixels. */
export async function readHeader(input: string | Uint8Array, options: DecodeOptions = {}): Promise<PictureHeader> {
  const { format, header } = await openPicture(input, options);
  return { format, ...header.autoOrient };
}

interface Opened {
  readonly format: Format;
  readonly header: Metadata;
  readonly name: string;
  readonly maxPixels: number;
}

async function openPicture(input: string | Uint8Array, options: DecodeOptions): Promise<Opened> {
  const maxPixels = Math.floor(options.maxPixels ?? defaultMaxPixels);
  const name = options.name ?? (typeof input === 'string' ? input : 'the picture');
  const start = typeof input === 'string' ? await readStart(input, name) : input;
  if (start.length === 0) throw refusal(anyPicture, name, 'an empty file');
  const format = sniff(start);
  if (typeof format !== 'string') throw refusal(anyPicture, name, format.other);

  sharp.cache(false);
  const header = await reading(format, name, () => sharp(input, { failOn: 'error', limitInputPixels: false }).metadata());
  const loader = header.format === 'heif' ? 'avif' : header.format;
  if (loader !== format) throw refusal(anyPicture, name, `${formatFacts[format].label} bytes that read as ${loader}`);
  const { width, height } = header;
  if (width * height > maxPixels) {
    throw refusal(`at most ${maxPixels / 1e6} million pixels`, name, `${width}×${height} (${(width * height) / 1e6} million)`);
  }
  return { format, header, name, maxPixels };
}

/**
 * Reads a picture from a file (a path) or from bytes.
 *
 * Sample values of gray and RGB pictures come out as they are in the file, without any colour management; the profile is in the
 * metadata. EXIF orientation is applied and reset. CMYK and Lab become sRGB, palettes and low bit depths are expanded, of several
 * frames or pages the first is taken: each with a notice. Throws CodecError, one sentence naming the picture, when it is missing,
 * empty, no picture, damaged, of more than `maxPixels` (found from the header, before decoding), or has samples that are no whole numbers.
 */
export async function decode(input: string | Uint8Array, options: DecodeOptions = {}): Promise<Decoded> {
  const { format, header, name, maxPixels } = await openPicture(input, options);
  const safe: SharpOptions = { failOn: 'error', limitInputPixels: maxPixels };
  const notices: string[] = [];
  const plan = planFor(header, name, notices);
  const pages = header.pages ?? 1;
  if (pages > 1) notices.push(`Took the first of ${pages} ${format === 'tiff' ? 'pages' : 'frames'}`);
  const metadata = keptMetadata(header, plan.converted, notices);
  if (format === 'tiff' && (await tiffLosesExif(input))) notices.push('The EXIF block was left out: it is not read from TIFF files');
  const image = await reading(format, name, () => readPixels(input, safe, plan, header));
  return { image: format === 'gif' && image.channels === 4 ? withoutOpaqueAlpha(image) : image, metadata, format, notices };
}
