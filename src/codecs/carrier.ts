/**
 * Metadata on its way into a file. sharp cannot attach raw ICC, EXIF or XMP bytes to raw pixels, but libvips hands the metadata
 * of every input of an operation to its result: a black picture of one pixel carries the bytes, and `pixels OR black` changes no sample.
 */
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { ImageMetadata } from './metadata.ts';

function chunk(type: string, body: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const framed = Buffer.alloc(typed.length + 8);
  framed.writeUInt32BE(body.length, 0);
  framed.set(typed, 4);
  framed.writeUInt32BE(crc32(typed), typed.length + 4);
  return framed;
}

/** PNG colour types and bytes per pixel; gray with alpha takes a gray carrier, which libvips spreads over both channels. */
const kinds = { 1: [0, 1], 2: [0, 1], 3: [2, 3], 4: [6, 4] } as const;

/** Uncompressed: libpng takes a profile that shrinks to under 81 bytes for a cut one. */
const stored = { level: 0 };

/** A black (and, with alpha, transparent) PNG of one pixel that holds the metadata. `channels` are those of the picture to be written. */
export function carrierPng(channels: 1 | 2 | 3 | 4, { icc, exif, xmp }: ImageMetadata): Buffer {
  const [colourType, pixelBytes] = kinds[channels];
  const parts = [
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 1, 8, colourType, 0, 0, 0)),
    ...(icc === undefined ? [] : [chunk('iCCP', Buffer.concat([Buffer.from('icc\0\0', 'latin1'), deflateSync(icc, stored)]))]),
    ...(exif === undefined ? [] : [chunk('eXIf', exif)]),
    ...(xmp === undefined ? [] : [chunk('iTXt', Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\0\0\0\0', 'latin1'), xmp]))]),
    chunk('IDAT', deflateSync(new Uint8Array(1 + pixelBytes))),
    chunk('IEND', new Uint8Array(0)),
  ];
  return Buffer.concat(parts);
}

/** Which of the three kinds libvips reads back from a carrier: a damaged profile or block does not pass its checks. */
export async function carriedBy(carrier: Buffer): Promise<ReadonlySet<'icc' | 'exif' | 'xmp'>> {
  const { icc, exif, xmp } = await sharp(carrier, { failOn: 'none' }).metadata();
  return new Set([...(icc ? (['icc'] as const) : []), ...(exif ? (['exif'] as const) : []), ...(xmp ? (['xmp'] as const) : [])]);
}
