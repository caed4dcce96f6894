import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import type { Image } from '../image/image.ts';
import { comparePicture, detailedCrop } from './compare.ts';

/** Gray 100 with black and white stripes one pixel wide inside the given rectangle. */
function striped(width: number, height: number, at: { x: number; y: number; size: number }, channels: 1 | 3 | 4 = 3): Image {
  const data = new Uint8Array(width * height * channels).fill(100);
  for (let y = at.y; y < at.y + at.size; y++)
    for (let x = at.x; x < at.x + at.size; x++) data.fill(x % 2 ? 255 : 0, (y * width + x) * channels, (y * width + x + 1) * channels);
  return { width, height, channels, data };
}

describe('detailedCrop', () => {
  test('finds the stripes', () => {
    expect(detailedCrop(striped(200, 160, { x: 120, y: 80, size: 40 }), 40, 40)).toEqual({ x: 120, y: 80, width: 40, height: 40 });
  });

  test('stays inside a picture of the size of the crop', () => {
    expect(detailedCrop(striped(30, 20, { x: 0, y: 0, size: 4 }, 1), 30, 20)).toEqual({ x: 0, y: 0, width: 30, height: 20 });
  });
});

describe('comparePicture', () => {
  test('draws whole picture and crop of every panel, and a label above', async () => {
    const white: Image = { width: 96, height: 64, channels: 1, data: new Uint8Array(96 * 64).fill(255) };
    const black: Image = { width: 96, height: 64, channels: 3, data: new Uint16Array(96 * 64 * 3) };
    const png = await comparePicture(
      [
        { label: 'white <&>', image: white },
        { label: 'black', image: black },
      ],
      { panelWidth: 240, crop: { x: 0, y: 0, width: 48, height: 32 } },
    );
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([12 + 2 * 252, 12 * 3 + 34 + 160 + 160]);
    const at = (x: number, y: number) => data[(y * info.width + x) * info.channels];
    expect(at(200, 180)).toBe(255);
    expect(at(452, 180)).toBe(0);
    expect(at(100, 350)).toBe(255);
    expect(at(352, 350)).toBe(0);
    const label = data.subarray(12 * info.width * 3, 40 * info.width * 3);
    expect(label.some((v) => v > 200)).toBe(true);
  });

  test('refuses panels of different sizes', async () => {
    const a = striped(20, 20, { x: 0, y: 0, size: 2 });
    const b = striped(20, 21, { x: 0, y: 0, size: 2 });
    await expect(
      comparePicture([
        { label: 'a', image: a },
        { label: 'b', image: b },
      ]),
    ).rejects.toThrow(ShapeError);
  });
});
