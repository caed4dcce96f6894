import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decode } from './decode.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'subpixel-decode-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function chunk(type: string, body: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type), body]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(body.length, 0);
  ends.writeUInt32BE(crc32(typed), 4);
  return Buffer.concat([ends.subarray(0, 4), typed, ends.subarray(4)]);
}

/** A PNG written byte by byte, so that the expected samples are known without a decoder. */
function png(width: number, height: number, bits: number, colourType: number, rows: readonly number[][], extra: Buffer[] = []): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([bits, colourType], 8);
  const body = deflateSync(Buffer.from(rows.flatMap((row) => [0, ...row])));
  const parts = [chunk('IHDR', head), ...extra, chunk('IDAT', body), chunk('IEND', new Uint8Array(0))];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts]);
}

/** A TIFF of one strip, little endian: tag, type (3 SHORT, 4 LONG) and values; the samples follow. */
function tiff(tags: readonly (readonly [tag: number, type: 3 | 4, values: readonly number[]])[], samples: Uint8Array): Buffer {
  const all = [...tags, [273, 4, [0]] as const, [279, 4, [samples.length]] as const].sort((a, b) => a[0] - b[0]);
  const head = Buffer.alloc(8 + 2 + 12 * all.length + 4);
  head.set([0x49, 0x49, 42, 0, 8, 0, 0, 0, all.length, 0]);
  const tails: Buffer[] = [];
  let end = head.length;
  const long = (values: readonly number[], size: 2 | 4): Buffer => {
    const bytes = Buffer.alloc(values.length * size);
    for (const [i, value] of values.entries()) bytes.writeUIntLE(value, i * size, size);
    return bytes;
  };
  const tailLength = all.reduce(
    (sum, [, type, values]) => sum + (values.length * (type - 2) * 2 > 4 ? values.length * (type - 2) * 2 : 0),
    0,
  );
  for (const [i, [tag, type, values]] of all.entries()) {
    const at = 10 + 12 * i;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(values.length, at + 4);
    const bytes = tag === 273 ? long([head.length + tailLength], 4) : long(values, type === 3 ? 2 : 4);
    if (bytes.length <= 4) head.set(bytes, at + 8);
    else {
      head.writeUInt32LE(end, at + 8);
      tails.push(bytes);
      end += bytes.length;
    }
  }
  return Buffer.concat([head, ...tails, samples]);
}

const noise = Uint8Array.from({ length: 64 * 48 * 3 }, (_, i) => (i * 7919 * ((i % 13) + 1)) % 256);
const picture = (): Sharp => sharp(noise, { raw: { width: 64, height: 48, channels: 3 } });
const p3 = (image: Sharp): Sharp => image.withIccProfile('p3');

