import { expect, test } from 'vitest';
import { randomPlanes } from '../../../test/support/pictures.ts';
import { eachRow, gaussian, moments } from './windows.ts';

test('gaussian weights add up to 1 and fall as exp(−d²/2σ²)', () => {
  const taps = gaussian(5, 1.5);
  expect(taps.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 15);
  expect(taps[0]! / taps[2]!).toBeCloseTo(Math.exp(-4 / 4.5), 14);
  expect(taps[0]).toBe(taps[4]);
});

test('moments are weighted means at every place inside, row by row', () => {
  const [width, height, taps] = [9, 7, Float64Array.of(0.2, 0.5, 0.3)];
  const [a, b] = [randomPlanes(1, height, width, 1).data, randomPlanes(1, height, width, 2).data];
  const rows: number[][] = [];
  eachRow(a, b, width, height, taps, (row) => rows.push([...row]));
  expect(rows).toHaveLength(height - 2);
  for (const [y, row] of rows.entries()) {
    expect(row).toHaveLength(moments * (width - 2));
    for (let x = 0; x < width - 2; x++) {
      const mean = (of: (i: number) => number) => {
        let sum = 0;
        for (let v = 0; v < 3; v++) for (let u = 0; u < 3; u++) sum += taps[v]! * taps[u]! * of((y + v) * width + x + u);
        return sum;
      };
      const want = [mean((i) => a[i]!), mean((i) => b[i]!), mean((i) => a[i]! ** 2 + b[i]! ** 2), mean((i) => a[i]! * b[i]!)];
      for (const [k, value] of want.entries()) expect(row[moments * x + k]).toBeCloseTo(value, 9);
    }
  }
});
