/**
 * Reads uncompressed Windows bitmaps (BMP), which several of the public sets are kept in and libvips does not read: 8 bits with a palette,
 * 24 and 32 bits, rows upwards or downwards.
 */
import { CodecError } from '../errors.ts';
import type { Image } from '../image/image.ts';

export function isBmp(bytes: Uint8Array): boolean {
  return bytes.length >= 54 && bytes[0] === 0x42 && bytes[1] === 0x4d;
}

/** RGB pixels. Throws CodecError, naming the picture, for other kinds, damaged files and more than `maxPixels`. */
export function decodeBmp(bytes: Uint8Array, name: string, maxPixels: number): Image {
  const refuse = (what: string, received: string) => new CodecError(`Expected ${what} for ${name} but received ${received}`);
  if (!isBmp(bytes)) throw refuse('a BMP picture', 'other bytes');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = view.getUint32(10, true);
  const headerSize = view.getUint32(14, true);
  const [width, rows] = [view.getInt32(18, true), view.getInt32(22, true)];
  const height = Math.abs(rows);
  const bits = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  if (headerSize < 40 || compression !== 0 || ![8, 24, 32].includes(bits))
    throw refuse('an uncompressed BMP of 8, 24 or 32 bits', `${bits} bits with compression ${compression}`);
  if (width < 1 || height < 1 || width * height > maxPixels)
    throw refuse(`at most ${maxPixels / 1e6} million pixels`, `${width}×${height}`);
  const stride = Math.ceil((width * bits) / 32) * 4;
  const colours = bits === 8 ? view.getUint32(46, true) || 256 : 0;
  const palette = 14 + headerSize;
  if (colours > 256 || palette + 4 * colours > bytes.length || start + stride * height > bytes.length)
    throw refuse('a whole BMP picture', 'a damaged or truncated one');
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, to = 0; y < height; y++) {
    const row = start + stride * (rows > 0 ? height - 1 - y : y);
    for (let x = 0; x < width; x++) {
      const index = bits === 8 ? bytes[row + x]! : 0;
      if (bits === 8 && index >= colours) throw refuse('colours of its palette', `number ${index} of ${colours}`);
      const at = bits === 8 ? palette + 4 * index : row + (x * bits) / 8;
      data[to++] = bytes[at + 2]!;
      data[to++] = bytes[at + 1]!;
      data[to++] = bytes[at]!;
    }
  }
  return { width, height, channels: 3, data };
}