describe('sample values', () => {
  test.each([
    ['gray 1 bit', png(4, 1, 1, 0, [[0b10100000]]), 1, [255, 0, 255, 0]],
    ['gray 2 bit', png(4, 1, 2, 0, [[0b00011011]]), 1, [0, 85, 170, 255]],
    ['gray 4 bit', png(4, 1, 4, 0, [[0x0f, 0x37]]), 1, [0, 255, 51, 119]],
    [
      'gray 8 bit',
      png(2, 2, 8, 0, [
        [1, 2],
        [200, 255],
      ]),
      1,
      [1, 2, 200, 255],
    ],
    ['gray 16 bit', png(2, 1, 16, 0, [[1, 2, 255, 254]]), 1, [258, 65534]],
    ['gray + alpha 8 bit', png(2, 1, 8, 4, [[9, 0, 200, 131]]), 2, [9, 0, 200, 131]],
    ['gray + alpha 16 bit', png(1, 1, 16, 4, [[1, 2, 3, 4]]), 2, [258, 772]],
    [
      'RGB 8 bit',
      png(1, 2, 8, 2, [
        [1, 2, 3],
        [4, 5, 255],
      ]),
      3,
      [1, 2, 3, 4, 5, 255],
    ],
    ['RGB 16 bit', png(1, 1, 16, 2, [[0, 1, 1, 0, 255, 255]]), 3, [1, 256, 65535]],
    [
      'RGB + alpha 8 bit, colour under full transparency',
      png(1, 2, 8, 6, [
        [7, 8, 9, 0],
        [1, 2, 3, 77],
      ]),
      4,
      [7, 8, 9, 0, 1, 2, 3, 77],
    ],
    ['RGB + alpha 16 bit', png(1, 1, 16, 6, [[0, 1, 1, 0, 255, 255, 128, 0]]), 4, [1, 256, 65535, 32768]],
  ] as const)('%s', async (_, bytes, channels, values) => {
    const { image, format } = await decode(bytes);
    expect(format).toBe('png');
    expect(image.channels).toBe(channels);
    expect([...image.data]).toEqual(values);
    expect(image.data instanceof Uint16Array).toBe(bytes[24] === 16);
  });

  test('low bit depths and palettes are expanded with a notice', async () => {
    expect((await decode(png(4, 1, 2, 0, [[0b00011011]]))).notices).toEqual(['Expanded from 2 to 8 bits per sample']);
    const palette = chunk('PLTE', Uint8Array.of(255, 0, 0, 0, 128, 0, 0, 0, 255, 9, 9, 9));
    const plain = await decode(png(4, 1, 2, 3, [[0b00011011]], [palette]));
    expect([...plain.image.data]).toEqual([255, 0, 0, 0, 128, 0, 0, 0, 255, 9, 9, 9]);
    expect(plain.notices).toEqual(['Expanded from a palette']);
    const alpha = await decode(png(2, 1, 2, 3, [[0b00010000]], [palette, chunk('tRNS', Uint8Array.of(0, 100))]));
    expect([...alpha.image.data]).toEqual([255, 0, 0, 0, 0, 128, 0, 100]);
  });

  test.each(['png', 'tiff', 'webp', 'jpeg', 'avif'] as const)(
    '%s with a Display P3 profile: the values in the file, and the profile',
    async (format) => {
      const options = { png: {}, tiff: { compression: 'deflate' }, webp: { lossless: true }, jpeg: {}, avif: { lossless: true } }[format];
      const bytes = await p3(picture()).toFormat(format, options).toBuffer();
      const { image, metadata } = await decode(bytes);
      const inFile = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
      expect(Buffer.from(image.data).equals(inFile)).toBe(true);
      const managed = await sharp(bytes).raw().toBuffer();
      expect(managed.equals(inFile)).toBe(false);
      expect(Buffer.from(metadata.icc!.subarray(16, 20)).toString()).toBe('RGB ');
    },
  );

  test('16-bit RGB with a profile', async () => {
    const bytes = await p3(sharp(png(1, 1, 16, 2, [[0, 1, 100, 0, 255, 200]])).toColourspace('rgb16'))
      .png()
      .toBuffer();
    const { image, metadata } = await decode(bytes);
    const inFile = await sharp(bytes, { ignoreIcc: true }).toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer();
    expect([...image.data]).toEqual([0, 2, 4].map((at) => inFile.readUInt16LE(at)));
    expect(metadata.icc).toBeDefined();
  });

  test('gray JPEG stays gray', async () => {
    const bytes = await picture().toColourspace('b-w').jpeg().toBuffer();
    const { image } = await decode(bytes);
    expect(image.channels).toBe(1);
    expect(Buffer.from(image.data).equals(await sharp(bytes).toColourspace('b-w').raw().toBuffer())).toBe(true);
  });
});

