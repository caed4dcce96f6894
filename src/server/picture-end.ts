/** Where a picture ends in its bytes, so that what was put behind it is seen. */
import type { Format } from '../codecs/formats.ts';

/** The offset after the last byte that belongs to the picture; undefined where it cannot be told, as in a damaged file. */
export function pictureEnd(bytes: Uint8Array, format: Format): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return ends[format](bytes, view);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const ends: Readonly<Record<Format, (bytes: Uint8Array, view: DataView) => number | undefined>> = {
  png: pngEnd,
  jpeg: jpegEnd,
  gif: gifEnd,
  webp: (_, view) => 8 + view.getUint32(4, true) + (view.getUint32(4, true) % 2),
  avif: avifEnd,
  // A TIFF's parts lie anywhere in the file.
  tiff: () => undefined,
};

const iend = 0x49454e44;

/** Chunks of length, type, data and checksum, up to IEND. */
function pngEnd(_: Uint8Array, view: DataView): number {
  for (let at = 8; ; ) {
    const next = at + 12 + view.getUint32(at);
    if (view.getUint32(at + 4) === iend) return next;
    at = next;
  }
}

/** Segments up to EOI; several pictures one behind the other, as phones write them (MPF), are one file. */
function jpegEnd(bytes: Uint8Array, view: DataView): number {
  let at = 0;
  do at = oneJpegEnd(bytes, view, at);
  while (at + 3 < bytes.length && view.getUint16(at) === 0xffd8 && bytes[at + 2] === 0xff);
  return at;
}

function oneJpegEnd(bytes: Uint8Array, view: DataView, start: number): number {
  for (let at = start + 2; ; ) {
    if (view.getUint8(at) !== 0xff) {
      // Entropy-coded data: up to a marker that is neither stuffing nor a restart.
      at = bytes.indexOf(0xff, at);
      if (at < 0) throw new RangeError('no end');
      const marker = view.getUint8(at + 1);
      if (marker === 0 || (marker >= 0xd0 && marker <= 0xd7)) at += 2;
      else if (marker === 0xff) at++;
      if (marker === 0 || (marker >= 0xd0 && marker <= 0xd7) || marker === 0xff) continue;
    }
    const marker = view.getUint8(at + 1);
    if (marker === 0xd9) return at + 2;
    if (marker === 0xff) at++;
    else if (marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd7)) at += 2;
    else at += 2 + view.getUint16(at + 2);
  }
}

/** Blocks up to the trailer. */
function gifEnd(_: Uint8Array, view: DataView): number {
  const tableBytes = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let at = 13 + tableBytes(view.getUint8(10));
  for (;;) {
    const kind = view.getUint8(at);
    if (kind === 0x3b) return at + 1;
    if (kind === 0x21) at += 2;
    else if (kind === 0x2c) at += 11 + tableBytes(view.getUint8(at + 9));
    else throw new RangeError('no block');
    for (let size = view.getUint8(at); size > 0; size = view.getUint8(at)) at += 1 + size;
    at++;
  }
}

/** Boxes of size and type; a size of 0 is up to the end of the file, 1 stands before one of 64 bits. */
function avifEnd(bytes: Uint8Array, view: DataView): number {
  let at = 0;
  while (at + 8 <= bytes.length && isBox(bytes, at)) {
    const size = view.getUint32(at);
    if (size === 0) return bytes.length;
    const whole = size === 1 ? Number(view.getBigUint64(at + 8)) : size;
    if (whole < 8) break;
    at += whole;
  }
  return at;
}

/** The boxes of pictures at the top of a file. */
function isBox(bytes: Uint8Array, at: number): boolean {
  const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
  return ['ftyp', 'meta', 'mdat', 'moov', 'free', 'skip', 'uuid', 'idat', 'styp', 'wide', 'udta', 'pdin', 'sidx', 'moof'].includes(type);
}
