import { expect, test } from 'vitest';
import { wilson } from './wilson.ts';

test.each([
  // As scipy 1.17's binomtest(…).proportion_ci(0.95, 'wilson') gives them.
  [8, 10, 0.49016247153664183, 0.9433178485456247],
  [50, 100, 0.4038315303659956, 0.5961684696340044],
  [1, 20, 0.008881448800795402, 0.23613119344674205],
])('%i of %i', (count, n, low, high) => {
  const interval = wilson(count, n);
  expect(interval).toMatchObject({ count, n, rate: count / n });
  expect(interval.low).toBeCloseTo(low, 12);
  expect(interval.high).toBeCloseTo(high, 12);
});

test('by its definition: at both ends the score statistic is ± z', () => {
  for (const [count, n] of [
    [3, 7],
    [1, 50],
    [99, 100],
    [500, 1000],
  ] as const) {
    const { low, high, rate } = wilson(count, n);
    for (const end of [low, high]) expect(Math.abs(rate - end) / Math.sqrt((end * (1 - end)) / n)).toBeCloseTo(1.959963984540054, 9);
  }
});

test('none and all: one end is the proportion itself, the other z²/(n + z²) away', () => {
  const part = 1.959963984540054 ** 2 / (12 + 1.959963984540054 ** 2);
  expect(wilson(0, 12).low).toBe(0);
  expect(wilson(0, 12).high).toBeCloseTo(part, 12);
  expect(wilson(12, 12).high).toBe(1);
  expect(wilson(12, 12).low).toBeCloseTo(1 - part, 12);
});

test('within 0 … 1, around the proportion, mirrored for failures, narrower for more', () => {
  for (let n = 1; n <= 40; n++) {
    for (let count = 0; count <= n; count++) {
      const { low, high, rate } = wilson(count, n);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(rate);
      expect(high).toBeGreaterThanOrEqual(rate);
      expect(wilson(n - count, n).low).toBeCloseTo(1 - high, 12);
      const more = wilson(10 * count, 10 * n);
      expect(more.high - more.low).toBeLessThan(high - low);
    }
  }
});

test.each([
  [0, 0],
  [-1, 5],
  [6, 5],
])('refuses %i of %i', (count, n) => {
  expect(() => wilson(count, n)).toThrow(/^Expected a count from 0 to n/);
});
