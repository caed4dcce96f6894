import { expect, test } from 'vitest';
import { mulberry32 } from '../../random.ts';
import { fitWeibull } from './weibull.ts';

/** By the inverse of its distribution: λ·(−ln u)^(1/k). */
function drawn(scale: number, shape: number, n: number, seed: number): Float64Array {
  const random = mulberry32(seed);
  return Float64Array.from({ length: n }, () => scale * (-Math.log(1 - random())) ** (1 / shape) + Number.EPSILON);
}

const likelihood = (samples: Float64Array, scale: number, shape: number) =>
  samples.reduce((sum, x) => sum + Math.log(shape / scale) + (shape - 1) * Math.log(x / scale) - (x / scale) ** shape, 0);

test.each([
  [3, 0.4],
  [1e-3, 1],
  [70, 2.5],
  [255, 30],
])('finds λ = %d and k = %d', (scale, shape) => {
  const fit = fitWeibull(drawn(scale, shape, 20_000, 3));
  expect(fit.scale / scale).toBeCloseTo(1, 1);
  expect(fit.shape / shape).toBeCloseTo(1, 1);
});

test('nothing near is more likely', () => {
  const samples = drawn(4, 0.7, 300, 5);
  const { scale, shape } = fitWeibull(samples);
  const best = likelihood(samples, scale, shape);
  for (const [a, b] of [
    [1.001, 1],
    [0.999, 1],
    [1, 1.001],
    [1, 0.999],
  ] as const)
    expect(likelihood(samples, a * scale, b * shape)).toBeLessThan(best);
});

test('scaling the samples scales λ alone, as far as doubles reach', () => {
  const samples = drawn(2, 1.3, 200, 6);
  const { scale, shape } = fitWeibull(samples);
  const large = fitWeibull(samples.map((x) => 1e12 * x));
  expect(large.shape / shape).toBeCloseTo(1, 9);
  expect(large.scale / scale / 1e12).toBeCloseTo(1, 9);
});

test('samples that are the same have no spread; nearly the same have nearly none', () => {
  expect(fitWeibull(new Float64Array(5).fill(0.25))).toEqual({ scale: 0.25, shape: Number.POSITIVE_INFINITY });
  const { scale, shape } = fitWeibull(Float64Array.from({ length: 100 }, (_, i) => (i === 0 ? 2 : Number.EPSILON)));
  expect(Number.isFinite(shape) && scale > 0).toBe(true);
});
