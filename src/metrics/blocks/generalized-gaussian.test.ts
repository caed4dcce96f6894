import { describe, expect, test } from 'vitest';
import { mulberry32 } from '../../random.ts';
import { fitAsymmetric, fitSymmetric, logGamma, meanOverScale, scaleOverDeviation } from './generalized-gaussian.ts';

test.each([
  [0.1, Math.log(9.513507698668732)],
  [0.5, Math.log(Math.PI) / 2],
  [1, 0],
  [5, Math.log(24)],
  [18, Math.log(355687428096000)],
])('ln Γ(%d)', (x, value) => {
  expect(logGamma(x)).toBeCloseTo(value, 12);
});

/** Numbers with a density of exp(−|x|^shape), `left` and `right` times as wide below and above zero. */
function draw(shape: number, [left, right]: readonly [number, number]): Float64Array {
  const random = mulberry32(1);
  // |x|^shape is gamma distributed; for the shapes 1 and 2 it is an exponential and half a squared normal number.
  const size = () => {
    const exponential = -Math.log(1 - random());
    return shape === 1 ? exponential : Math.sqrt(exponential) * Math.abs(Math.cos(2 * Math.PI * random()));
  };
  return Float64Array.from({ length: 400_000 }, () => (random() < left / (left + right) ? -left : right) * size());
}

describe.each([1, 2])('samples of shape %i', (shape) => {
  test('the symmetric fit finds shape and variance', () => {
    const fit = fitSymmetric(draw(shape, [3, 3]));
    expect(Math.abs(fit.shape / shape - 1)).toBeLessThan(0.02);
    expect(Math.sqrt(fit.variance) * scaleOverDeviation(shape)).toBeCloseTo(3, 1);
  });

  test('the asymmetric fit finds shape, both widths and the mean', () => {
    const samples = draw(shape, [1, 2]);
    const { shape: found, left, right } = fitAsymmetric(samples);
    expect(Math.abs(found / shape - 1)).toBeLessThan(0.02);
    const scale = scaleOverDeviation(shape);
    expect(left * scale).toBeCloseTo(1, 1);
    expect(right * scale).toBeCloseTo(2, 1);
    const mean = samples.reduce((sum, x) => sum + x, 0) / samples.length;
    expect((right - left) * scale * meanOverScale(shape)).toBeCloseTo(mean, 1);
  });
});

test('samples on one side only have no asymmetric fit', () => {
  const { shape, left, right } = fitAsymmetric(Float64Array.of(0, 1, 2));
  expect([shape, left, right]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
});
