import { expect, test } from 'vitest';
import { appended, decadesOf, mostPoints, type Point, ticksOf } from './series.ts';

test('ticks are round numbers within the range', () => {
  expect(ticksOf({ low: 26, high: 33 })).toEqual([26, 28, 30, 32]);
  expect(ticksOf({ low: 0, high: 1 })).toEqual([0, 0.5, 1]);
  expect(ticksOf({ low: 0, high: 470 })).toEqual([0, 200, 400]);
  expect(decadesOf({ low: -3.4, high: -0.9 })).toEqual([-3, -2, -1]);
});

test('a curve keeps its first and its last point, and not too many between', () => {
  let points: readonly Point[] = [];
  for (let step = 0; step < 5000; step++) points = appended(points, { step, value: step });
  expect(points.length).toBeLessThanOrEqual(mostPoints);
  expect([points[0]!.step, points.at(-1)!.step]).toEqual([0, 4999]);
});
