/** Pixels → files and bytes, with the metadata written back. */
import { basename } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { CodecError, ConfigError, expected, ShapeError } from '../errors.ts';
import type { Image } from '../image/image.ts';
import { writeAtomically } from './atomic.ts';
import { carriedBy, carrierPng } from './carrier.ts';
import { type Format, formatFacts, formatOf } from './formats.ts';
import { type ImageMetadata, iccChannels } from './metadata.ts';

export interface EncodeOptions {
  /** 1 to 100. Default: JPEG 95, WebP 90, AVIF 80. At 100 WebP and AVIF are lossless. PNG, TIFF and GIF have none. */
  readonly quality?: number | undefined;
  /** Written as far as the format holds it. */
  readonly metadata?: ImageMetadata | undefined;
}

export interface EncodeToFileOptions extends EncodeOptions {
  /** Default: the one that the path's extension says. */
  readonly format?: Format | undefined;
}

export interface Encoded {
  readonly bytes: Uint8Array;
  /** What was reduced or left out: one sentence each. */
  readonly notices: readonly string[];
}

export interface Written {
  readonly format: Format;
  /** What was reduced or left out: one sentence each. */
  readonly notices: readonly string[];
}

const defaultQuality = { jpeg: 95, webp: 90, avif: 80 } as const;

/** The longest EXIF or XMP that fits one segment of a JPEG, in bytes. */
const jpegSegmentBytes = 65_000;

/** Above this a JPEG takes the standard Huffman tables: fitting them to the picture keeps it all in memory, 12 bytes per pixel. */
const optimisedJpegPixels = 16_000_000;

const millimetresPerInch = 25.4;

/** round(v / 257): 65535 → 255. */
function toEightBit(samples: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor((samples[i]! + 128) / 257);
  return bytes;
}

function checkPicture({ width, height, channels, data }: Image, format: Format, name: string): void {
  if (data.length !== width * height * channels || data.length === 0) {
    throw new ShapeError(expected(`${width}·${height}·${channels} samples`, name, data.length));
  }
  const { label, maxSide } = formatFacts[format];
  if (Math.max(width, height) > maxSide) {
    const advice = maxSide > 65_535 ? '' : ' (PNG and TIFF hold larger pictures)';
    throw new CodecError(`Expected at most ${maxSide} pixels a side for the ${label} ${name} but received ${width}×${height}${advice}`);
  }
}

/** The metadata that can be written, and a notice for each kind that cannot. */
async function writable(metadata: ImageMetadata, image: Image, format: Format, notices: string[]): Promise<ImageMetadata> {
  const { label, gray: holdsGray, metadata: holds } = formatFacts[format];
  const names = { icc: 'ICC profile', exif: 'EXIF block', xmp: 'XMP packet', density: 'pixel density' };
  const kept: { -readonly [K in keyof ImageMetadata]: ImageMetadata[K] } = { ...metadata };
  const drop = (kind: keyof ImageMetadata, why: string): void => {
    delete kept[kind];
    notices.push(`The ${names[kind]} was left out: ${why}`);
  };
  for (const kind of ['icc', 'exif', 'xmp', 'density'] as const) {
    if (kept[kind] !== undefined && !holds.includes(kind)) drop(kind, `${label} files are written without it`);
  }
  for (const kind of ['exif', 'xmp'] as const) {
    if (format === 'jpeg' && (kept[kind]?.length ?? 0) > jpegSegmentBytes) drop(kind, 'it is too long for a JPEG');
  }
  if (kept.icc !== undefined && image.channels < 3 && !holdsGray) drop('icc', `gray becomes RGB in ${label} files`);
  else if (kept.icc !== undefined && iccChannels(kept.icc) !== (image.channels < 3 ? 1 : 3)) {
    drop('icc', `it is not one for ${image.channels < 3 ? 'gray' : 'RGB'} pixels`);
  }
  if (kept.icc === undefined && kept.exif === undefined && kept.xmp === undefined) return kept;
  const carried = await carriedBy(carrierPng(image.channels, kept));
  for (const kind of ['icc', 'exif', 'xmp'] as const) {
    if (kept[kind] !== undefined && !carried.has(kind)) drop(kind, 'it is damaged');
  }
  return kept;
}

function attach(pipeline: Sharp, channels: Image['channels'], { icc, exif, xmp, density }: ImageMetadata): Sharp {
  let result = pipeline;
  if (icc !== undefined || exif !== undefined || xmp !== undefined) {
    result = result.boolean(carrierPng(channels, { icc, exif, xmp }), 'or').keepIccProfile().keepXmp();
  }
  if (density !== undefined) result = result.withDensity(density);
  // Without a density libvips would put one pixel per millimetre into the block; 72 is what EXIF itself assumes.
  else if (exif !== undefined) result = result.withDensity(72);
  return result;
}

