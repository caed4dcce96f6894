import { expect, test } from 'vitest';
import { enlarged, methods, placeOf, presets, source, tapsAt, target } from './example.ts';

test.each(methods)('%s: the sum of the weights that are shown is the number that is shown', (kernel) => {
  const values = presets.mixed;
  const result = enlarged(values, kernel);
  expect(result).toHaveLength(target.width * target.height);
  for (let y = 0; y < target.height; y++)
    for (let x = 0; x < target.width; x++) {
      const [across, down] = [tapsAt(source.width, kernel, x), tapsAt(source.height, kernel, y)];
      const sum = down.reduce(
        (all, v) => all + v.weight * across.reduce((row, h) => row + h.weight * values[v.index * source.width + h.index]!, 0),
        0,
      );
      expect(result[y * target.width + x]).toBeCloseTo(sum, 4);
      expect(across.reduce((all, { weight }) => all + weight, 0)).toBeCloseTo(1, 9);
    }
});

test('bilinear by hand: three quarters of the nearer, one quarter of the other', () => {
  expect(placeOf(1)).toBe(0.25);
  expect(tapsAt(3, 'bilinear', 1)).toEqual([
    { index: 0, weight: 0.75 },
    { index: 1, weight: 0.25 },
  ]);
  expect(enlarged(presets.mixed, 'bilinear')[1]).toBeCloseTo(0.75 * 40 + 0.25 * 200, 5);
});
