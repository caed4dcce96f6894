import { expect, test } from 'vitest';
import { bradleyTerry } from './bradley-terry.ts';

test('two: the strengths differ by the log odds, and the error of that is √(1/wins + 1/losses)', () => {
  const [a, b] = bradleyTerry([
    [0, 30],
    [10, 0],
  ]);
  expect(a!.strength - b!.strength).toBeCloseTo(Math.log(3), 10);
  expect(a!.strength + b!.strength).toBeCloseTo(0, 12);
  // Each strength is half the difference.
  expect(2 * a!.error).toBeCloseTo(Math.sqrt(1 / 30 + 1 / 10), 10);
});

test('the baseball season of Agresti, Categorical Data Analysis (2002), table 10.10: the strengths over Baltimore that he prints', () => {
  const wins = [
    [0, 7, 9, 7, 7, 9, 11],
    [6, 0, 7, 5, 11, 9, 9],
    [4, 6, 0, 7, 7, 8, 12],
    [6, 8, 6, 0, 6, 7, 10],
    [6, 2, 6, 7, 0, 7, 12],
    [4, 4, 5, 6, 6, 0, 6],
    [2, 4, 1, 3, 1, 7, 0],
  ];
  const fitted = bradleyTerry(wins);
  const over = fitted.map(({ strength }) => strength - fitted[6]!.strength);
  // Milwaukee, Detroit, Toronto, New York, Boston, Cleveland, as R's package BradleyTerry2 prints them too.
  for (const [i, printed] of [1.5814, 1.4364, 1.2945, 1.2476, 1.1077, 0.6839].entries()) expect(over[i]).toBeCloseTo(printed, 4);
});

test('equal results are equal strengths; multiplying all counts by 4 halves the errors', () => {
  const even = [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? 0 : 5)));
  for (const { strength } of bradleyTerry(even)) expect(strength).toBeCloseTo(0, 12);
  const more = even.map((row) => row.map((count) => 4 * count));
  expect(bradleyTerry(more)[1]!.error).toBeCloseTo(bradleyTerry(even)[1]!.error / 2, 12);
});

test('no finite strengths: one that always won, and two groups that never met', () => {
  const always = [
    [0, 3, 3],
    [0, 0, 1],
    [0, 1, 0],
  ];
  expect(() => bradleyTerry(always, ['a', 'b', 'c'])).toThrow(/^Expected comparisons that join a and b both ways/);
  const apart = [
    [0, 1, 0, 0],
    [1, 0, 0, 0],
    [0, 0, 0, 1],
    [0, 0, 1, 0],
  ];
  expect(() => bradleyTerry(apart, ['a', 'b', 'c', 'd'])).toThrow(/^Expected comparisons that join a and c both ways/);
});
