import { describe, expect, test } from 'vitest';
import { randomPlanes } from '../../../test/support/pictures.ts';
import { ShapeError } from '../../errors.ts';
import type { Planes } from '../../image/image.ts';
import { imresize } from '../../image/resize.ts';
import { blockFeatures, shapeOf } from './block-frequencies.ts';
import { complexBands, residueAbove } from './complex-bands.ts';
import { fft2 } from './fft.ts';
import { normalizedBands } from './normalized-bands.ts';
import { nrqmFeatureCounts, nrqmFeatures, nrqmLeastSize } from './nrqm-features.ts';

const [width, height] = [118, 101];
const gray = randomPlanes(1, height, width, 8);
gray.data.forEach((value, i) => {
  gray.data[i] = Math.round(0.4 * value + 60 + 50 * Math.sin((i % width) / 9));
});
const [frequencies, pyramid, patches] = nrqmFeatures(gray);

/** The double sum under nine weights, with zeros beyond the edge, at every second sample. */
function smaller({ width: w, height: h, data }: Planes): Planes<Float64Array> {
  const [outWidth, outHeight] = [Math.floor(w / 2), Math.floor(h / 2)];
  const out = Float64Array.from({ length: outWidth * outHeight }, (_, i) => {
    let [sum, weights] = [0, 0];
    for (let v = -1; v <= 1; v++) {
      for (let u = -1; u <= 1; u++) {
        const [x, y] = [2 * (i % outWidth) + 1 + u, 2 * Math.floor(i / outWidth) + 1 + v];
        const weight = Math.exp(-2 * (u * u + v * v));
        weights += weight;
        if (x < w && y < h) sum += weight * data[y * w + x]!;
      }
    }
    return sum / weights;
  });
  return { channels: 1, width: outWidth, height: outHeight, data: out };
}

function expectClose(got: readonly number[], want: readonly number[]): void {
  expect(got).toHaveLength(want.length);
  got.forEach((value, i) => {
    expect(value).toBeCloseTo(want[i]!, 9);
  });
}

test('18, 45 and 75, for the smallest picture too', () => {
  expect([frequencies, pyramid, patches].map(({ length }) => length)).toEqual(nrqmFeatureCounts);
  const least = nrqmFeatures(randomPlanes(1, nrqmLeastSize, nrqmLeastSize));
  expect(least.map(({ length }) => length)).toEqual(nrqmFeatureCounts);
  expect(least.flat().every(Number.isFinite)).toBe(true);
});

test('frequencies and patches are those of the picture in 0–1 at three sizes', () => {
  const unit = { ...gray, data: gray.data.map((value) => value / 255) };
  const half = smaller(unit);
  expectClose(frequencies, [unit, half, smaller(half)].flatMap(blockFeatures));
  const ofHalf = nrqmFeatures({ ...half, data: half.data.map((value) => 255 * value) });
  expectClose(patches.slice(25, 75), ofHalf[2].slice(0, 50));
});

describe('singular values of patches', () => {
  /** Patches that are multiples of two patterns at right angles. */
  const patterned = randomPlanes(1, 85, 85);
  const amounts = { even: 0, odd: 0 };
  patterned.data.forEach((_, i) => {
    const [x, y] = [i % 85, Math.floor(i / 85)];
    const [column, row] = [Math.floor(x / 5), Math.floor(y / 5)];
    const even = (column + row) % 2 === 0;
    const amount = even ? 10 + column : 3 + row;
    const lit = even ? x % 5 === 0 : x % 5 === 3;
    patterned.data[i] = lit ? amount : 0;
    if (lit) amounts[even ? 'even' : 'odd'] += (amount / 255) ** 2;
  });

  test('are the lengths of what lies along each pattern, and 0', () => {
    const values = nrqmFeatures(patterned)[2].slice(0, 25);
    const want = [amounts.even, amounts.odd].map(Math.sqrt).toSorted((a, b) => b - a);
    expectClose(values.slice(0, 2), want);
    for (const value of values.slice(2)) expect(value).toBeLessThan(1e-6);
  });

  test('have squares that add up to those of the samples; the largest comes first', () => {
    const values = patches.slice(0, 25);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    const squares = gray.data.reduce((sum, value) => sum + (value / 255) ** 2, 0);
    expect(values.reduce((sum, value) => sum + value ** 2, 0) / squares).toBeCloseTo(1, 12);
  });
});

describe('the pyramid', () => {
  const spectrum = fft2({ re: gray.data, im: new Float64Array(width * height) }, width, height);
  const bands = [1, 2].map((level) =>
    complexBands(spectrum, width, height, level, 6).map((band) => ({ width: band.width, height: band.height, data: band.re })),
  );
  const normalized = normalizedBands(bands);

  /** The mean of the term over all places of the window, by the double sum. */
  function likeness(a: Float64Array, b: Float64Array, pitch: number): number {
    const weights = Array.from({ length: 121 }, (_, k) => Math.exp(-(((k % 11) - 5) ** 2 + (Math.floor(k / 11) - 5) ** 2) / 4.5));
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    let [sum, count] = [0, 0];
    for (let y = 0; y + 11 <= a.length / pitch; y++) {
      for (let x = 0; x + 11 <= pitch; x++) {
        const [p, q] = [a, b].map((of) => weights.map((_, k) => of[(y + Math.floor(k / 11)) * pitch + x + (k % 11)]!)) as [
          number[],
          number[],
        ];
        const mean = (value: (k: number) => number) => weights.reduce((total, weight, k) => total + (weight / all) * value(k), 0);
        const [mp, mq] = [mean((k) => p[k]!), mean((k) => q[k]!)];
        const shared = mean((k) => (p[k]! - mp) * (q[k]! - mq));
        const own = mean((k) => (p[k]! - mp) ** 2) + mean((k) => (q[k]! - mq) ** 2);
        sum += (2 * shared + 7.65 ** 2) / (own + 7.65 ** 2);
        count++;
      }
    }
    return sum / count;
  }

  test('shapes of normalised bands, then of both levels of an orientation together', () => {
    expectClose(
      pyramid.slice(0, 12),
      normalized.flat().map(({ data }) => shapeOf(data)),
    );
    const both = normalized[0]!.map(({ data }, i) => shapeOf(Float64Array.from([...data, ...normalized[1]![i]!.data])));
    expectClose(pyramid.slice(12, 18), both);
  });

  test('how like bands are to what lies above them', () => {
    const top = residueAbove(spectrum, width, height);
    expect(pyramid[18 + 4]).toBeCloseTo(likeness(bands[0]![4]!.data, top, width), 9);
    const large = imresize({ channels: 1, ...bands[1]![2]! }, { width, height }, { border: 'symmetric' });
    expect(pyramid[18 + 6 + 2]).toBeCloseTo(likeness(large.data, top, width), 9);
  });

  test('how like pairs of bands of the first level are', () => {
    const pitch = normalized[0]![0]!.width;
    const pairs = [0, 1, 2, 3, 4].flatMap((i) => [1, 2, 3, 4, 5].filter((j) => j > i).map((j) => [i, j] as const));
    for (const k of [0, 7, 14]) {
      const [i, j] = pairs[k]!;
      expect(pyramid[30 + k]).toBeCloseTo(likeness(normalized[0]![i]!.data, normalized[0]![j]!.data, pitch), 9);
    }
  });

  test('a flat picture is refused', () => {
    expect(() => nrqmFeatures({ ...gray, data: new Float64Array(width * height).fill(80) })).toThrow(ShapeError);
  });
});
