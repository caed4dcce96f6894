import { describe, expect, test } from 'vitest';
import { randomImage } from '../../test/support/pictures.ts';
import { bleedColor } from './alpha.ts';
import type { Image } from './image.ts';
import { toPlanes64 } from './planes.ts';
import { imresize } from './resize.ts';

/** A disc of one colour on transparent black, with a soft edge. */
function disc(width: number, height: number, color: readonly number[], bits: 8 | 16 = 8): Image {
  const channels = (color.length + 1) as 2 | 4;
  const peak = 2 ** bits - 1;
  const data = bits === 16 ? new Uint16Array(width * height * channels) : new Uint8Array(width * height * channels);
  for (let i = 0; i < width * height; i++) {
    const distance = Math.hypot((i % width) - width / 2, Math.floor(i / width) - height / 2);
    const alpha = Math.min(Math.max(width / 3 - distance, 0), 1);
    if (alpha > 0) data.set([...color, Math.max(1, Math.round(alpha * peak))], i * channels);
  }
  return { width, height, channels, data };
}

describe('edge bleeding', () => {
  test.each([
    [8, [200, 40, 90]],
    [16, [51234, 300, 65535]],
    [8, [255]],
  ] as const)('one colour spreads exactly to all %i-bit pixels %o', (bits, color) => {
    const image = disc(37, 29, color, bits);
    const result = bleedColor(image);
    for (let i = 0; i < result.data.length; i += image.channels) {
      expect([...result.data.subarray(i, i + color.length)]).toEqual(color);
      expect(result.data[i + color.length]).toBe(image.data[i + color.length]);
    }
  });

  test('no fringe: enlarged colour stays that of the disc, where black would show without bleeding', () => {
    const image = disc(30, 30, [240, 200, 20]);
    const darkest = (picture: Image) => Math.min(...imresize(toPlanes64(picture, { part: 'color' }), { scale: 3 }).data.subarray(0, 8100));
    expect(darkest(image)).toBeLessThan(0);
    expect(darkest(bleedColor(image))).toBeCloseTo(240, 9);
  });

  test('visible pixels and all alpha are kept; holes lie between the visible colours, nearest first', () => {
    const image = randomImage(4, 23, 31, 5);
    image.data.forEach((_, i) => {
      if (i % 4 === 3) image.data[i] = [0, 3, 4, 255][(i >> 2) % 4]!;
      else image.data[i] = 100 + (image.data[i]! % 50);
    });
    const result = bleedColor(image);
    for (let i = 0; i < image.data.length; i += 4) {
      const alpha = image.data[i + 3]!;
      expect(result.data[i + 3]).toBe(alpha);
      if (alpha > 3) expect(result.data.subarray(i, i + 3)).toEqual(image.data.subarray(i, i + 3));
      else for (const value of result.data.subarray(i, i + 3)) expect(value >= 100 && value < 150).toBe(true);
    }
    const row: Image = { width: 16, height: 1, channels: 2, data: new Uint8Array(32) };
    row.data.set([10, 255], 0);
    row.data.set([250, 255], 30);
    const gray = bleedColor(row).data.filter((_, i) => i % 2 === 0);
    expect([gray[0], gray[15]]).toEqual([10, 250]);
    expect(gray[1]! < 60 && gray[14]! > 200).toBe(true);
    for (let i = 1; i < 16; i++) expect(gray[i]! >= gray[i - 1]!).toBe(true);
  });

  test('nothing to do: the same picture', () => {
    const opaque = randomImage(4, 5, 6);
    for (let i = 3; i < opaque.data.length; i += 4) opaque.data[i] = 255;
    const invisible: Image = { width: 5, height: 3, channels: 4, data: new Uint8Array(60) };
    for (const image of [opaque, invisible, randomImage(3, 5, 6), randomImage(1, 5, 6)]) expect(bleedColor(image)).toBe(image);
  });
});
