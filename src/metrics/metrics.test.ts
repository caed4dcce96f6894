import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomPlanes } from '../../test/support/pictures.ts';
import { ShapeError } from '../errors.ts';
import type { Planes } from '../image/image.ts';
import { dihedral, dihedrals } from '../image/transform.ts';
import { metrics } from './index.ts';

/** A smooth picture with an edge, in 0–dataRange, and the same with seeded noise. */
function scene(channels: number, dataRange: number): Planes<Float64Array> {
  const [width, height] = [26, 21];
  const data = Float64Array.from({ length: channels * width * height }, (_, i) => {
    const x = i % width;
    const y = Math.floor(i / width) % height;
    return dataRange * (0.5 + 0.2 * Math.sin(x / 3) * Math.cos(y / 4) + (x > y ? 0.15 : -0.15));
  });
  return { channels, width, height, data };
}

function noisy(clean: Planes<Float64Array>, seed: number, amount: number): Planes<Float64Array> {
  const noise = randomPlanes(clean.channels, clean.height, clean.width, seed, 1).data;
  return { ...clean, data: clean.data.map((value, i) => value + amount * (noise[i]! - 0.5)) };
}

describe.each(Object.entries(metrics))('%s', (name, metric) => {
  const worse = (a: number, b: number) => (metric.better === 'higher' ? a < b : a > b);

  test('is called as in the registry and lives in a file of its name', () => {
    expect(metric.name).toBe(name);
    expect(existsSync(`src/metrics/${name}.ts`)).toBe(true);
  });

  test.each([1, 255])('has its best value for identical pictures in 0–%i', (dataRange) => {
    for (const channels of [1, 3]) {
      const hr = scene(channels, dataRange);
      expect(metric.measure(hr, { ...hr, data: hr.data.slice() }, { dataRange })).toBeCloseTo(metric.identical, 12);
      expect(worse(metric.measure(noisy(hr, 1, dataRange / 100), hr, { dataRange }), metric.identical)).toBe(true);
    }
  });

  test('does not depend on the order, the range, or turning and mirroring both', () => {
    const hr = scene(3, 255);
    const sr = noisy(hr, 2, 20);
    const value = metric.measure(sr, hr, { dataRange: 255 });
    expect(metric.measure(hr, sr, { dataRange: 255 })).toBeCloseTo(value, 12);
    const scaled = [sr, hr].map((planes) => ({ ...planes, data: planes.data.map((v) => v / 255) })) as [Planes, Planes];
    expect(metric.measure(...scaled, { dataRange: 1 })).toBeCloseTo(value, 9);
    for (const k of dihedrals) expect(metric.measure(dihedral(sr, k), dihedral(hr, k), { dataRange: 255 })).toBeCloseTo(value, 9);
  });

  test('worsens as noise grows', () => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.double({ min: 1, max: 60, noNaN: true }),
        fc.double({ min: 1.5, max: 4, noNaN: true }),
        (seed, amount, factor) => {
          const hr = scene(1, 255);
          const little = metric.measure(noisy(hr, seed, amount), hr, { dataRange: 255 });
          return worse(metric.measure(noisy(hr, seed, amount * factor), hr, { dataRange: 255 }), little);
        },
      ),
      { seed: 11 },
    );
  });

  test('refuses pictures of different sizes', () => {
    const hr = scene(1, 255);
    for (const other of [randomPlanes(1, 26, 21), randomPlanes(3, 21, 26), randomPlanes(1, 21, 25)]) {
      expect(() => metric.measure(other, hr, { dataRange: 255 })).toThrow(ShapeError);
    }
  });
});
