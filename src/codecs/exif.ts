/** EXIF blocks: a small TIFF structure (Exif 3.0, section 4.6). Only the first directory is looked at. */

const exifDirectoryTag = 0x8769;
const orientationTag = 0x0112;
const xResolutionTag = 0x011a;
const resolutionUnitTag = 0x0128;
const shortType = 3;
const rationalType = 5;

interface Entry {
  readonly tag: number;
  readonly type: number;
  /** Where the 12 bytes of the entry begin. */
  readonly at: number;
}

interface Directory {
  readonly view: DataView;
  readonly little: boolean;
  readonly entries: readonly Entry[];
  /** Where the offset of the next directory (the thumbnail's) is written. */
  readonly nextAt: number;
}

function firstDirectory(block: Uint8Array): Directory | undefined {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  if (block.length < 14) return undefined;
  const order = view.getUint16(0);
  const little = order === 0x4949;
  if ((!little && order !== 0x4d4d) || view.getUint16(2, little) !== 42) return undefined;
  const start = view.getUint32(4, little);
  if (start + 2 > block.length) return undefined;
  const count = view.getUint16(start, little);
  const nextAt = start + 2 + 12 * count;
  if (nextAt > block.length) return undefined;
  const entries = Array.from({ length: count }, (_, i) => {
    const at = start + 2 + 12 * i;
    return { tag: view.getUint16(at, little), type: view.getUint16(at + 2, little), at };
  });
  return { view, little, entries, nextAt };
}

/** The block without the `Exif\0\0` that JPEG, WebP and AVIF put before it. */
export function bareExif(block: Uint8Array): Uint8Array {
  return Buffer.from(block.subarray(0, 6)).toString('latin1') === 'Exif\0\0' ? block.subarray(6) : block;
}

/**
 * A copy for pixels that already stand upright: the orientation is 1 and the thumbnail, which shows the old pixels, is unlinked.
 * Undefined when the block is damaged.
 */
export function uprightExif(block: Uint8Array): Uint8Array | undefined {
  const copy = Uint8Array.from(bareExif(block));
  const directory = firstDirectory(copy);
  if (directory === undefined) return undefined;
  const { view, little, entries, nextAt } = directory;
  for (const { tag, at } of entries) {
    if (tag !== orientationTag) continue;
    view.setUint16(at + 2, shortType, little);
    view.setUint32(at + 4, 1, little);
    view.setUint32(at + 8, 0);
    view.setUint16(at + 8, 1, little);
  }
  if (nextAt + 4 <= copy.length) view.setUint32(nextAt, 0);
  return copy;
}

/** Horizontal resolution in pixels per inch, when the block says so. */
export function exifDensity(block: Uint8Array): number | undefined {
  const directory = firstDirectory(bareExif(block));
  if (directory === undefined) return undefined;
  const { view, little, entries } = directory;
  const resolution = entries.find(({ tag, type }) => tag === xResolutionTag && type === rationalType);
  if (resolution === undefined) return undefined;
  const at = view.getUint32(resolution.at + 8, little);
  if (at + 8 > view.byteLength) return undefined;
  const value = view.getUint32(at, little) / view.getUint32(at + 4, little);
  const unit = entries.find(({ tag }) => tag === resolutionUnitTag);
  const perCentimetre = unit !== undefined && view.getUint16(unit.at + 8, little) === 3;
  return Number.isFinite(value) && value > 0 ? value * (perCentimetre ? 2.54 : 1) : undefined;
}

/**
 * Whether a TIFF file (classic, not BigTIFF) has an EXIF directory. `read` returns the bytes at an offset, fewer where the file ends.
 */
export async function tiffHasExif(read: (offset: number, length: number) => Promise<Uint8Array>): Promise<boolean> {
  const head = Buffer.from(await read(0, 8));
  const little = head[0] === 0x49;
  const short = (bytes: Buffer, at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  if (head.length < 8 || short(head, 2) !== 42) return false;
  const start = little ? head.readUInt32LE(4) : head.readUInt32BE(4);
  const size = Buffer.from(await read(start, 2));
  if (size.length < 2) return false;
  const entries = Buffer.from(await read(start + 2, 12 * short(size, 0)));
  for (let at = 0; at + 12 <= entries.length; at += 12) if (short(entries, at) === exifDirectoryTag) return true;
  return false;
}
