import { expect, test } from 'vitest';
import { randomPlanes } from '../../../test/support/pictures.ts';
import { halfOf } from './gaussian-half.ts';

test.each([
  [9, 14],
  [2, 1],
])('equals the double sum over 6×6 samples at %i×%i', (height, width) => {
  const { data } = randomPlanes(1, height, width);
  const half = halfOf(data, width, height);
  expect(half).toHaveLength(Math.ceil(width / 2) * Math.ceil(height / 2));
  const edge = (i: number, n: number) => Math.min(Math.max(i, 0), n - 1);
  half.forEach((value, i) => {
    const [x, y] = [2 * (i % Math.ceil(width / 2)), 2 * Math.floor(i / Math.ceil(width / 2))];
    let [sum, weights] = [0, 0];
    for (let v = -2; v <= 3; v++) {
      for (let u = -2; u <= 3; u++) {
        const weight = Math.exp(-((u - 0.5) ** 2 + (v - 0.5) ** 2) / (2 * 0.9 ** 2));
        sum += weight * data[edge(y + v, height) * width + edge(x + u, width)]!;
        weights += weight;
      }
    }
    expect(value).toBeCloseTo(sum / weights, 10);
  });
});

test('a flat plane stays as it is', () => {
  for (const value of halfOf(new Float64Array(35).fill(7), 7, 5)) expect(value).toBeCloseTo(7, 12);
});
