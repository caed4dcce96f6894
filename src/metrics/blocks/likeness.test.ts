import { expect, test } from 'vitest';
import { likeness, realPower, weightedMean } from './likeness.ts';

test('likeness is 1 for equal values, in any order the same', () => {
  expect(likeness(3, 3, 0.1)).toBe(1);
  expect(likeness(1, 3, 2)).toBeCloseTo(8 / 12, 12);
  expect(likeness(3, 1, 2)).toBe(likeness(1, 3, 2));
});

test('the real part of a power', () => {
  expect(realPower(4, 0.5)).toBe(2);
  expect(realPower(-8, 1 / 3)).toBeCloseTo(1, 12);
  expect(realPower(-4, 0.5)).toBeCloseTo(0, 12);
});

test('a weighted mean, and the plain one where nothing weighs', () => {
  expect(weightedMean(Float64Array.of(1, 2, 6), Float64Array.of(3, 0, 1))).toBe(9 / 4);
  expect(weightedMean(Float64Array.of(1, 2, 6), new Float64Array(3))).toBe(3);
});
