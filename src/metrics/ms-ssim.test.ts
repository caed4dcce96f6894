import { expect, test } from 'vitest';
import { randomPlanes } from '../../test/support/pictures.ts';
import type { Planes } from '../image/image.ts';
import { msSsim } from './ms-ssim.ts';
import { ssim } from './ssim.ts';

const picture = (width: number, height: number, of: (x: number, y: number) => number): Planes<Float64Array> => ({
  channels: 1,
  width,
  height,
  data: Float64Array.from({ length: width * height }, (_, i) => of(i % width, Math.floor(i / width))),
});

test('flat pictures leave the luminance of the fifth scale', () => {
  const flat = (value: number) => picture(176, 180, () => value);
  const c1 = 2.55 ** 2;
  const luminance = (2 * 100 * 150 + c1) / (100 ** 2 + 150 ** 2 + c1);
  expect(msSsim.measure(flat(100), flat(150), { dataRange: 255 })).toBeCloseTo(luminance ** 0.1333, 9);
});

test('what is added up to nothing in each 2×2 samples changes the first scale alone', () => {
  const hr = picture(192, 176, (x, y) => 128 + 40 * Math.sin(x / 9) * Math.cos(y / 7));
  const sr = picture(192, 176, (x, y) => 128 + 40 * Math.sin(x / 9) * Math.cos(y / 7) + ((x + y) % 2 === 0 ? 10 : -10));
  // The means under the window hardly change, so SSIM is the mean of cs.
  expect(msSsim.measure(sr, hr, { dataRange: 255 })).toBeCloseTo(ssim.measure(sr, hr, { dataRange: 255 }) ** 0.0448, 5);
});

test('an odd picture is mirrored at its end', () => {
  const odd = (seed: number) => randomPlanes(1, 191, 195, seed);
  const even = ({ width, height, data }: Planes<Float64Array>) =>
    picture(width + 1, height + 1, (x, y) => data[Math.min(y, height - 1) * width + Math.min(x, width - 1)]!);
  const [sr, hr] = [odd(1), odd(2)].map((planes) => ({
    ...planes,
    data: planes.data.map((v, i) => v / 4 + Math.sin(i / 40) * 60 + 128),
  })) as [Planes<Float64Array>, Planes<Float64Array>];
  const contrast = (a: Planes, b: Planes) => msSsim.measure(a, b, { dataRange: 255 });
  expect(Math.abs(contrast(sr, hr) - contrast(even(sr), even(hr)))).toBeLessThan(2e-3);
});

test('the opposite of a picture scores 0', () => {
  const hr = picture(176, 176, (x, y) => 128 + 60 * Math.sin(x / 20) * Math.cos(y / 25));
  expect(msSsim.measure({ ...hr, data: hr.data.map((v) => 255 - v) }, hr, { dataRange: 255 })).toBe(0);
});
