import { expect, test } from 'vitest';
import { randomPlanes } from '../../../test/support/pictures.ts';
import { ShapeError } from '../../errors.ts';
import { imresize } from '../../image/resize.ts';
import { type Band, normalizedBands } from './normalized-bands.ts';

/** Bands that depend on one another a little. */
function bandsOf(width: number, height: number, seed: number): Band[] {
  const shared = randomPlanes(1, height, width, seed + 100).data;
  return Array.from({ length: 6 }, (_, i) => {
    const { data } = randomPlanes(1, height, width, seed + i);
    return { width, height, data: data.map((value, k) => value - 120 + (i + 1) * 0.2 * shared[k]!) };
  });
}

/** x of a·x = b, by elimination. */
function solved(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const rows = a.map((row, i) => [...row, b[i]!]);
  const n = rows.length;
  for (let k = 0; k < n; k++) {
    const pivot = rows.slice(k).reduce((best, row, i) => (Math.abs(row[k]!) > Math.abs(rows[best]![k]!) ? k + i : best), k);
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = rows[i]![k]! / rows[k]![k]!;
      for (let j = k; j <= n; j++) rows[i]![j]! -= factor * rows[k]![j]!;
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!);
}

const levels = [bandsOf(45, 41, 1), bandsOf(23, 21, 20)];
const got = normalizedBands(levels);

test.each([
  [0, 2, 1],
  [0, 5, 0],
  [1, 3, 0],
] as const)('band %i, %i with %i band of the next level equals its definition', (level, orientation, parents) => {
  const band = levels[level]![orientation]!;
  const { width, height } = band;
  const above = levels[1]![orientation]!;
  const parent = imresize({ channels: 1, ...above }, { scale: 2 }, { border: 'symmetric' });
  const around = (x: number, y: number) => {
    const near = Array.from({ length: 9 }, (_, k) => band.data[(y + Math.floor(k / 3) - 1) * width + x + (k % 3) - 1]!);
    const next = parents === 1 ? [parent.data[y * parent.width + x]!] : [];
    const others = levels[level]!.filter((other) => other !== band).map((other) => other.data[y * width + x]!);
    return [...near, ...next, ...others];
  };
  const places = Array.from(
    { length: (width - 2) * (height - 2) },
    (_, i) => [1 + (i % (width - 2)), 1 + Math.floor(i / (width - 2))] as const,
  );
  const rows = places.map(([x, y]) => around(x, y));
  const n = rows[0]!.length;
  expect(n).toBe(14 + parents);
  const c = Array.from({ length: n }, (_, p) =>
    Array.from({ length: n }, (__, q) => rows.reduce((sum, row) => sum + row[p]! * row[q]!, 0) / rows.length),
  );
  const mean = places.reduce((sum, [x, y]) => sum + band.data[y * width + x]!, 0) / places.length;
  const guard = level === 0 ? 16 : 8;
  const inside = places.flatMap(([x, y], i) => {
    const [column, row] = [x - 1, y - 1];
    if (column < guard || row < guard || column >= width - 2 - guard || row >= height - 2 - guard) return [];
    const energy = solved(c, rows[i]!).reduce((sum, value, k) => sum + value * rows[i]![k]!, 0);
    return [(band.data[y * width + x]! - mean) / Math.sqrt(energy / (9 + parents))];
  });
  const rest = inside.reduce((sum, value) => sum + value, 0) / inside.length;
  const { data, ...size } = got[level]![orientation]!;
  expect(size).toEqual({ width: width - 2 - 2 * guard, height: height - 2 - 2 * guard });
  expect(data).toHaveLength(inside.length);
  expect(Math.max(...inside.map((value, i) => Math.abs(value - rest - data[i]!)))).toBeLessThan(1e-9);
});

test('bands without coefficients are refused', () => {
  const empty = (width: number, height: number) =>
    Array.from({ length: 6 }, () => ({ width, height, data: new Float64Array(width * height) }));
  expect(() => normalizedBands([empty(45, 41), empty(23, 21)])).toThrow(ShapeError);
});
