import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { type PictureHeader, readHeader } from './header.ts';
import { colorSpaceOf } from './icc.ts';

const picture = (channels: 3 | 4) =>
  sharp({ create: { width: 70, height: 45, channels, background: { r: 200, g: 90, b: 10, alpha: 0.5 } } });
const bytesOf = async (file: Sharp) => Uint8Array.from(await file.toBuffer());
/** Two frames of 70×45. */
const animation = () =>
  sharp({
    create: { width: 70, height: 90, channels: 3, noise: { type: 'gaussian', mean: 99, sigma: 30 }, background: '#000', pageHeight: 45 },
  });
const gray = () => picture(3).toColourspace('b-w');

describe('readHeader', () => {
  test.each<[string, Sharp, Partial<PictureHeader>]>([
    ['RGB PNG', picture(3).png(), { format: 'png', channels: 3, bits: 8 }],
    ['PNG with alpha', picture(4).png(), { format: 'png', channels: 4 }],
    ['gray PNG', gray().png(), { format: 'png', channels: 1 }],
    ['PNG of 16 bits', picture(3).toColourspace('rgb16').png(), { format: 'png', channels: 3, bits: 16 }],
    ['PNG with a palette', picture(3).png({ palette: true }), { format: 'png', channels: 3 }],
    ['JPEG', picture(3).jpeg(), { format: 'jpeg', channels: 3, bits: 8 }],
    ['progressive JPEG', picture(3).jpeg({ progressive: true }), { format: 'jpeg', channels: 3 }],
    ['gray JPEG', gray().jpeg(), { format: 'jpeg', channels: 1 }],
    ['CMYK JPEG', picture(3).toColourspace('cmyk').jpeg(), { format: 'jpeg', channels: 4 }],
    ['WebP', picture(3).webp(), { format: 'webp', channels: 3 }],
    ['WebP with alpha', picture(4).webp(), { format: 'webp', channels: 4 }],
    ['lossless WebP', picture(3).webp({ lossless: true }), { format: 'webp', channels: 3 }],
    ['lossless WebP with alpha', picture(4).webp({ lossless: true }), { format: 'webp', channels: 4 }],
    ['AVIF', picture(3).avif({ effort: 0 }), { format: 'avif', bits: 8 }],
    ['AVIF of 10 bits', picture(3).avif({ effort: 0, bitdepth: 10 }), { format: 'avif', bits: 10 }],
    ['GIF', picture(3).gif(), { format: 'gif', animated: false }],
    ['animated GIF', animation().gif(), { format: 'gif', animated: true }],
    ['animated WebP', animation().webp(), { format: 'webp', animated: true }],
    ['PNG with a palette and alpha', picture(4).png({ palette: true }), { format: 'png', channels: 4 }],
  ])('%s', async (_, file, facts) => {
    expect(readHeader(await bytesOf(file))).toMatchObject({ width: 70, height: 45, ...facts });
  });

  test('BMP', () => {
    const bytes = new Uint8Array(54);
    bytes.set([0x42, 0x4d]);
    new DataView(bytes.buffer).setInt32(18, 70, true);
    new DataView(bytes.buffer).setInt32(22, -45, true);
    expect(readHeader(bytes)).toMatchObject({ format: 'bmp', width: 70, height: 45 });
  });

  test('a size is known from a file of which only the header is there', async () => {
    const bytes = await bytesOf(picture(3).png());
    new DataView(bytes.buffer).setUint32(16, 4_000_000_000);
    expect(readHeader(bytes.slice(0, 33))).toMatchObject({ width: 4_000_000_000, height: 45 });
  });

  test.each(['png', 'jpeg', 'webp', 'avif', 'gif'] as const)('a %s cut anywhere is a header or nothing, and no failure', async (format) => {
    const bytes = await bytesOf(picture(3).withIccProfile('p3').toFormat(format));
    for (let length = 0; length < bytes.length; length++) readHeader(bytes.slice(0, length));
    for (let i = 0; i < Math.min(bytes.length, 400); i++) readHeader(bytes.map((byte, at) => (at === i ? 255 - byte : byte)));
    expect(readHeader(bytes)).toBeDefined();
  });

  test('is undefined for other bytes', () => {
    for (const text of ['', 'BM', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'II*\0']) {
      expect(readHeader(Uint8Array.from(text, (letter) => letter.charCodeAt(0)))).toBeUndefined();
    }
  });
});

describe('colorSpaceOf', () => {
  const profile = async (name: string) => {
    const { icc } = await sharp(await picture(3).withIccProfile(name).jpeg().toBuffer()).metadata();
    return Uint8Array.from(icc!);
  };

  test.each(['jpeg', 'webp', 'avif'] as const)('the profile of a %s is found whole', async (format) => {
    const icc = readHeader(await bytesOf(picture(3).withIccProfile('p3').toFormat(format)))!.icc!;
    expect(icc).toEqual(await profile('p3'));
  });

  test('knows sRGB and Display P3, and nothing else', async () => {
    const p3 = await profile('p3');
    expect([colorSpaceOf(p3), colorSpaceOf(await profile('srgb')), colorSpaceOf(await profile('cmyk'))]).toEqual([
      'display-p3',
      'srgb',
      undefined,
    ]);
    const other = p3.slice();
    const entry = Buffer.from(p3).indexOf('rXYZ', 0, 'latin1');
    other[new DataView(p3.buffer).getUint32(entry + 4) + 10]! += 8;
    expect(colorSpaceOf(other)).toBeUndefined();
    expect(colorSpaceOf(p3.slice(0, 150))).toBeUndefined();
    expect(colorSpaceOf(new Uint8Array(0))).toBeUndefined();
  });
});
