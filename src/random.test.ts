import { describe, expect, test } from 'vitest';
import { below, mulberry32, permutation, poissonOf, seedOf, symmetricBeta } from './random.ts';

describe('mulberry32', () => {
  test('is uniform: mean, variance and lag-1 correlation', () => {
    const random = mulberry32(7);
    const n = 100_000;
    const draws = Array.from({ length: n }, random);
    const mean = draws.reduce((a, b) => a + b, 0) / n;
    const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / n;
    const lag = draws.slice(1).reduce((a, b, i) => a + (b - mean) * (draws[i]! - mean), 0) / (n * variance);
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
    expect(Math.abs(lag)).toBeLessThan(0.01);
    expect(Math.min(...draws.slice(0, 1000))).toBeGreaterThanOrEqual(0);
    expect(draws.every((x) => x < 1)).toBe(true);
  });
});

describe('seedOf', () => {
  test('neighbouring (seed, step) pairs give different seeds and unrelated first numbers', () => {
    const seeds = new Set<number>();
    let sum = 0;
    for (let seed = 0; seed < 100; seed++) {
      for (let step = 0; step < 100; step++) {
        seeds.add(seedOf(seed, step));
        sum += (mulberry32(seedOf(seed, step))() - 0.5) * (mulberry32(seedOf(seed, step + 1))() - 0.5);
      }
    }
    expect(seeds.size).toBeGreaterThan(9_995);
    expect(Math.abs(sum / 10_000) * 12).toBeLessThan(0.04);
  });

  test('the order of the words matters', () => {
    expect(seedOf(1, 2)).not.toBe(seedOf(2, 1));
    expect(seedOf(0)).not.toBe(seedOf(0, 0));
  });
});

test('below stays in its range and reaches every number', () => {
  const random = mulberry32(3);
  const seen = new Set(Array.from({ length: 1000 }, () => below(random, 8)));
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test('a permutation holds every number once, and depends on the seed', () => {
  const first = permutation(mulberry32(1), 1000);
  expect([...first].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  expect(first).toEqual(permutation(mulberry32(1), 1000));
  expect(first).not.toEqual(permutation(mulberry32(2), 1000));
});

test('the six permutations of three numbers are equally frequent', () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const key = permutation(mulberry32(seedOf(5, i)), 3).join('');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
});

describe('poissonOf', () => {
  test.each([0.3, 4, 60, 2500])('a mean of %d has that mean and variance', (mean) => {
    const random = mulberry32(5);
    const draw = poissonOf(mean);
    const n = 40_000;
    const values = Array.from({ length: n }, () => draw(random));
    const average = values.reduce((sum, x) => sum + x, 0) / n;
    const variance = values.reduce((sum, x) => sum + (x - average) ** 2, 0) / n;
    expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(mean / n));
    expect(Math.abs(variance / mean - 1)).toBeLessThan(0.05);
  });

  test('its frequencies are λᵏe^−λ/k!; a mean of 0 gives 0', () => {
    const random = mulberry32(8);
    const draw = poissonOf(3);
    const counts = new Array<number>(40).fill(0);
    for (let i = 0; i < 100_000; i++) counts[draw(random)]!++;
    let p = Math.exp(-3);
    for (let k = 0; k < 8; k++) {
      expect(Math.abs(counts[k]! / 1e5 - p)).toBeLessThan(5 * Math.sqrt(p / 1e5));
      p *= 3 / (k + 1);
    }
    expect(poissonOf(0)(random)).toBe(0);
  });
});

test.each([0.4, 1.2, 5])('symmetricBeta(%d) has mean 1/2 and variance 1/(4(2α + 1))', (alpha) => {
  const random = mulberry32(6);
  const values = Array.from({ length: 40_000 }, () => symmetricBeta(random, alpha));
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  expect(mean).toBeCloseTo(0.5, 2);
  expect(variance * 4 * (2 * alpha + 1)).toBeCloseTo(1, 1);
});
