import { describe, expect, test } from 'vitest';
import { mulberry32 } from '../../random.ts';
import { distance, eigen, fitGaussian } from './multivariate-gaussian.ts';

test('eigenvalues and eigenvectors put a symmetric matrix together', () => {
  const n = 12;
  const random = mulberry32(1);
  const root = Float64Array.from({ length: n * n }, () => random() - 0.5);
  const matrix = Float64Array.from({ length: n * n }, (_, i) => {
    const [row, column] = [Math.floor(i / n), i % n];
    let sum = 0;
    for (let k = 0; k < n - 2; k++) sum += root[row * n + k]! * root[column * n + k]! * 10 ** -k;
    return sum;
  });
  const { values, vectors } = eigen(matrix, n);
  matrix.forEach((want, i) => {
    const [row, column] = [Math.floor(i / n), i % n];
    const got = values.reduce((sum, value, k) => sum + value * vectors[row * n + k]! * vectors[column * n + k]!, 0);
    expect(got).toBeCloseTo(want, 14);
  });
  expect([...values].sort((a, b) => b - a).at(-3)).toBeGreaterThan(1e-12);
});

describe('fitGaussian', () => {
  test('mean over the numbers of a feature, covariance over the rows without NaN', () => {
    const { mean, covariance } = fitGaussian([
      [1, 2],
      [3, 8],
      [Number.NaN, 5],
    ]);
    expect([...mean]).toEqual([2, 5]);
    expect([...covariance]).toEqual([2, 6, 6, 18]);
  });
});

describe('distance', () => {
  const at = (mean: readonly number[], covariance: readonly number[]) => ({
    mean: Float64Array.from(mean),
    covariance: Float64Array.from(covariance),
  });

  test('differences count by the mean of the two variances', () => {
    expect(distance(at([1, 2], [3, 0, 0, 5]), at([3, 1], [1, 0, 0, 3]))).toBeCloseTo(Math.sqrt(4 / 2 + 1 / 4), 12);
  });

  test('directions without variance do not count', () => {
    const flat = [1, 1, 1, 1];
    expect(distance(at([0, 0], flat), at([1, 1], flat))).toBeCloseTo(1, 12);
    expect(distance(at([0, 0], flat), at([1, -1], flat))).toBeCloseTo(0, 6);
  });
});
