import { expect, test } from 'vitest';
import { randomPlanes } from '../../../test/support/pictures.ts';
import { blockFeatures, shapeOf } from './block-frequencies.ts';
import { logGamma } from './generalized-gaussian.ts';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]) => values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1);

/** The nearest entry of the whole table. */
function shape(values: readonly number[]): number {
  const ratio = variance(values) / (mean(values.map((value) => Math.abs(value - mean(values)))) ** 2 + 0.0000001);
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let i = 0; i <= 9970; i++) {
    const a = 0.03 + i / 1000;
    const apart = Math.abs(Math.exp(logGamma(1 / a) + logGamma(3 / a) - 2 * logGamma(2 / a)) - ratio);
    if (apart < least) [best, least] = [a, apart];
  }
  return best;
}

/** By its definition, frequency (row, column) of 7×7 samples. */
function cosines(samples: readonly number[]): number[] {
  const scale = (k: number) => Math.sqrt((k === 0 ? 1 : 2) / 7);
  return samples.map((_, i) => {
    const [v, u] = [Math.floor(i / 7), i % 7];
    const wave = (k: number, x: number) => scale(k) * Math.cos(((2 * x + 1) * k * Math.PI) / 14);
    return samples.reduce((sum, value, j) => sum + value * wave(v, Math.floor(j / 7)) * wave(u, j % 7), 0);
  });
}

test('equals the definition, with blocks that reach beyond the edge', () => {
  const { width, height, data } = randomPlanes(1, 8, 13, 6, 1);
  const [shapes, variations, orientations] = [[], [], []] as [number[], number[], number[]];
  for (let top = 0; top < height; top += 3) {
    for (let left = 0; left < width; left += 3) {
      const samples = Array.from({ length: 49 }, (_, k) => {
        const [x, y] = [left - 2 + (k % 7), top - 2 + Math.floor(k / 7)];
        return x < 0 || y < 0 || x >= width || y >= height ? 0 : data[y * width + x]!;
      });
      const f = cosines(samples);
      shapes.push(shape(f.slice(1)));
      const sizes = f.map(Math.abs);
      variations.push(Math.sqrt(variance(sizes.slice(1))) / (mean(sizes.slice(1)) + 1e-7));
      // Rows and columns counted from 1, as the authors' program has them.
      const at = (row: number, column: number) => sizes[(row - 1) * 7 + column - 1]!;
      const across = [2, 3, 4, 5, 6, 7].map((c) => [1, c]).concat([3, 4, 5, 6, 7].map((c) => [2, c]));
      const flat = [...across, [3, 5], [3, 6], [3, 7], [4, 6], [4, 7]] as [number, number][];
      const both = [
        [2, 2],
        [3, 3],
        [3, 4],
        [4, 3],
        [4, 4],
        [4, 5],
        [5, 4],
        [5, 5],
        [5, 6],
        [5, 7],
        [6, 5],
        [6, 6],
        [6, 7],
        [7, 5],
        [7, 6],
        [7, 7],
      ];
      const sectors = [flat.map(([r, c]) => at(r, c)), both.map(([r, c]) => at(r!, c!)), flat.map(([r, c]) => at(c, r))];
      orientations.push(variance(sectors.map((sector) => Math.sqrt(variance(sector)) / (mean(sector) + 1e-8))));
    }
  }
  const sorted = (values: number[]) => values.toSorted((a, b) => a - b);
  // 15 blocks: a tenth is two, and from the 13th on.
  const last = (values: number[]) => mean(sorted(values).slice(12));
  const want = [mean(sorted(shapes).slice(0, 2)), mean(shapes), last(variations), mean(variations), last(orientations), mean(orientations)];
  blockFeatures({ channels: 1, width, height, data }).forEach((value, i) => {
    expect(value).toBeCloseTo(want[i]!, 10);
  });
});

test('the shape of evenly spread values is large, that of a few among zeros small', () => {
  expect(shapeOf(Float64Array.from({ length: 1000 }, (_, i) => i))).toBe(10);
  expect(shapeOf(Float64Array.from({ length: 1000 }, (_, i) => (i === 0 ? 1 : 0)))).toBeLessThan(0.3);
});
