import { describe, expect, test } from 'vitest';
import { mulberry32 } from '../random.ts';
import { symmetricRoot } from './covariance.ts';
import type { Planes } from './image.ts';
import { addCorrelatedNoise, addGaussianNoise, addPoissonNoise, addSpeckleNoise } from './noise.ts';

const side = 200;

function flat(value: number, channels = 3): Planes {
  return { channels, width: side, height: side, data: new Float64Array(channels * side * side).fill(value) };
}

const plane = ({ data }: Planes, c: number) => data.subarray(c * side * side, (c + 1) * side * side);
function mean(data: Float32Array | Float64Array): number {
  let sum = 0;
  for (const x of data) sum += x;
  return sum / data.length;
}

function covariance(planes: Planes, a: number, b: number): number {
  const [x, y] = [plane(planes, a), plane(planes, b)];
  const [mx, my] = [mean(x), mean(y)];
  return mean(Float64Array.from(x, (v, i) => (v - mx) * (y[i]! - my)));
}

describe('Gaussian noise', () => {
  test('has its sigma, a mean of 0, and nothing in common between channels', () => {
    const noisy = addGaussianNoise(flat(128), 10, 'color', mulberry32(1));
    for (const c of [0, 1, 2]) {
      expect(mean(plane(noisy, c))).toBeCloseTo(128, 0);
      expect(Math.sqrt(covariance(noisy, c, c))).toBeCloseTo(10, 0);
    }
    expect(Math.abs(covariance(noisy, 0, 1))).toBeLessThan(2);
  });

  test('gray noise is the same in all channels', () => {
    const noisy = addGaussianNoise(flat(128), 10, 'gray', mulberry32(1));
    expect(plane(noisy, 1)).toEqual(plane(noisy, 0));
    expect(plane(noisy, 2)).toEqual(plane(noisy, 0));
  });

  test('is clipped to 0–255 and the same for the same seed', () => {
    const noisy = addGaussianNoise(flat(250), 30, 'color', mulberry32(4));
    expect([Math.max(...noisy.data), Math.min(...noisy.data) > 0]).toEqual([255, true]);
    expect(addGaussianNoise(flat(250), 30, 'color', mulberry32(4))).toEqual(noisy);
  });
});

test('speckle noise is in proportion to the light', () => {
  const deviation = (value: number) => Math.sqrt(covariance(addSpeckleNoise(flat(value), 20, 'color', mulberry32(2)), 0, 0));
  expect(deviation(51)).toBeCloseTo(4, 0);
  expect(deviation(153)).toBeCloseTo(12, 0);
  expect(deviation(0)).toBe(0);
});

describe('Poisson noise', () => {
  test.each([20, 90, 180])('of %i photons has a variance equal to its mean', (count) => {
    // 255 photons of white: samples are counts.
    const noisy = addPoissonNoise(flat(count), { scale: 1, photons: 255, channels: 'color' }, mulberry32(3));
    expect(mean(plane(noisy, 0))).toBeCloseTo(count, 0);
    expect(covariance(noisy, 0, 0) / count).toBeCloseTo(1, 1);
    expect(Math.abs(covariance(noisy, 0, 1)) / count).toBeLessThan(0.03);
  });

  test('the scale multiplies the noise; gray noise is the same in all channels', () => {
    const noisy = addPoissonNoise(flat(100), { scale: 0.5, photons: 255, channels: 'gray' }, mulberry32(3));
    expect(covariance(noisy, 0, 0)).toBeCloseTo(25, 0);
    expect(plane(noisy, 2)).toEqual(plane(noisy, 0));
  });

  test('without a number of photons there are as many as 8-bit values, up to a power of two', () => {
    const steps: Planes = { ...flat(0, 1), data: Float64Array.from({ length: side * side }, (_, i) => 100 + (i % 5)) };
    const [own, eight] = [undefined, 8].map((photons) => addPoissonNoise(steps, { scale: 1, photons, channels: 'color' }, mulberry32(9)));
    expect(own).toEqual(eight);
  });
});

describe('correlated noise', () => {
  test('has the covariance of its draw: symmetric, all channels together, largest at sigma²', () => {
    const noisy = addCorrelatedNoise(flat(128), 20, mulberry32(6));
    const matrix = [0, 1, 2].map((a) => [0, 1, 2].map((b) => covariance(noisy, a, b)));
    for (const a of [0, 1, 2]) {
      expect(matrix[a]![a]).toBeGreaterThan(0);
      expect(matrix[a]![a]).toBeLessThan(420);
      for (const b of [0, 1, 2]) expect(matrix[a]![b]! ** 2).toBeLessThanOrEqual(matrix[a]![a]! * matrix[b]![b]! + 1e-6);
    }
    expect(Math.max(matrix[0]![1]!, matrix[0]![2]!, matrix[1]![2]!)).toBeGreaterThan(20);
  });

  test('the root R of a covariance C has R·Rᵀ = C, and of an indefinite matrix (C·C)^½', () => {
    const product = (r: Float64Array) =>
      Float64Array.from({ length: 9 }, (_, k) =>
        [0, 1, 2].reduce((sum, m) => sum + r[3 * Math.floor(k / 3) + m]! * r[3 * (k % 3) + m]!, 0),
      );
    const definite = Float64Array.of(4, 1, 0.5, 1, 3, -0.7, 0.5, -0.7, 2);
    product(symmetricRoot(definite)).forEach((x, i) => {
      expect(x).toBeCloseTo(definite[i]!, 10);
    });
    const indefinite = Float64Array.of(1, 3, 0, 3, 1, 0, 0, 0, 2); // eigenvalues 4, −2, 2
    product(symmetricRoot(indefinite)).forEach((x, i) => {
      expect(x).toBeCloseTo([3, 1, 0, 1, 3, 0, 0, 0, 2][i]!, 10);
    });
  });
});
