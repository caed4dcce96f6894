import { expect, test } from 'vitest';
import { overInnerSamples, windowStatistics } from './window-statistics.ts';

test('windows lie inside, one at every fourth sample', () => {
  const plane = Float64Array.from({ length: 21 * 13 }, (_, i) => i % 21);
  const { columns, rows, mean } = windowStatistics(plane, 21, 13, 8);
  expect([columns, rows]).toEqual([4, 2]);
  expect([...mean]).toEqual([3.5, 7.5, 11.5, 15.5, 3.5, 7.5, 11.5, 15.5]);
});

test('moments of a window of zeros and a few ones', () => {
  const plane = Float64Array.from({ length: 16 }, (_, i) => (i < 4 ? 1 : 0));
  const { deviation, skewness, kurtosis } = windowStatistics(plane, 4, 4, 4);
  const [p, q] = [1 / 4, 3 / 4];
  expect(deviation[0]).toBeCloseTo(Math.sqrt((16 / 15) * p * q), 12);
  expect(skewness[0]).toBeCloseTo((q - p) / Math.sqrt(p * q), 12);
  expect(kurtosis[0]).toBeCloseTo((1 - 3 * p * q) / (p * q), 12);
});

test('equal samples have no shape', () => {
  const { deviation, skewness, kurtosis } = windowStatistics(new Float64Array(64).fill(7), 8, 8, 8);
  expect([deviation[0], skewness[0], kurtosis[0]]).toEqual([0, 0, 0]);
});

test('the root mean square leaves out the edges', () => {
  const seen: (readonly number[])[] = [];
  const value = overInnerSamples(38, 35, (window, column, row) => {
    seen.push([window, column, row]);
    return column;
  });
  expect([seen.length, seen[0], seen.at(-1)]).toEqual([5 * 2, [4 * 6 + 4, 16, 16], [4 * 6 + 5, 20, 17]]);
  expect(value).toBeCloseTo(Math.sqrt((16 ** 2 + 17 ** 2 + 18 ** 2 + 19 ** 2 + 20 ** 2) / 5), 12);
});