describe('conversions', () => {
  const size = [
    [256, 3, [1]],
    [257, 3, [1]],
    [259, 3, [1]],
    [278, 3, [1]],
  ] as const;

  test('CMYK JPEG becomes sRGB', async () => {
    const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#00a0f0' } })
      .toColourspace('cmyk')
      .withIccProfile('cmyk')
      .jpeg({ quality: 100 })
      .toBuffer();
    expect((await sharp(bytes).metadata()).space).toBe('cmyk');
    const { image, metadata, notices } = await decode(bytes);
    expect(image.channels).toBe(3);
    expect(notices).toEqual(['Converted from CMYK to sRGB with the embedded profile']);
    expect(metadata.icc).toBeUndefined();
    const [r, g, b] = image.data;
    expect(r).toBeLessThan(60);
    expect(g).toBeGreaterThan(130);
    expect(b).toBeGreaterThan(180);
  });

  test('CMYK without a profile takes the standard one', async () => {
    const bytes = tiff([...size, [258, 3, [8, 8, 8, 8]], [262, 3, [5]], [277, 3, [4]]], Uint8Array.of(0, 0, 0, 0));
    const { image, notices } = await decode(bytes);
    expect(notices).toEqual(['Converted from CMYK to sRGB with a standard profile']);
    expect([...image.data].every((v) => v > 250)).toBe(true);
  });

  test('16-bit Lab becomes sRGB; 8-bit Lab, which libvips cannot read, is refused', async () => {
    const source = sharp(Uint8Array.of(10, 200, 90), { raw: { width: 1, height: 1, channels: 3 } });
    const { image, notices } = await decode(await source.toColourspace('labs').tiff({ compression: 'none' }).toBuffer());
    expect(notices).toEqual(['Converted from LABS to 8-bit sRGB']);
    for (const [i, value] of [10, 200, 90].entries()) expect(Math.abs(image.data[i]! - value)).toBeLessThanOrEqual(1);
    const eight = tiff([...size, [258, 3, [8, 8, 8]], [262, 3, [8]], [277, 3, [3]]], Uint8Array.of(255, 0, 0));
    await expect(decode(eight, { name: 'lab.tif' })).rejects.toThrow(
      'Expected gray, RGB or CMYK pixels for lab.tif but received 8-bit Lab ones',
    );
  });

  test('a palette TIFF is expanded', async () => {
    const map = Array.from({ length: 768 }, (_, i) => (i % 256 === 1 ? [65535, 32896, 257][Math.floor(i / 256)]! : 0));
    const { image } = await decode(tiff([...size, [258, 3, [8]], [262, 3, [3]], [277, 3, [1]], [320, 3, map]], Uint8Array.of(1)));
    expect([...image.data]).toEqual([255, 128, 1]);
  });

  test.each([
    ['gray with alpha, 8 bit', [8, 8], 1, Uint8Array.of(90, 33), [90, 33]],
    ['gray with alpha, 16 bit', [16, 16], 1, Uint8Array.of(1, 2, 3, 4), [513, 1027]],
    ['RGB with alpha, 16 bit', [16, 16, 16, 16], 2, Uint8Array.of(1, 0, 2, 0, 3, 0, 4, 1), [1, 2, 3, 260]],
  ] as const)('TIFF, %s', async (_, bits, photometric, samples, values) => {
    const tags = [...size, [258, 3, bits], [262, 3, [photometric]], [277, 3, [bits.length]], [338, 3, [2]]] as const;
    const { image, notices } = await decode(tiff(tags, samples));
    expect([...image.data]).toEqual(values);
    expect(image.channels).toBe(bits.length);
    expect(notices).toEqual([]);
  });

  test('EXIF in a TIFF is missed with a notice, from bytes and from a file', async () => {
    const bytes = tiff([...size, [258, 3, [8]], [262, 3, [1]], [277, 3, [1]], [34665, 4, [0]]], Uint8Array.of(7));
    writeFileSync(join(folder, 'exif.tif'), bytes);
    for (const input of [bytes, join(folder, 'exif.tif')]) {
      const { image, notices } = await decode(input);
      expect([...image.data]).toEqual([7]);
      expect(notices).toEqual(['The EXIF block was left out: it is not read from TIFF files']);
    }
  });

  test('of a TIFF of two pages the first is taken', async () => {
    const page = [
      [256, 3, [1]],
      [257, 3, [1]],
      [258, 3, [8]],
      [259, 3, [1]],
      [262, 3, [1]],
      [277, 3, [1]],
      [278, 3, [1]],
    ] as const;
    const first = tiff(page, Uint8Array.of(11));
    const second = tiff(page, Uint8Array.of(22));
    const entries = first.readUInt16LE(8);
    const at = first.length + (first.length % 2);
    // The second file's directory follows the first file, its strip offset counted from the new start.
    first.writeUInt32LE(at, 10 + 12 * entries);
    const directory = second.subarray(8);
    directory.writeUInt32LE(at + second.length - 9, 2 + 12 * [256, 257, 258, 259, 262, 273].indexOf(273) + 8);
    const both = Buffer.concat([first, Buffer.alloc(at - first.length), directory]);
    const { image, notices } = await decode(both);
    expect([...image.data]).toEqual([11]);
    expect(notices).toEqual(['Took the first of 2 pages']);
  });

  test.each([
    ['float', [32, 32, 32], 2, [339, 3, [3, 3, 3]], 12, 'float'],
    ['32-bit integer', [32], 1, [339, 3, [1]], 4, 'uint'],
    ['signed', [16], 1, [339, 3, [2]], 2, 'short'],
  ] as const)('a %s TIFF is refused with a sentence', async (_, bits, photometric, sampleFormat, bytes, kind) => {
    const file = tiff([...size, [258, 3, bits], [262, 3, [photometric]], [277, 3, [bits.length]], sampleFormat], new Uint8Array(bytes));
    await expect(decode(file, { name: 'hdr.tif' })).rejects.toThrow(
      `Expected 8-bit or 16-bit whole-number samples for hdr.tif but received samples of the kind ${kind}`,
    );
  });

  test('of an animation the first frame is taken', async () => {
    const frames = Uint8Array.from({ length: 4 * 12 * 3 }, (_, i) => (i < 48 ? 255 : i < 96 ? 0 : 128));
    const film = sharp(frames, { raw: { width: 4, height: 12, channels: 3, pageHeight: 4 } });
    for (const [format, bytes] of [
      ['gif', await film.clone().gif().toBuffer()],
      ['webp', await film.clone().webp({ lossless: true }).toBuffer()],
    ] as const) {
      const { image, notices } = await decode(bytes);
      expect([image.width, image.height, format]).toEqual([4, 4, format]);
      expect([...image.data.subarray(0, 3)]).toEqual([255, 255, 255]);
      expect(notices).toContain('Took the first of 3 frames');
    }
  });

  test('an opaque GIF has three channels, a transparent one four', async () => {
    const opaque = await decode(
      await sharp(new Uint8Array(12).fill(200), { raw: { width: 2, height: 2, channels: 3 } })
        .gif()
        .toBuffer(),
    );
    expect(opaque.image.channels).toBe(3);
    expect([...opaque.image.data]).toEqual(Array(12).fill(200));
    const clear = Uint8Array.of(255, 0, 0, 255, 0, 0, 0, 0);
    expect(
      (
        await decode(
          await sharp(clear, { raw: { width: 2, height: 1, channels: 4 } })
            .gif()
            .toBuffer(),
        )
      ).image.channels,
    ).toBe(4);
  });
});

