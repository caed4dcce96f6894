import { expect, test } from 'vitest';
import { randomPlanes } from '../../test/support/pictures.ts';
import type { Planes } from '../image/image.ts';
import { uqi } from './uqi.ts';

/** By its definition, of one channel. */
function naive(a: Planes, b: Planes): number {
  let total = 0;
  for (let y = 0; y + 8 <= a.height; y++) {
    for (let x = 0; x + 8 <= a.width; x++) {
      const places = Array.from({ length: 64 }, (_, k) => (y + Math.floor(k / 8)) * a.width + x + (k % 8));
      const mean = (of: (i: number) => number) => places.reduce((sum, i) => sum + of(i), 0) / 64;
      const [ma, mb] = [mean((i) => a.data[i]!), mean((i) => b.data[i]!)];
      const variances = mean((i) => (a.data[i]! - ma) ** 2 + (b.data[i]! - mb) ** 2);
      total += (4 * mean((i) => (a.data[i]! - ma) * (b.data[i]! - mb)) * ma * mb) / (variances * (ma ** 2 + mb ** 2));
    }
  }
  return total / ((a.width - 7) * (a.height - 7));
}

test.each([
  [8, 8],
  [13, 21],
])('%i×%i equals the double loop', (height, width) => {
  const hr = randomPlanes(1, height, width, 1);
  const noise = randomPlanes(1, height, width, 2, 90).data;
  const sr = { ...hr, data: hr.data.map((value, i) => 0.8 * value + noise[i]!) };
  expect(uqi.measure(sr, hr)).toBeCloseTo(naive(sr, hr), 10);
});

test.each([
  { sr: 100, hr: 150, want: (2 * 100 * 150) / (100 ** 2 + 150 ** 2) },
  { sr: 0.1, hr: 0.1, want: 1 },
  { sr: 0, hr: 0, want: 1 },
  { sr: 0, hr: 7, want: 0 },
])('flat pictures of $sr and $hr leave the means', ({ sr, hr, want }) => {
  const flat = (value: number): Planes => ({ channels: 1, height: 9, width: 11, data: new Float64Array(99).fill(value) });
  expect(uqi.measure(flat(sr), flat(hr))).toBeCloseTo(want, 12);
});

test('the opposite of a picture scores below 0', () => {
  const hr = randomPlanes(1, 20, 20);
  expect(uqi.measure({ ...hr, data: hr.data.map((v) => 255 - v) }, hr)).toBeLessThan(-0.5);
});
