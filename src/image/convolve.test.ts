import { describe, expect, test } from 'vitest';
import { maxDifference, randomPlanes } from '../../test/support/pictures.ts';
import { ShapeError } from '../errors.ts';
import { convolve, kernelOf, separableKernel, trimKernel } from './convolve.ts';
import type { Planes } from './image.ts';

/** Each output sample by itself, by the formula. */
function naive(src: Planes, size: number, weights: Float64Array): Planes {
  const r = (size - 1) / 2;
  const mirror = (i: number, n: number) => {
    let j = i;
    while (j < 0 || j >= n) j = j < 0 ? -j : 2 * (n - 1) - j;
    return j;
  };
  const data = src.data.map((_, i) => {
    const x = i % src.width;
    const y = Math.floor(i / src.width) % src.height;
    const c = Math.floor(i / (src.width * src.height));
    return weights.reduce((sum, w, k) => {
      const u = mirror(x + (k % size) - r, src.width);
      const v = mirror(y + Math.floor(k / size) - r, src.height);
      return sum + w * src.data[(c * src.height + v) * src.width + u]!;
    }, 0);
  });
  return { ...src, data };
}

describe('convolve', () => {
  test.each([
    [1, 4, 5],
    [3, 5, 9],
    [5, 7, 6],
    [7, 4, 11],
  ])('a %i×%i kernel equals the formula, mirrored beyond the edge', (size, height, width) => {
    const weights = randomPlanes(1, size, size, 5, 1).data;
    const kernel = kernelOf(size, (x, y) => weights[(y + (size - 1) / 2) * size + x + (size - 1) / 2]!);
    expect(kernel.weights.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    const src = randomPlanes(3, height, width, 2);
    expect(maxDifference(convolve(src, kernel), naive(src, size, kernel.weights))).toBeLessThan(1e-10);
  });

  test('two passes of a separable kernel equal its square of weights', () => {
    const kernel = separableKernel(5, (x) => 1 / (1 + (x - 0.3) ** 2));
    const src = randomPlanes(2, 6, 7);
    expect(maxDifference(convolve(src, kernel), naive(src, 5, kernel.weights))).toBeLessThan(1e-10);
  });

  test('trimming leaves out outer rings up to the share, of both forms of a kernel', () => {
    const bell = (x: number) => Math.exp(-(x * x) / 2);
    const dense = kernelOf(21, (x, y) => bell(x) * bell(y));
    const lost = ({ size }: { size: number }) =>
      1 -
      dense.weights.reduce((sum, w, i) => {
        const r = Math.max(Math.abs((i % 21) - 10), Math.abs(Math.floor(i / 21) - 10));
        return sum + (r <= (size - 1) / 2 ? w : 0);
      }, 0);
    const trimmed = trimKernel(dense, 1e-4);
    expect(lost(trimmed)).toBeLessThan(1e-4);
    expect(lost({ size: trimmed.size - 2 })).toBeGreaterThan(1e-4);
    const lines = trimKernel(separableKernel(21, bell), 1e-4);
    expect([lines.size, lines.line!.length]).toEqual([trimmed.size, trimmed.size]);
    trimmed.weights.forEach((w, i) => {
      expect(lines.line![i % trimmed.size]! * lines.line![Math.floor(i / trimmed.size)]!).toBeCloseTo(w, 12);
    });
    expect(
      trimKernel(
        kernelOf(3, () => 1),
        1e-4,
      ).size,
    ).toBe(3);
  });

  test('an even size is refused', () => {
    expect(() => kernelOf(4, () => 1)).toThrow(new ShapeError('Expected an odd number for the size of a kernel but received 4'));
  });
});
