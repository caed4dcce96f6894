import { expect, test } from 'vitest';
import { randomPlanes } from '../../test/support/pictures.ts';
import { ShapeError } from '../errors.ts';
import type { Planes } from '../image/image.ts';
import { ssim } from './ssim.ts';

/** SSIM by its definition: for every position the 2-D window, means first, then centred moments. One channel. */
function naive(a: Planes, b: Planes, range: number): number {
  const window: number[][] = [];
  let norm = 0;
  for (let v = -5; v <= 5; v++) {
    window.push(Array.from({ length: 11 }, (_, u) => Math.exp(-((u - 5) ** 2 + v ** 2) / (2 * 1.5 ** 2))));
    norm += window.at(-1)!.reduce((sum, w) => sum + w, 0);
  }
  let total = 0;
  let positions = 0;
  for (let y = 0; y + 11 <= a.height; y++) {
    for (let x = 0; x + 11 <= a.width; x++) {
      const mean = (f: (i: number) => number) => {
        let sum = 0;
        for (let v = 0; v < 11; v++) for (let u = 0; u < 11; u++) sum += (window[v]![u]! / norm) * f((y + v) * a.width + x + u);
        return sum;
      };
      const ma = mean((i) => a.data[i]!);
      const mb = mean((i) => b.data[i]!);
      const va = mean((i) => (a.data[i]! - ma) ** 2);
      const vb = mean((i) => (b.data[i]! - mb) ** 2);
      const cov = mean((i) => (a.data[i]! - ma) * (b.data[i]! - mb));
      const [c1, c2] = [(0.01 * range) ** 2, (0.03 * range) ** 2];
      total += ((2 * ma * mb + c1) * (2 * cov + c2)) / ((ma ** 2 + mb ** 2 + c1) * (va + vb + c2));
      positions++;
    }
  }
  return total / positions;
}

test.each([
  [11, 11],
  [14, 25],
  [30, 12],
])('%i×%i equals the double loop', (height, width) => {
  const hr = randomPlanes(1, height, width, 1);
  const noise = randomPlanes(1, height, width, 2, 60).data;
  const sr = { ...hr, data: hr.data.map((value, i) => 0.8 * value + noise[i]!) };
  const value = ssim.measure(sr, hr, { dataRange: 255 });
  expect(value).toBeCloseTo(naive(sr, hr, 255), 12);
  expect(value).toBeGreaterThan(0.5);
  expect(value).toBeLessThan(0.99);
});

test('edge mirror counts every place, as if the picture went on mirrored', () => {
  const [hr, sr] = [randomPlanes(1, 9, 13, 1), randomPlanes(1, 9, 13, 2)];
  const at = (length: number, i: number) => (i < 0 ? -i : i >= length ? 2 * (length - 1) - i : i);
  const around = (p: Planes): Planes => {
    const [width, height] = [p.width + 10, p.height + 10];
    const pixel = (i: number) => p.data[at(p.height, Math.floor(i / width) - 5) * p.width + at(p.width, (i % width) - 5)]!;
    return { channels: 1, width, height, data: Float64Array.from({ length: width * height }, (_, i) => pixel(i)) };
  };
  expect(ssim.measure(sr, hr, { dataRange: 255, settings: { edge: 'mirror' } })).toBeCloseTo(naive(around(sr), around(hr), 255), 12);
});

test('flat pictures leave the luminance term', () => {
  const flat = (value: number): Planes => ({ channels: 1, height: 12, width: 12, data: new Float64Array(144).fill(value) });
  const c1 = 2.55 ** 2;
  expect(ssim.measure(flat(100), flat(150), { dataRange: 255 })).toBeCloseTo((2 * 100 * 150 + c1) / (100 ** 2 + 150 ** 2 + c1), 9);
});

test('several channels give the mean of each', () => {
  const [hr, sr] = [randomPlanes(3, 15, 16, 1), randomPlanes(3, 15, 16, 2)];
  const channel = (planes: Planes, c: number): Planes => ({ ...planes, channels: 1, data: planes.data.subarray(c * 240, (c + 1) * 240) });
  const each = [0, 1, 2].map((c) => ssim.measure(channel(sr, c), channel(hr, c), { dataRange: 255 }));
  expect(ssim.measure(sr, hr, { dataRange: 255 })).toBeCloseTo((each[0]! + each[1]! + each[2]!) / 3, 12);
});

test('refuses pictures smaller than the window', () => {
  expect(() => ssim.measure(randomPlanes(1, 10, 30), randomPlanes(1, 10, 30), { dataRange: 255 })).toThrow(ShapeError);
});
