import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CodecError } from '../errors.ts';
import { decode } from './decode.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'subpixel-refuse-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function chunk(type: string, body: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type), body]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(body.length, 0);
  ends.writeUInt32BE(crc32(typed), 4);
  return Buffer.concat([ends.subarray(0, 4), typed, ends.subarray(4)]);
}

/** A PNG written byte by byte, so that its header may say anything. */
function png(width: number, height: number, bits: number, colourType: number, rows: readonly number[][]): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([bits, colourType], 8);
  const body = deflateSync(Buffer.from(rows.flatMap((row) => [0, ...row])));
  const parts = [chunk('IHDR', head), chunk('IDAT', body), chunk('IEND', new Uint8Array(0))];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts]);
}

const noise = Uint8Array.from({ length: 64 * 48 * 3 }, (_, i) => (i * 7919 * ((i % 13) + 1)) % 256);

describe('what is no whole picture', () => {
  test.each(['png', 'jpeg', 'webp', 'tiff', 'avif', 'gif'] as const)('a truncated %s', async (format) => {
    const whole = await sharp(noise, { raw: { width: 64, height: 48, channels: 3 } })
      .toFormat(format, format === 'tiff' ? { compression: 'deflate' } : {})
      .toBuffer();
    for (const share of [0.3, 0.6, 0.95]) {
      const failing = decode(whole.subarray(0, Math.floor(whole.length * share)), { name: `cut.${format}` });
      await expect(failing).rejects.toThrow(CodecError);
      await expect(failing).rejects.toThrow(
        new RegExp(`^Expected a whole \\w+ picture for cut\\.${format} but received a damaged or truncated one \\([^\\n]+\\)$`),
      );
    }
  });

  test('a PNG with one changed byte of pixels', async () => {
    const whole = await sharp(noise, { raw: { width: 64, height: 48, channels: 3 } })
      .png()
      .toBuffer();
    whole[Math.floor(whole.length / 2)]! ^= 0x10;
    await expect(decode(whole)).rejects.toThrow('Expected a whole PNG picture for the picture but received a damaged or truncated one');
  });

  test('every length of a small PNG and JPEG', async () => {
    const small = sharp(noise.subarray(0, 48), { raw: { width: 4, height: 4, channels: 3 } });
    for (const whole of [png(2, 1, 8, 0, [[1, 2]]), await small.jpeg().toBuffer()]) {
      const data = whole.length - (whole[0] === 0x89 ? 12 : 2);
      for (let length = 1; length < data; length += 7) await expect(decode(whole.subarray(0, length))).rejects.toThrow(CodecError);
    }
  });

  test('other kinds of files, by name', async () => {
    const received = async (text: string): Promise<string> =>
      decode(Buffer.from(text, 'latin1'), { name: 'notes.png' }).then(
        () => 'a picture',
        (error: Error) => error.message.replace('Expected a picture (PNG, JPEG, WebP, TIFF, AVIF or GIF) for notes.png but received ', ''),
      );
    expect(await received('Dear diary,\ntoday it rained.')).toBe('a text file');
    expect(await received('<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')).toBe(
      'an SVG drawing',
    );
    expect(await received('  <svg width="9"/>')).toBe('an SVG drawing');
    expect(await received('%PDF-1.7\n%')).toBe('a PDF document');
    expect(await received('BM\x8a\0\0\0')).toBe('a BMP picture');
    expect(await received('\0\0\0\x18ftypheic\0\0\0\0mif1heic')).toBe('a HEIC picture');
    expect(await received('#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n')).toBe('a Radiance HDR picture');
    expect(await received('\0\x01\x02\x03')).toBe('data of an unknown kind');
    expect(await received('')).toBe('an empty file');
  });

  test('missing file, folder, empty file and text, by path', async () => {
    const missing = join(folder, 'missing.png');
    await expect(decode(missing)).rejects.toThrow(`Expected an existing file for ${missing} but received a path where there is none`);
    await expect(decode(folder)).rejects.toThrow('but received a folder');
    writeFileSync(join(folder, 'empty.png'), '');
    await expect(decode(join(folder, 'empty.png'))).rejects.toThrow('but received an empty file');
    writeFileSync(join(folder, 'notes.png'), 'hello');
    await expect(decode(join(folder, 'notes.png'))).rejects.toThrow('but received a text file');
    writeFileSync(join(folder, 'photo[1].png'), png(1, 1, 8, 0, [[5]]));
    expect([...(await decode(join(folder, 'photo[1].png'))).image.data]).toEqual([5]);
  });

  test('a bomb is refused by its header', async () => {
    const bomb = png(60_000, 60_000, 8, 2, [[0]]);
    const started = performance.now();
    await expect(decode(bomb, { name: 'bomb.png' })).rejects.toThrow(
      'Expected at most 100 million pixels for bomb.png but received 60000×60000 (3600 million)',
    );
    expect(performance.now() - started).toBeLessThan(2000);
    await expect(
      decode(
        png(3, 2, 8, 0, [
          [1, 2, 3],
          [4, 5, 6],
        ]),
        { maxPixels: 5 },
      ),
    ).rejects.toThrow(CodecError);
    expect(
      (
        await decode(
          png(3, 2, 8, 0, [
            [1, 2, 3],
            [4, 5, 6],
          ]),
          { maxPixels: 6 },
        )
      ).image.width,
    ).toBe(3);
  });
});
