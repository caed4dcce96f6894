import { expect, test } from 'vitest';
import { randomPlanes } from '../../../test/support/pictures.ts';
import { ShapeError } from '../../errors.ts';
import { labD50 } from './lab.ts';

const labOf = (...rgb: number[]) => [...labD50({ channels: 3, width: 1, height: 1, data: Float64Array.from(rgb) }, 255).data];

test('black and white have the least and the greatest lightness', () => {
  expect(labOf(0, 0, 0).map((v) => Math.abs(v) < 1e-3)).toEqual([true, true, true]);
  const [lightness, a, b] = labOf(255, 255, 255);
  expect(lightness).toBeCloseTo(100, 4);
  expect([a! < 0, b! < 0]).toEqual([true, true]);
});

test('red is on the side of a, yellow on that of b', () => {
  const [, red] = labOf(255, 0, 0);
  const [, , yellow] = labOf(255, 255, 0);
  expect(red).toBeGreaterThan(60);
  expect(yellow).toBeGreaterThan(60);
});

test('does not depend on the range; refuses what is not RGB', () => {
  const picture = randomPlanes(3, 2, 2);
  const small = labD50({ ...picture, data: picture.data.map((v) => v / 255) }, 1).data;
  labD50(picture, 255).data.forEach((v, i) => {
    expect(v).toBeCloseTo(small[i]!, 9);
  });
  expect(() => labD50(randomPlanes(1, 2, 2), 255)).toThrow(ShapeError);
});
