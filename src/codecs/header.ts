/**
 * What a picture's first bytes say of it, without Node: size, samples and profile of PNG, JPEG, WebP, AVIF, GIF and BMP. Only what is there is
 * read; damaged bytes give undefined, and are the decoder's to refuse.
 */

export interface PictureHeader {
  readonly format: 'png' | 'jpeg' | 'webp' | 'avif' | 'gif' | 'bmp';
  /** As stored, before it is turned upright. */
  readonly width: number;
  readonly height: number;
  /** Samples of a pixel in the file: 1 or 2 for gray, 4 of a JPEG for CMYK. */
  readonly channels: 1 | 2 | 3 | 4;
  readonly bits: number;
  /** Whether there are more pictures in the file, of which the first is taken. */
  readonly animated?: boolean | undefined;
  /** ICC profile; that of a PNG is still compressed (zlib). */
  readonly icc?: Uint8Array<ArrayBuffer> | undefined;
  /** Colour primaries and transfer by number (ITU-T H.273), where a PNG or AVIF states them. */
  readonly coded?: readonly [primaries: number, transfer: number] | undefined;
}

/** The header, or undefined for other formats and damaged or short bytes. */
export function readHeader(bytes: Uint8Array<ArrayBuffer>): PictureHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number, length: number): string => String.fromCharCode(...bytes.subarray(at, at + length));
  try {
    if (text(0, 8) === '\x89PNG\r\n\x1a\n') return pngHeader(view, text);
    if (text(0, 3) === '\xff\xd8\xff') return jpegHeader(view, text);
    if (text(0, 4) === 'RIFF' && text(8, 4) === 'WEBP') return webpHeader(view, text);
    if (/^GIF8[79]a/.test(text(0, 6))) return gifHeader(view);
    if (text(0, 2) === 'BM')
      return { format: 'bmp', width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)), channels: 3, bits: 8 };
    if (text(4, 4) === 'ftyp' && /avi[fs]/.test(text(8, view.getUint32(0) - 8))) return avifHeader(view, text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}

/** Its blocks are walked through as far as the second picture. */
function gifHeader(view: DataView): PictureHeader {
  const palette = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let frames = 0;
  let at = 13 + palette(view.getUint8(10));
  while (frames < 2 && at < view.byteLength && view.getUint8(at) !== 0x3b) {
    const isFrame = view.getUint8(at) === 0x2c;
    if (isFrame) frames++;
    at += isFrame && at + 9 < view.byteLength ? 11 + palette(view.getUint8(at + 9)) : 2;
    while (at < view.byteLength && view.getUint8(at) !== 0) at += view.getUint8(at) + 1;
    at++;
  }
  const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)];
  return { format: 'gif', width, height, channels: 4, bits: 8, animated: frames > 1 };
}

type Text = (at: number, length: number) => string;

function slice(view: DataView, from: number, to: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset + from, Math.max(0, Math.min(to, view.byteLength) - from));
}

/** Chunks up to the pixels. */
function pngHeader(view: DataView, text: Text): PictureHeader {
  const type = view.getUint8(25);
  let channels: 1 | 2 | 3 | 4 = type === 0 ? 1 : type === 4 ? 2 : type === 6 ? 4 : 3;
  let icc: PictureHeader['icc'];
  let coded: PictureHeader['coded'];
  let animated = false;
  for (let at = 8; at + 8 <= view.byteLength; ) {
    const [length, name, data] = [view.getUint32(at), text(at + 4, 4), at + 8];
    if (name === 'IDAT') break;
    if (name === 'cICP') coded = [view.getUint8(data), view.getUint8(data + 1)];
    if (name === 'acTL') animated = view.getUint32(data) > 1;
    if (name === 'tRNS') channels = channels === 1 ? 2 : 4;
    // Name of up to 79 letters, a zero, the method (0: zlib), the profile.
    const end = name === 'iCCP' ? text(data, 80).indexOf('\0') : -1;
    if (end > 0) icc = slice(view, data + end + 2, data + length);
    at = data + length + 4;
  }
  return { format: 'png', width: view.getUint32(16), height: view.getUint32(20), channels, bits: view.getUint8(24), animated, icc, coded };
}

/** Segments up to the frame header; a profile may be cut into several, which are numbered. */
function jpegHeader(view: DataView, text: Text): PictureHeader | undefined {
  const profile: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 2; ; ) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) at++;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else {
      const end = at + 2 + view.getUint16(at + 2);
      if (marker === 0xe2 && text(at + 4, 12) === 'ICC_PROFILE\0') profile[view.getUint8(at + 16) - 1] = slice(view, at + 18, end);
      const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
      if (isFrame) {
        const [height, width, channels] = [view.getUint16(at + 5), view.getUint16(at + 7), view.getUint8(at + 9)];
        if (channels !== 1 && channels !== 3 && channels !== 4) return undefined;
        return {
          format: 'jpeg',
          width,
          height,
          channels,
          bits: view.getUint8(at + 4),
          icc: profile.length > 0 ? joined(profile.filter(() => true)) : undefined,
        };
      }
      if (marker === 0xda) return undefined;
      at = end;
    }
  }
}

function joined(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function webpHeader(view: DataView, text: Text): PictureHeader | undefined {
  const kind = text(12, 4);
  const common = { format: 'webp', bits: 8 } as const;
  if (kind === 'VP8 ')
    return { ...common, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff, channels: 3 };
  if (kind === 'VP8L') {
    const packed = view.getUint32(21, true);
    return { ...common, width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1, channels: (packed >>> 28) & 1 ? 4 : 3 };
  }
  if (kind !== 'VP8X') return undefined;
  const flags = view.getUint8(20);
  const width = (view.getUint32(24, true) & 0xffffff) + 1;
  const height = (view.getUint32(26, true) >>> 8) + 1;
  const icc = text(30, 4) === 'ICCP' ? slice(view, 38, 38 + view.getUint32(34, true)) : undefined;
  return { ...common, width, height, channels: flags & 0x10 ? 4 : 3, animated: (flags & 0x02) !== 0, icc };
}

const containers = ['meta', 'iprp', 'ipco'];

/** The largest picture of the file: tiles and thumbnails are smaller. */
function avifHeader(view: DataView, text: Text): PictureHeader | undefined {
  let [width, height, bits] = [0, 0, 8];
  let icc: PictureHeader['icc'];
  let coded: PictureHeader['coded'];
  const visit = (from: number, to: number): void => {
    for (let at = from; at + 8 <= to; ) {
      const [length, name] = [view.getUint32(at), text(at + 4, 4)];
      const [start, end] = [at + 8, length === 0 ? to : Math.min(at + length, to)];
      if (length !== 0 && length < 8) return;
      if (containers.includes(name)) visit(name === 'meta' ? start + 4 : start, end);
      if (name === 'ispe' && view.getUint32(start + 4) * view.getUint32(start + 8) > width * height)
        [width, height] = [view.getUint32(start + 4), view.getUint32(start + 8)];
      if (name === 'pixi') bits = Math.max(bits, view.getUint8(start + 5));
      if (name === 'colr' && ['prof', 'rICC'].includes(text(start, 4))) icc = slice(view, start + 4, end);
      if (name === 'colr' && text(start, 4) === 'nclx') coded = [view.getUint16(start + 4), view.getUint16(start + 6)];
      at = end;
    }
  };
  visit(0, view.byteLength);
  return width === 0 ? undefined : { format: 'avif', width, height, channels: 4, bits, animated: text(8, 4) === 'avis', icc, coded };
}
