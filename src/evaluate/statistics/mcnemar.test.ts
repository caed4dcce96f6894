import { expect, test } from 'vitest';
import { mcnemarExact } from './mcnemar.ts';

/** Σ C(n, i) / 2ⁿ for i ≤ k, in whole numbers. */
function binomialTail(k: number, n: number): number {
  let term = 1n;
  let sum = 0n;
  for (let i = 0; i <= k; i++) {
    sum += term;
    term = (term * BigInt(n - i)) / BigInt(i + 1);
  }
  return Number((sum * 10n ** 30n) / 2n ** BigInt(n)) / 1e30;
}

test.each([
  [0, 1, 1],
  [0, 5, 2 / 32],
  [1, 5, 14 / 64],
  [2, 8, 112 / 1024],
  [7, 7, 1],
  [0, 0, 1],
])('by hand: %i against %i', (b, c, p) => {
  expect(mcnemarExact(b, c)).toBeCloseTo(p, 13);
});

test('the sum of the binomial distribution, in whole numbers', () => {
  for (let n = 1; n <= 200; n += 7) {
    for (let k = 0; 2 * k < n; k += 3) {
      const p = Math.min(1, 2 * binomialTail(k, n));
      expect(Math.abs(mcnemarExact(k, n - k) - p)).toBeLessThan(1e-11 * p + 1e-28);
    }
  }
});

test('the same for both orders, smaller the further apart the counts are', () => {
  for (let n = 2; n <= 60; n++) {
    for (let k = 1; 2 * k < n; k++) {
      expect(mcnemarExact(k, n - k)).toBe(mcnemarExact(n - k, k));
      expect(mcnemarExact(k - 1, n - k + 1)).toBeLessThan(mcnemarExact(k, n - k) + 1e-15);
    }
  }
});

test('refuses parts and negative counts', () => {
  expect(() => mcnemarExact(0.5, 1)).toThrow("Expected a whole number of 0 or more for a count of McNemar's test but received 0.5");
  expect(() => mcnemarExact(1, -1)).toThrow(/received -1$/);
});