describe('orientation', () => {
  /** Rows of the upright picture as they lie in the file (EXIF 3.0, table of Orientation): a b c / d e f upright. */
  const stored: readonly (readonly number[][])[] = [
    [
      [10, 20, 30],
      [40, 50, 60],
    ],
    [
      [30, 20, 10],
      [60, 50, 40],
    ],
    [
      [60, 50, 40],
      [30, 20, 10],
    ],
    [
      [40, 50, 60],
      [10, 20, 30],
    ],
    [
      [10, 40],
      [20, 50],
      [30, 60],
    ],
    [
      [30, 60],
      [20, 50],
      [10, 40],
    ],
    [
      [60, 30],
      [50, 20],
      [40, 10],
    ],
    [
      [40, 10],
      [50, 20],
      [60, 30],
    ],
  ];

  test.each(stored.map((rows, i) => [i + 1, rows] as const))('%i is applied and reset', async (orientation, rows) => {
    const exif = Buffer.from('49492a000800000001001201030001000000000000000000000000', 'hex');
    exif.writeUInt16LE(orientation, 18);
    const bytes = png(rows[0]!.length, rows.length, 8, 0, [...rows], [chunk('eXIf', exif)]);
    expect((await sharp(bytes).metadata()).orientation).toBe(orientation);
    const { image, metadata } = await decode(bytes);
    expect([image.width, image.height]).toEqual([3, 2]);
    expect([...image.data]).toEqual([10, 20, 30, 40, 50, 60]);
    expect(Buffer.from(metadata.exif!).readUInt16LE(18)).toBe(1);
  });

  test('16-bit gray with alpha, and XMP that repeats the orientation', async () => {
    const exif = Buffer.from('49492a000800000001001201030001000000060000000000000000', 'hex');
    const xmp = Buffer.from('XML:com.adobe.xmp\0\0\0\0\0<x tiff:Orientation="6"/>', 'latin1');
    const bytes = png(2, 1, 16, 4, [[0, 1, 0, 2, 0, 3, 0, 4]], [chunk('eXIf', exif), chunk('iTXt', xmp)]);
    const { image, metadata } = await decode(bytes);
    expect([image.width, image.height, ...image.data]).toEqual([1, 2, 1, 2, 3, 4]);
    expect(Buffer.from(metadata.xmp!).toString()).toBe('<x tiff:Orientation="1"/>');
  });
});
