import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomPlanes } from '../../test/support/pictures.ts';
import { ShapeError } from '../errors.ts';
import type { Planes } from '../image/image.ts';
import { dihedral, dihedrals } from '../image/transform.ts';
import { metrics } from './index.ts';
import { type FullReference, type MetricDef, measureOne } from './metric.ts';

/** A smooth picture with an edge, in 0–dataRange, and the same with seeded noise. */
function scene(channels: number, dataRange: number, [width, height]: readonly [number, number]): Planes<Float64Array> {
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

const sizeFor = ({ leastSize }: MetricDef) => [Math.max(26, leastSize + 5), Math.max(21, leastSize)] as const;
const channelsOf = ({ color }: MetricDef) => (color === 'rgb' ? [3] : [1, 3]);
const needsFiles = ({ files = {} }: MetricDef) => Object.values(files).some(({ optional }) => !optional);

describe.each(Object.entries(metrics))('%s', (name, metric) => {
  test('is called as in the registry, lives in a file of its name, and says what it is', () => {
    expect(metric.name).toBe(name);
    expect(existsSync(`src/metrics/${name}.ts`)).toBe(true);
    for (const text of [metric.title, metric.range, metric.source]) expect(text).toMatch(/\S/);
  });

  test('refuses a picture below its least size', async () => {
    const { leastSize } = metric;
    if (leastSize === 1) return;
    const small = randomPlanes(3, leastSize, leastSize - 1);
    await expect(measureOne(metric, small, small, { dataRange: 255 })).rejects.toThrow(ShapeError);
  });
});

const fullReference = Object.values(metrics).filter((m): m is FullReference => m.reference === 'hr' && !needsFiles(m));

describe.each(fullReference)('$name, against an HR picture', (metric) => {
  const size = sizeFor(metric);
  const value = (sr: Planes, hr: Planes, dataRange = 255) => measureOne(metric, sr, hr, { dataRange });
  const worse = (a: number, b: number) => (metric.better === 'higher' ? a < b : a > b);

  test.each([1, 255])('has its best value for identical pictures in 0–%i', async (dataRange) => {
    for (const channels of channelsOf(metric)) {
      const hr = scene(channels, dataRange, size);
      expect(await value(hr, { ...hr, data: hr.data.slice() }, dataRange)).toBeCloseTo(metric.identical, 9);
      expect(worse(await value(noisy(hr, 1, metric.threshold ? dataRange : dataRange / 20), hr, dataRange), metric.identical)).toBe(true);
    }
  });

  test('does not depend on the order, the range, or turning and mirroring both', async () => {
    const hr = scene(3, 255, size);
    const sr = noisy(hr, 2, 20);
    const measured = await value(sr, hr);
    const near = (other: number) => expect(Math.abs(other - measured)).toBeLessThan(1e-7 * Math.max(1, Math.abs(measured)));
    if (metric.symmetric !== false) near(await value(hr, sr));
    const scaled = [sr, hr].map((planes) => ({ ...planes, data: planes.data.map((v) => v / 255) })) as [Planes, Planes];
    near(await value(...scaled, 1));
    if (metric.turns !== false) for (const k of dihedrals) near(await value(dihedral(sr, k), dihedral(hr, k)));
  });

  test('worsens as noise grows', async () => {
    const hr = scene(channelsOf(metric)[0]!, 255, size);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1e6),
        fc.double({ min: 4, max: 60, noNaN: true }),
        fc.double({ min: 1.5, max: 4, noNaN: true }),
        async (seed, amount, factor) => {
          const [more, less] = [await value(noisy(hr, seed, amount * factor), hr), await value(noisy(hr, seed, amount), hr)];
          return worse(more, less) || (metric.threshold === true && more === metric.identical && less === metric.identical);
        },
      ),
      { seed: 11, numRuns: metric.leastSize > 30 ? 10 : 50, interruptAfterTimeLimit: 5000 },
    );
  });

  test('refuses pictures of different sizes', async () => {
    const hr = randomPlanes(1, size[1], size[0]);
    for (const other of [randomPlanes(1, size[0], size[1]), randomPlanes(1, size[1], size[0] - 1)])
      await expect(value(other, hr)).rejects.toThrow(ShapeError);
  });
});

describe.each(Object.values(metrics).filter(needsFiles))('$name, without its files', (metric) => {
  test('says which file it needs and where that is published', async () => {
    const picture = scene(3, 255, sizeFor(metric));
    const { where } = Object.values(metric.files!).find(({ optional }) => !optional)!;
    await expect(measureOne(metric, picture, picture, { dataRange: 255 })).rejects.toThrow(where);
  });
});
