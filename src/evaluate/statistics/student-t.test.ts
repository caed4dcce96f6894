import { expect, test } from 'vitest';
import { incompleteBeta, meanInterval, studentQuantile, studentT } from './student-t.ts';

test.each([
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2: upper critical values for 0.975 and 0.995.
  [0.975, 1, 12.706],
  [0.975, 2, 4.303],
  [0.975, 5, 2.571],
  [0.975, 10, 2.228],
  [0.975, 30, 2.042],
  [0.975, 100, 1.984],
  [0.995, 3, 5.841],
  [0.995, 20, 2.845],
])('t of %d with %i degrees of freedom is %d', (p, df, t) => {
  expect(studentQuantile(p, df)).toBeCloseTo(t, 3);
});

test('closed forms: df 1 is ½ + arctan(t)/π, df 2 is ½ + t / (2 √(2 + t²)), and many degrees are the normal distribution', () => {
  for (const t of [-3, -0.2, 0, 0.7, 1, 5, 40]) {
    expect(studentT(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 13);
    expect(studentT(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 13);
  }
  expect(studentQuantile(0.975, 1e7)).toBeCloseTo(1.959964, 5);
});

test('incomplete beta: I_x(1, b) = 1 − (1 − x)^b, I_x(a, 1) = x^a, and the symmetry', () => {
  for (const x of [0.01, 0.3, 0.5, 0.99]) {
    expect(incompleteBeta(x, 1, 3.5)).toBeCloseTo(1 - (1 - x) ** 3.5, 13);
    expect(incompleteBeta(x, 2.5, 1)).toBeCloseTo(x ** 2.5, 13);
    expect(incompleteBeta(x, 4, 7) + incompleteBeta(1 - x, 7, 4)).toBeCloseTo(1, 13);
  }
});

test('mean and interval, worked by hand: 3, 4, 4, 5 have mean 4 and s² 2/3, so the margin is 3.182446 · √(1/6)', () => {
  const { n, mean, margin } = meanInterval([3, 4, 4, 5]);
  expect([n, mean]).toEqual([4, 4]);
  expect(margin).toBeCloseTo(3.182446 / Math.sqrt(6), 6);
  expect(meanInterval([2])).toEqual({ n: 1, mean: 2, margin: undefined });
  expect(() => meanInterval([])).toThrow('Expected at least one value for the mean but received "none"');
});
