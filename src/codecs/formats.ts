/** The picture formats that are read and written, their file extensions and their limits. */
import { basename, extname } from 'node:path';

export type Format = 'png' | 'jpeg' | 'webp' | 'tiff' | 'avif' | 'gif';

interface FormatFacts {
  /** The name that people use. */
  readonly label: string;
  /** File extensions, the usual one first. */
  readonly extensions: readonly [string, ...string[]];
  /** Longest side that can be written, in pixels. */
  readonly maxSide: number;
  /** Whether it keeps 16-bit samples when written. */
  readonly sixteenBit: boolean;
  /** Whether it keeps an alpha channel when written. */
  readonly alpha: boolean;
  /** Whether gray stays one channel when written; otherwise it becomes RGB with equal channels. */
  readonly gray: boolean;
  /** Kinds of metadata that are kept when written. */
  readonly metadata: readonly ('icc' | 'exif' | 'xmp' | 'density')[];
}

/**
 * What each format holds as written here. libjpeg stops at 65500 pixels a side, libwebp at 16383, the AV1 writer at 16384;
 * PNG and TIFF are bounded by libvips alone. The TIFF writer of libvips has no EXIF; GIF has no metadata at all.
 */
export const formatFacts: Readonly<Record<Format, FormatFacts>> = {
  png: {
    label: 'PNG',
    extensions: ['png'],
    maxSide: 10_000_000,
    sixteenBit: true,
    alpha: true,
    gray: true,
    metadata: ['icc', 'exif', 'xmp', 'density'],
  },
  jpeg: {
    label: 'JPEG',
    extensions: ['jpg', 'jpeg', 'jpe', 'jfif'],
    maxSide: 65_500,
    sixteenBit: false,
    alpha: false,
    gray: true,
    metadata: ['icc', 'exif', 'xmp', 'density'],
  },
  webp: {
    label: 'WebP',
    extensions: ['webp'],
    maxSide: 16_383,
    sixteenBit: false,
    alpha: true,
    gray: false,
    metadata: ['icc', 'exif', 'xmp', 'density'],
  },
  tiff: {
    label: 'TIFF',
    extensions: ['tif', 'tiff'],
    maxSide: 10_000_000,
    sixteenBit: true,
    alpha: true,
    gray: true,
    metadata: ['icc', 'xmp', 'density'],
  },
  avif: {
    label: 'AVIF',
    extensions: ['avif'],
    maxSide: 16_384,
    sixteenBit: false,
    alpha: true,
    gray: false,
    metadata: ['icc', 'exif', 'xmp', 'density'],
  },
  gif: { label: 'GIF', extensions: ['gif'], maxSide: 65_535, sixteenBit: false, alpha: true, gray: false, metadata: [] },
};

/** Formats that `decode` reads. */
export const readableFormats: readonly Format[] = ['png', 'jpeg', 'webp', 'tiff', 'avif', 'gif'];

/** Formats that `encode` writes. */
export const writableFormats: readonly Format[] = readableFormats;

/** The format of a path or an extension (`photos/a.JPG`, `.jpg`, `jpg`), or undefined when it is none of ours. */
export function formatOf(pathOrExtension: string): Format | undefined {
  const name = basename(pathOrExtension);
  const extension = (extname(name).slice(1) || name.replace(/^\./, '')).toLowerCase();
  return readableFormats.find((format) => formatFacts[format].extensions.includes(extension));
}

/** What a picture is written as when nothing else is said: its own format, but not GIF, which holds 256 colours only. */
export function formatFor(own: Format | undefined): Format {
  return own === undefined || own === 'gif' ? 'png' : own;
}

/** The usual file extension of a format, with the dot: `jpeg` → `.jpg`. */
export function extensionOf(format: Format): string {
  return `.${formatFacts[format].extensions[0]}`;
}

/** Whether a file's name says that it is a picture; hidden files named only by an extension are not. */
export function isImageFile(name: string): boolean {
  return extname(basename(name)) !== '' && formatOf(name) !== undefined;
}
