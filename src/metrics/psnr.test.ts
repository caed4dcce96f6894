import { expect, test } from 'vitest';
import type { Planes } from '../image/image.ts';
import { psnr } from './psnr.ts';

const flat = (value: number): Planes => ({ channels: 1, height: 4, width: 5, data: new Float64Array(20).fill(value) });

test.each([
  { error: 1, dataRange: 255, want: 48.1308036086791 },
  { error: 255, dataRange: 255, want: 0 },
  { error: 0.1, dataRange: 1, want: 20 },
  { error: 16, dataRange: 255, want: 24.0484 },
])('an error of $error everywhere in 0–$dataRange is $want dB', ({ error, dataRange, want }) => {
  expect(psnr.measure(flat(error), flat(0), { dataRange })).toBeCloseTo(want, want === 24.0484 ? 4 : 10);
});

test('one wrong sample among twenty', () => {
  const sr = flat(100);
  sr.data[7] = 110;
  expect(psnr.measure(sr, flat(100), { dataRange: 255 })).toBeCloseTo(10 * Math.log10(65025 / 5), 12);
});
