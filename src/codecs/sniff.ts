/** What a file is by its first bytes, so that only the loaders of the six formats ever see it. */
import type { Format } from './formats.ts';

/** How many bytes from the start `sniff` wants. */
export const sniffBytes = 512;

const others: readonly (readonly [start: RegExp | string, what: string])[] = [
  [/^%PDF/, 'a PDF document'],
  [/^%!PS/, 'a PostScript document'],
  [/^(?:\xef\xbb\xbf)?\s*<(?:[\s\S]*<)?svg[\s>]/i, 'an SVG drawing'],
  [/^(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype|html)/i, 'an XML or HTML document'],
  [/^BM/, 'a BMP picture'],
  [/^[\s\S]{4}ftyp(?:hei|hev|mif1|msf1)/, 'a HEIC picture'],
  ['\xff\x0a', 'a JPEG XL picture'],
  ['\0\0\0\x0cJXL ', 'a JPEG XL picture'],
  ['\0\0\0\x0cjP  ', 'a JPEG 2000 picture'],
  ['\xff\x4f\xff\x51', 'a JPEG 2000 picture'],
  [/^#\?(?:RADIANCE|RGBE)/, 'a Radiance HDR picture'],
  ['v/1\x01', 'an OpenEXR picture'],
  [/^8BPS/, 'a Photoshop document'],
  [/^[\t\n\f\r\x20-\x7e\x80-\xff]+$/, 'a text file'],
];

/** The brands of an ISO media file (`avif`, `mif1`, …), from its `ftyp` box. */
function brandsOf(text: string): readonly string[] {
  if (text.slice(4, 8) !== 'ftyp') return [];
  const size = text.charCodeAt(2) * 256 + text.charCodeAt(3);
  return text.slice(8, Math.min(size, text.length)).match(/[\s\S]{4}/g) ?? [];
}

/** The format of a picture's first bytes, or what else they look like, in words. */
export function sniff(bytes: Uint8Array): Format | { readonly other: string } {
  const text = Buffer.from(bytes.subarray(0, sniffBytes)).toString('latin1');
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (/^RIFF[\s\S]{4}WEBP/.test(text)) return 'webp';
  if (['II*\0', 'II+\0', 'MM\0*', 'MM\0+'].includes(text.slice(0, 4))) return 'tiff';
  if (/^GIF8[79]a/.test(text)) return 'gif';
  const brands = brandsOf(text);
  if (brands.includes('avif') || brands.includes('avis')) return 'avif';
  return {
    other:
      others.find(([start]) => (typeof start === 'string' ? text.startsWith(start) : start.test(text)))?.[1] ?? 'data of an unknown kind',
  };
}
