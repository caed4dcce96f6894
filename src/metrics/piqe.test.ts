import { describe, expect, test } from 'vitest';
import { randomPlanes } from '../../test/support/pictures.ts';
import type { Planes } from '../image/image.ts';
import { padPlanes } from '../image/planes.ts';
import { normalizeContrast } from './blocks/mscn.ts';
import { piqe } from './piqe.ts';

const options = { dataRange: 255 };

function deviation(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / (values.length - 1));
}

/** Of whole blocks of whole gray levels. */
function naive(gray: Planes<Float64Array>): number {
  const { samples } = normalizeContrast(gray, 'replicate');
  let [sum, count] = [1, 1];
  for (let top = 0; top < gray.height; top += 16) {
    for (let left = 0; left < gray.width; left += 16) {
      const rows = Array.from({ length: 16 }, (_, y) => [...samples.subarray((top + y) * gray.width + left).subarray(0, 16)]);
      const columns = rows.map((_, x) => rows.map((row) => row[x]!));
      const sigma = deviation(rows.flat());
      if (sigma ** 2 <= 0.1) continue;
      count++;
      const edges = [rows[0]!, rows[15]!, columns[0]!, columns[15]!];
      if (edges.some((edge) => Array.from({ length: 11 }, (_, i) => deviation(edge.slice(i, i + 6))).some((d) => d < 0.1)))
        sum += 1 - sigma ** 2;
      const ratio = deviation([...columns[7]!, ...columns[8]!]) / deviation(columns.filter((_, x) => x !== 7 && x !== 9).flat());
      if (sigma > (2 * Math.abs(sigma - ratio)) / Math.max(sigma, ratio)) sum += sigma ** 2;
    }
  }
  return (100 * sum) / count;
}

/** Waves whose contrast grows to the right, with a flat stripe. */
const scene = (width: number, height: number): Planes<Float64Array> => ({
  channels: 1,
  width,
  height,
  data: Float64Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return y % 40 < 12 ? 90 : Math.round(120 + x * Math.sin(x * y) + 10 * Math.sin(y / 2));
  }),
});

describe('piqe', () => {
  test.each([
    ['noise', randomPlanes(1, 32, 48).data.map(Math.round), 48, 32],
    ['waves', scene(96, 80).data, 96, 80],
  ] as const)('equals the plain computation of %s', (_name, data, width, height) => {
    const picture = { channels: 1, width, height, data };
    const value = piqe.measure(picture, options);
    expect(value).toBeCloseTo(naive(picture), 9);
    expect(value).toBeGreaterThan(5);
    expect(value).toBeLessThan(100);
  });

  test('is 100 for a flat picture', () => {
    expect(piqe.measure({ channels: 1, width: 40, height: 20, data: new Float64Array(800).fill(13) }, options)).toBe(100);
  });

  test('fills up to whole blocks by the last row and column', () => {
    const picture = scene(50, 39);
    expect(piqe.measure(picture, options)).toBe(
      piqe.measure(padPlanes(picture, { left: 0, top: 0, right: 14, bottom: 9 }, 'replicate'), options),
    );
  });

  test('does not depend on the range', () => {
    const picture = scene(48, 32);
    expect(piqe.measure({ ...picture, data: picture.data.map((v) => v / 255) }, { dataRange: 1 })).toBe(piqe.measure(picture, options));
  });
});
