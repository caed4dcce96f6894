import { describe, expect, test } from 'vitest';
import { ConfigError } from '../errors.ts';
import type { Image } from '../image/image.ts';
import { mulberry32 } from '../random.ts';
import { makePair, makePairs } from './pairs.ts';

function noise(width: number, height: number, channels: 1 | 3, depth: 8 | 16 = 8): Image {
  const random = mulberry32(width * height);
  const values = Array.from({ length: width * height * channels }, () => Math.floor(random() * 2 ** depth));
  return { width, height, channels, data: depth === 8 ? Uint8Array.from(values) : Uint16Array.from(values) };
}

describe('makePair', () => {
  test('cuts HR at the right and bottom to a multiple of the scale', () => {
    const image = noise(20, 13, 3);
    const { name, hr, lr } = makePair('a', image, 3);
    expect([name, hr.width, hr.height, lr.width, lr.height]).toEqual(['a', 18, 12, 6, 4]);
    for (const [x, y] of [
      [0, 0],
      [17, 0],
      [5, 11],
    ] as const) {
      expect(hr.data.slice((y * 18 + x) * 3, (y * 18 + x) * 3 + 3)).toEqual(image.data.slice((y * 20 + x) * 3, (y * 20 + x) * 3 + 3));
    }
  });

  // MATLAB's antialiased cubic at scale 1/2 weighs eight pixels by these numbers, over 256 (a = −0.5, sampled at ±0.25, ±0.75, ±1.25, ±1.75).
  test('makes LR by the bicubic weights, rounded after each pass', () => {
    const image = noise(16, 16, 1);
    const { lr } = makePair('a', image, 2);
    const weights = [-3, -9, 29, 111, 111, 29, -9, -3].map((w) => w / 256);
    const at = (x: number, y: number) => image.data[y * 16 + x]!;
    const round = (x: number) => Math.min(Math.max(Math.floor(x + 0.5), 0), 255);
    for (const [x, y] of [
      [2, 2],
      [4, 3],
      [5, 5],
    ] as const) {
      const columns = weights.map((_, i) => round(weights.reduce((sum, w, j) => sum + w * at(2 * x - 3 + i, 2 * y - 3 + j), 0)));
      expect(lr.data[y * 8 + x]).toBe(round(weights.reduce((sum, w, i) => sum + w * columns[i]!, 0)));
    }
  });

  test('keeps 16-bit depth and gray', () => {
    const { hr, lr } = makePair('a', noise(8, 8, 1, 16), 4);
    expect(hr.data).toBeInstanceOf(Uint16Array);
    expect(lr.data).toBeInstanceOf(Uint16Array);
    expect(lr.channels).toBe(1);
  });

  test('refuses a picture smaller than the scale', () => {
    expect(() => makePair('tiny.png', noise(2, 9, 1), 3)).toThrow(
      new ConfigError('Expected at least 3×3 pixels for tiny.png but received "2×9"'),
    );
  });
});

test('makePairs shrinks the picture by each factor', () => {
  const pairs = makePairs('a', noise(40, 30, 3), { scale: 2, shrink: [1, 0.5] });
  expect(pairs.map(({ name, hr, lr }) => [name, hr.width, hr.height, lr.width, lr.height])).toEqual([
    ['a', 40, 30, 20, 15],
    ['a@0.5', 20, 14, 10, 7],
  ]);
  expect(() => makePairs('a', noise(8, 8, 1), { scale: 2, shrink: [1.5] })).toThrow(
    'Expected factors above 0, up to 1 for shrink but received 1.5',
  );
});
