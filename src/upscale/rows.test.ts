import { describe, expect, test } from 'vitest';
import { largestDifference, wavePlanes } from '../../test/support/networks.ts';
import type { Planes } from '../image/image.ts';
import { imresize, type Kernel } from '../image/resize.ts';
import { planesSource, type RowSource, resampleSource, StripCache } from './rows.ts';

/** All rows, asked for in strips that overlap. */
async function inStrips(source: RowSource, height: number, overlap: number): Promise<Planes<Float32Array>> {
  const { channels, width } = source;
  const data = new Float32Array(channels * width * source.height);
  for (let start = 0; start < source.height; start += height) {
    const y0 = Math.max(0, start - overlap);
    const y1 = Math.min(start + height, source.height);
    const strip = await source.rows(y0, y1);
    expect(strip).toMatchObject({ channels, width, height: y1 - y0 });
    for (let c = 0; c < channels; c++) {
      data.set(strip.data.subarray(c * (y1 - y0) * width, (c + 1) * (y1 - y0) * width), (c * source.height + y0) * width);
    }
  }
  return { channels, width, height: source.height, data };
}

describe('strips', () => {
  test('of planes in memory are those planes', async () => {
    const planes = wavePlanes(3, 13, 29);
    expect((await inStrips(planesSource(planes), 7, 3)).data).toEqual(planes.data);
  });

  test.each<[Kernel, number, number]>([
    ['bicubic', 37, 61],
    ['bicubic', 9, 11],
    ['area', 7, 12],
    ['lanczos3', 40, 20],
    ['nearest', 31, 63],
  ])('of a %s resize to %i×%i are those of the whole', async (kernel, width, height) => {
    const planes = wavePlanes(2, 17, 23);
    const whole = imresize(planes, { width, height }, { kernel });
    const strips = await inStrips(resampleSource(planesSource(planes), { width, height }, kernel), 5, 2);
    expect(largestDifference(strips.data, whole.data)).toBeLessThan(1e-6);
  });
});

describe('StripCache', () => {
  test('joins strips, and hands memory on when rows are released', () => {
    const cache = new StripCache(2, 3);
    const fill = (height: number) => {
      const first = cache.end;
      const memory = cache.append(height);
      for (let i = 0; i < memory.length; i++) memory[i] = (first + (Math.floor(i / 3) % height)) * 10 + Math.floor(i / (3 * height));
      return memory;
    };
    const first = fill(4);
    fill(4);
    const column = ({ data }: Planes<Float32Array>) => [...data].filter((_, i) => i % 3 === 0);
    expect(cache.end).toBe(8);
    expect(column(cache.rows(2, 6))).toEqual([20, 30, 40, 50, 21, 31, 41, 51]);
    cache.release(5);
    expect(fill(2).buffer).toBe(first.buffer);
    expect(column(cache.rows(6, 10))).toEqual([60, 70, 80, 90, 61, 71, 81, 91]);
  });

  test('one channel in one strip is not copied', () => {
    const cache = new StripCache(1, 5);
    const memory = cache.append(6);
    expect(cache.rows(2, 4).data.buffer).toBe(memory.buffer);
    expect(cache.rows(2, 4).data.byteOffset).toBe(2 * 5 * 4);
  });
});
