import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { randomPlanes, readBmp, sharedData } from '../../test/support/pictures.ts';
import type { Planes } from '../image/image.ts';
import { mad } from './mad.ts';

const flat = { channels: 3, width: 50, height: 40, data: new Float64Array(3 * 50 * 40).fill(128) };
const plus = (picture: Planes, amount: number, seed = 1) => {
  const noise = randomPlanes(1, picture.height, picture.width, seed, 1).data;
  return { ...picture, data: Float64Array.from(picture.data, (v, i) => v + amount * (noise[i % noise.length]! - 0.5)) };
};
const value = (sr: Planes, hr: Planes) => mad.measure(sr, hr, { dataRange: 255 });

test('grows with noise that can be seen; what cannot is none', () => {
  expect(value(plus(flat, 2), flat)).toBe(0);
  const values = [10, 20, 40, 80].map((amount) => value(plus(flat, amount), flat));
  expect(values.map((v, i) => v > (values[i - 1] ?? 0))).toEqual([true, true, true, true]);
});

test('noise hides in a picture of noise', () => {
  const rough = plus(flat, 200, 2);
  expect(value(plus(rough, 20), rough)).toBe(0);
});

const folder = `${sharedData}/metrics/calibration`;

describe.skipIf(!existsSync(folder))('the calibration pictures (skipped when ../shared/data is not there)', () => {
  test('changes of colour alone are none, as in results_ours.csv of pyiqa, whose mad was of gray then', () => {
    for (const picture of ['I04', 'I06'])
      expect(value(readBmp(`${folder}/dist/${picture}.bmp`), readBmp(`${folder}/ref/${picture}.bmp`))).toBe(0);
  });
});
