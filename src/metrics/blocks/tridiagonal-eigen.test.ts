import { describe, expect, test } from 'vitest';
import { mulberry32 } from '../../random.ts';
import { symmetricEigen } from './symmetric-eigen.ts';
import { tridiagonalEigen } from './tridiagonal-eigen.ts';

function randomSymmetric(n: number, seed: number): Float64Array {
  const random = mulberry32(seed);
  const a = Float64Array.from({ length: n * n }, () => random() - 0.5);
  return a.map((value, i) => (value + a[(i % n) * n + Math.floor(i / n)]!) / 2);
}

const sorted = (values: Float64Array) => values.slice().sort();

describe.each([1, 2, 3, 5, 12, 60])('%i×%i', (n) => {
  const a = randomSymmetric(n, n);
  const { values, vectors } = tridiagonalEigen(a, n);

  test('the vectors have length 1, are perpendicular, and are stretched by their values', () => {
    vectors.forEach((u, k) => {
      for (let i = 0; i < n; i++) {
        const product = u.reduce((sum, value, j) => sum + a[i * n + j]! * value, 0);
        expect(Math.abs(product - values[k]! * u[i]!)).toBeLessThan(1e-12);
      }
      vectors.forEach((v, j) => {
        expect(Math.abs(u.reduce((sum, value, i) => sum + value * v[i]!, 0) - (j === k ? 1 : 0))).toBeLessThan(1e-12);
      });
    });
  });

  test("the values are those of Jacobi's rotations", () => {
    const want = sorted(symmetricEigen(a, n).values);
    sorted(values).forEach((value, i) => {
      expect(value).toBeCloseTo(want[i]!, 12);
    });
  });
});

test('equal values, zeros and matrices that are diagonal already', () => {
  expect([...tridiagonalEigen(new Float64Array(9), 3).values]).toEqual([0, 0, 0]);
  expect([...sorted(tridiagonalEigen(Float64Array.of(2, 0, 0, 0, -1, 0, 0, 0, 2), 3).values)]).toEqual([-1, 2, 2]);
  // All ones: n once, and 0.
  const values = sorted(tridiagonalEigen(new Float64Array(49).fill(1), 7).values);
  values.forEach((value, i) => {
    expect(value).toBeCloseTo(i === 6 ? 7 : 0, 12);
  });
});