function inFormat(pipeline: Sharp, image: Image, format: Format, quality: number | undefined, density: number | undefined): Sharp {
  switch (format) {
    case 'png':
      return pipeline.png({ compressionLevel: 6, adaptiveFiltering: true });
    case 'jpeg': {
      const optimiseCoding = image.width * image.height <= optimisedJpegPixels;
      return pipeline.jpeg({ quality: quality ?? defaultQuality.jpeg, chromaSubsampling: '4:4:4', optimiseCoding });
    }
    case 'webp':
      return pipeline.webp({ quality: quality ?? defaultQuality.webp, lossless: quality === 100, smartSubsample: true, exact: true });
    case 'avif':
      return pipeline.avif({ quality: quality ?? defaultQuality.avif, lossless: quality === 100, chromaSubsampling: '4:4:4' });
    case 'gif':
      return pipeline.gif();
    case 'tiff': {
      const perMillimetre = density === undefined ? {} : { xres: density / millimetresPerInch, yres: density / millimetresPerInch };
      const bigtiff = image.data.byteLength > 4e9;
      return pipeline.tiff({ compression: 'deflate', predictor: 'horizontal', resolutionUnit: 'inch', bigtiff, ...perMillimetre });
    }
  }
}

/** The whole way from pixels to a writer that has not run yet. */
async function writerFor(picture: Image, format: Format, options: EncodeOptions, name: string, notices: string[]): Promise<Sharp> {
  const { quality } = options;
  if (quality !== undefined && !(Number.isInteger(quality) && quality >= 1 && quality <= 100)) {
    throw new ConfigError(expected('a whole number from 1 to 100', 'quality', quality));
  }
  checkPicture(picture, format, name);
  const { label, sixteenBit, alpha } = formatFacts[format];
  const { width, height, channels } = picture;
  const reduced = picture.data instanceof Uint16Array && !sixteenBit;
  const image: Image = reduced ? { ...picture, data: toEightBit(picture.data as Uint16Array) } : picture;
  if (reduced) notices.push(`16-bit samples were rounded to 8 bits: ${label} files are written with 8`);
  const metadata = await writable(options.metadata ?? {}, image, format, notices);

  sharp.cache(false);
  const spaces = image.data instanceof Uint16Array ? ['grey16', 'rgb16'] : ['b-w', 'srgb'];
  let pipeline = sharp(image.data, { raw: { width, height, channels }, limitInputPixels: false });
  pipeline = attach(pipeline, channels, metadata).toColourspace(channels < 3 ? spaces[0]! : spaces[1]!);
  if (channels % 2 === 0 && !alpha) {
    notices.push(`The transparency was flattened on white: ${label} has none`);
    pipeline = pipeline.flatten({ background: '#ffffff' });
  }
  if (format === 'gif') notices.push('GIF holds 256 colours and no partial transparency');
  return inFormat(pipeline, image, format, quality, metadata.density);
}

/**
 * A picture as the bytes of a file. Pixel values are written as they are (no colour management), without copying them.
 *
 * JPEG and AVIF keep full chroma resolution (4:4:4); lossy WebP has none of its own (4:2:0). PNG, TIFF (deflate) and GIF need no quality.
 * 16-bit samples stay 16-bit in PNG and TIFF and are rounded to 8 elsewhere; alpha is flattened on white in JPEG; gray stays one channel in PNG,
 * JPEG and TIFF (WebP, AVIF and GIF files know only RGB). ICC, EXIF (with the new size), XMP and density are written where the format holds
 * them: all four in PNG, JPEG, WebP and AVIF, all but EXIF in TIFF, none in GIF. Whatever is lost is a notice.
 * Beside the picture, PNG, TIFF and JPEG need a few megabytes, WebP about 9 and AVIF about 40 bytes per pixel.
 * Throws ShapeError when the samples do not fill the size, ConfigError for a wrong quality, CodecError for a side that is too long.
 */
export async function encode(image: Image, format: Format, options: EncodeOptions = {}): Promise<Encoded> {
  const notices: string[] = [];
  const writer = await writerFor(image, format, options, 'picture', notices);
  try {
    return { bytes: await writer.toBuffer(), notices };
  } catch (cause) {
    throw new CodecError(
      `Expected a picture that ${formatFacts[format].label} can hold but received the failure ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
}

/**
 * Like `encode`, into a file that appears whole or not at all (a temporary name in the same folder, then a rename); the encoded bytes
 * never lie in memory. Throws also CodecError naming `path` when the format is unknown or the file cannot be written.
 */
export async function encodeToFile(path: string, image: Image, options: EncodeToFileOptions = {}): Promise<Written> {
  const format = options.format ?? formatOf(path);
  if (format === undefined) {
    throw new CodecError(`Expected a name ending in .png, .jpg, .webp, .tif, .avif or .gif for the picture but received ${basename(path)}`);
  }
  const notices: string[] = [];
  const writer = await writerFor(image, format, options, path, notices);
  await writeAtomically(path, async (temporaryPath) => {
    await writer.toFile(temporaryPath);
  });
  return { format, notices };
}
