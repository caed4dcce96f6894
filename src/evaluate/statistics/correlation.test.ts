import { expect, test } from 'vitest';
import { kendall, pearson, spearman } from './correlation.ts';

test('the examples of the documentation of SciPy 1.11', () => {
  expect(pearson([1, 2, 3, 4, 5], [10, 9, 2.5, 6, 4])).toBeCloseTo(-0.7426106572325057, 14);
  expect(spearman([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.8207826816681233, 14);
  expect(kendall([12, 2, 1, 12, 2], [1, 4, 7, 1, 0])).toBeCloseTo(-0.4714045207910316, 14);
});

test('one order is 1, the other −1, and a list that does not vary has none', () => {
  const x = [1, 2, 4, 8];
  for (const correlation of [pearson, spearman, kendall]) {
    expect(correlation(x, x)).toBeCloseTo(1, 14);
    expect(
      correlation(
        x,
        x.map((value) => -value),
      ),
    ).toBeCloseTo(-1, 14);
    expect(correlation(x, [3, 3, 3, 3])).toBeNaN();
  }
  expect(spearman(x, [1, 10, 100, 1000])).toBeCloseTo(1, 14);
});
