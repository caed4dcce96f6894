import { describe, expect, test } from 'vitest';
import { besselJ1, blurKernel, motionKernel, shiftedGaussian, sincKernel } from './blur-kernel.ts';
import type { FilterKernel } from './convolve.ts';

/** Sums of the weights times 1, x, y, x², xy, y² about the middle. */
function moments({ size, weights }: FilterKernel) {
  const sum = (of: (x: number, y: number) => number) =>
    weights.reduce((total, w, i) => total + w * of((i % size) - (size - 1) / 2, Math.floor(i / size) - (size - 1) / 2), 0);
  return {
    one: sum(() => 1),
    x: sum((x) => x),
    y: sum((_, y) => y),
    xx: sum((x) => x * x),
    xy: sum((x, y) => x * y),
    yy: sum((_, y) => y * y),
  };
}

describe('Gaussians', () => {
  test('a round kernel sums to 1 and has its variance on both axes', () => {
    const { one, x, y, xx, xy, yy } = moments(blurKernel({ size: 25, sigma: [2.3, 2.3] }));
    expect([one, x, y, xy].map((m) => Math.round(m * 1e9) / 1e9 + 0)).toEqual([1, 0, 0, 0]);
    expect(xx).toBeCloseTo(2.3 ** 2, 4);
    expect(yy).toBeCloseTo(2.3 ** 2, 4);
  });

  test('a drawn-out kernel has the covariance R·diag(σ²)·Rᵀ', () => {
    const { one, xx, xy, yy } = moments(blurKernel({ size: 41, sigma: [4, 1.5], angle: 30 }));
    const [c, s] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
    expect(one).toBeCloseTo(1, 12);
    expect(xx).toBeCloseTo(16 * c * c + 2.25 * s * s, 2);
    expect(yy).toBeCloseTo(16 * s * s + 2.25 * c * c, 2);
    expect(xy).toBeCloseTo((16 - 2.25) * c * s, 2);
  });

  test('the separable form equals the dense one', () => {
    const round = blurKernel({ size: 9, sigma: [1.7, 1.7] });
    const dense = blurKernel({ size: 9, sigma: [1.7, 1.7], profile: 'generalized', beta: 1 });
    expect([round.line?.length, dense.line]).toEqual([9, undefined]);
    round.weights.forEach((w, i) => {
      expect(w).toBeCloseTo(dense.weights[i]!, 14);
    });
  });

  test.each([
    ['generalized', 2.5, (d: number) => Math.exp(-(d ** 2.5) / 2)],
    ['plateau', 1.4, (d: number) => 1 / (1 + d ** 1.4)],
  ] as const)('%s falls by its formula', (profile, beta, fall) => {
    const { size, weights } = blurKernel({ size: 7, sigma: [2, 1], angle: 90, profile, beta });
    const at = (x: number, y: number) => weights[(y + 3) * size + x + 3]! / weights[3 * size + 3]!;
    // At 90° the first axis, of sigma 2, is y.
    expect(at(0, 2)).toBeCloseTo(fall(1), 12);
    expect(at(2, 0)).toBeCloseTo(fall(4), 12);
    expect(at(1, 2)).toBeCloseTo(fall(2), 12);
  });

  test('a sigma of 0 leaves the picture as it is', () => {
    expect([...blurKernel({ size: 3, sigma: [0, 0] }).weights]).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0]);
    expect([...blurKernel({ size: 3, sigma: [0, 1e-9], angle: 20 }).weights]).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0]);
  });

  test('the shifted Gaussian has its mean there', () => {
    const { x, y, xx } = moments(shiftedGaussian(25, 1.5, 1.5));
    expect([x, y]).toEqual([expect.closeTo(1.5, 8), expect.closeTo(1.5, 8)]);
    expect(xx - x * x).toBeCloseTo(2.25, 6);
  });
});

describe('motion', () => {
  test('along an axis: equal weights over the length', () => {
    const flat = motionKernel(5, 0);
    expect([...flat.weights.slice(10, 15)]).toEqual([0.2, 0.2, 0.2, 0.2, 0.2].map((w) => expect.closeTo(w, 12)));
    const upright = motionKernel(5, 90);
    for (let i = 0; i < 5; i++) expect(upright.weights[i * 5 + 2]).toBeCloseTo(0.2, 12);
  });

  test('sums to 1, is centred, and lies along its direction', () => {
    const { one, x, y, xx, xy, yy } = moments(motionKernel(21, 30));
    expect(one).toBeCloseTo(1, 12);
    expect([x, y]).toEqual([expect.closeTo(0, 12), expect.closeTo(0, 12)]);
    const angle = (Math.atan2(2 * xy, xx - yy) * 90) / Math.PI;
    expect(angle).toBeCloseTo(30, 0);
    expect(xx + yy).toBeGreaterThan(0.9 * ((21 ** 2 - 1) / 12));
  });

  test('a length of 1 changes nothing', () => {
    expect(motionKernel(1, 45).weights).toEqual(Float64Array.of(1));
  });
});

describe('sinc', () => {
  // Abramowitz and Stegun, table 9.1.
  test.each([
    [0, 0],
    [1, 0.4400505857],
    [5, -0.3275791376],
    [10, 0.0434727462],
    [17.5, -0.1634199694],
  ])('J₁(%d)', (x, wanted) => {
    expect(besselJ1(x)).toBeCloseTo(wanted, 9);
  });

  test('sums to 1 and passes waves below the cutoff, not those above', () => {
    const { size, weights } = sincKernel(61, Math.PI / 3);
    const response = (frequency: number) => weights.reduce((sum, w, i) => sum + w * Math.cos(frequency * ((i % size) - 30)), 0);
    expect(response(0)).toBeCloseTo(1, 12);
    expect(Math.abs(response(Math.PI / 6) - 1)).toBeLessThan(0.12);
    expect(Math.abs(response((2 * Math.PI) / 3))).toBeLessThan(0.05);
  });
});
