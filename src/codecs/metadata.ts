/** What a picture's file says about the picture, beside its pixels. */
import type { Metadata } from 'sharp';
import { bareExif, exifDensity, uprightExif } from './exif.ts';

/** Metadata that `decode` reads and `encode` writes back. Absent members are absent in the file. */
export interface ImageMetadata {
  /** ICC profile: the colour space of the pixels as they are. */
  readonly icc?: Uint8Array | undefined;
  /** EXIF as a TIFF structure, without the `Exif\0\0` of JPEG. */
  readonly exif?: Uint8Array | undefined;
  /** XMP packet, UTF-8. */
  readonly xmp?: Uint8Array | undefined;
  /** Pixels per inch. */
  readonly density?: number | undefined;
}

/** The packet for pixels that already stand upright. */
function uprightXmp(xmp: Uint8Array): Uint8Array {
  const text = Buffer.from(xmp).toString('latin1');
  return Buffer.from(text.replace(/(tiff:Orientation\s*(?:=\s*["']|>\s*))[2-8]/g, '$11'), 'latin1');
}

/** Takes over what sharp read from a file's header; `converted` pixels have left the profile's colour space. */
export function keptMetadata(header: Metadata, converted: boolean, notices: string[]): ImageMetadata {
  const exif = header.exif === undefined ? undefined : uprightExif(header.exif);
  if (header.exif !== undefined && exif === undefined) notices.push('The EXIF block is damaged and was left out');
  if (header.iptc !== undefined) notices.push('The IPTC block was left out; XMP and EXIF are kept');
  if (header.gainMap !== undefined) notices.push('The HDR gain map was left out');
  const density = header.density ?? (header.exif === undefined ? undefined : exifDensity(bareExif(header.exif)));
  return {
    ...(header.icc !== undefined && !converted ? { icc: header.icc } : {}),
    ...(exif !== undefined ? { exif } : {}),
    ...(header.xmp !== undefined ? { xmp: uprightXmp(header.xmp) } : {}),
    ...(density !== undefined ? { density } : {}),
  };
}

/** The channels that an ICC profile describes (1 gray, 3 RGB, 4 CMYK), or undefined for other kinds and damaged bytes. */
export function iccChannels(icc: Uint8Array): 1 | 3 | 4 | undefined {
  switch (Buffer.from(icc.subarray(16, 20)).toString('latin1')) {
    case 'GRAY':
      return 1;
    case 'RGB ':
      return 3;
    case 'CMYK':
      return 4;
    default:
      return undefined;
  }
}
