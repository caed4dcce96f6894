import { expect, test } from 'vitest';
import { randomPlanes } from '../../test/support/pictures.ts';
import type { Planes } from '../image/image.ts';
import { cwSsim } from './cw-ssim.ts';
import { ssim } from './ssim.ts';

test('a shift by one sample and a change of brightness hardly matter, unlike to SSIM', () => {
  const at = (shift: number): Planes => {
    const data = Float64Array.from({ length: 128 * 128 }, (_, i) => {
      const [x, y] = [(i % 128) + shift, Math.floor(i / 128)];
      return 120 + 40 * Math.sin(x / 1.2) * Math.cos(y / 3) + 30 * Math.sin((x + 2 * y) / 5);
    });
    return { channels: 1, width: 128, height: 128, data };
  };
  const brighter = at(1);
  const sr = { ...brighter, data: brighter.data.map((value) => value + 15) };
  expect(cwSsim.measure(sr, at(0), { dataRange: 255 })).toBeGreaterThan(0.97);
  expect(ssim.measure(sr, at(0), { dataRange: 255 })).toBeLessThan(0.9);
});

test('noise that has nothing to do with the picture scores low, and flat pictures are alike', () => {
  const [a, b] = [randomPlanes(1, 96, 80, 1), randomPlanes(1, 96, 80, 2)];
  expect(cwSsim.measure(a, b, { dataRange: 255 })).toBeLessThan(0.5);
  const flat = { ...a, data: new Float64Array(a.data.length) };
  expect(cwSsim.measure(flat, flat, { dataRange: 255 })).toBeCloseTo(1, 12);
});
