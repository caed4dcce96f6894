import { expect, test } from 'vitest';
import { randomPlanes } from '../../test/support/pictures.ts';
import type { Planes } from '../image/image.ts';
import { entropy } from './entropy.ts';

const gray = (width: number, values: readonly number[]): Planes => ({
  channels: 1,
  width,
  height: values.length / width,
  data: Float64Array.from(values),
});

test.each([
  ['flat', gray(3, [7, 7, 7, 7, 7, 7]), 0],
  ['halves', gray(2, [0, 255, 255, 0]), 1],
  ['a quarter', gray(4, [9, 0, 0, 0]), 0.25 * 2 + 0.75 * Math.log2(4 / 3)],
  [
    'all levels',
    gray(
      16,
      Array.from({ length: 256 }, (_, i) => i),
    ),
    8,
  ],
])('%s', (_name, picture, bits) => {
  expect(entropy.measure(picture, { dataRange: 255 })).toBeCloseTo(bits, 12);
});

test('is of the rounded gray picture: three equal colours are that gray, and the range does not matter', () => {
  const one = randomPlanes(1, 20, 30);
  const want = entropy.measure(one, { dataRange: 255 });
  const rgb = { ...one, channels: 3, data: Float64Array.of(...one.data, ...one.data, ...one.data) };
  expect(entropy.measure(rgb, { dataRange: 255 })).toBe(want);
  expect(entropy.measure({ ...rgb, data: rgb.data.map((v) => v / 255) }, { dataRange: 1 })).toBe(want);
});
