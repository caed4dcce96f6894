import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxDifference, randomImage, randomPlanes, readNpy, readPicture, sharedData } from '../../test/support/pictures.ts';
import { ConfigError, ShapeError } from '../errors.ts';
import type { Planes, Rect } from './image.ts';
import { cropPlanes, modcrop, toImage, toPlanes64 } from './planes.ts';
import { imresize, imresizeImage, type ResizeOptions, resizeWindow, sourceRect } from './resize.ts';
import { type Kernel, kernels, tapsOf } from './taps.ts';

const folder = `${sharedData}/metrics/imresize`;

describe.skipIf(!existsSync(folder)).each([2, 3, 4])('MATLAB pictures ×%i (skipped when ../shared/data is not there)', (scale) => {
  test('float64 with mirrored border agrees to 1e-9, down and up', async () => {
    const lr = readNpy(`${folder}/butterfly_x${scale}_im_l.npy`);
    const enlarged = readNpy(`${folder}/butterfly_x${scale}_im_b.npy`);
    const whole = toPlanes64(await readPicture(`${sharedData}/test/Set5/butterfly.png`));
    const hr = cropPlanes(whole, { x: 0, y: 0, width: enlarged.width, height: enlarged.height });
    expect(maxDifference(imresize(hr, { scale: 1 / scale }, { border: 'symmetric' }), lr)).toBeLessThan(1e-9);
    const up = imresize(lr, { scale }, { border: 'symmetric' });
    const clipped = { ...up, data: up.data.map((value) => Math.min(Math.max(value, 0), 255)) };
    expect(maxDifference(clipped, enlarged)).toBeLessThan(1e-9);
  });

  test('uint8 with replicated border agrees bit for bit', async () => {
    const hr = modcrop(await readPicture(`${sharedData}/test/Set5/butterfly.png`), scale);
    const lr = await readPicture(`${folder}/butterfly_x${scale}_lr_uint8.png`);
    expect(imresizeImage(hr, { scale: 1 / scale })).toEqual(lr);
  });
});

/** One row or one impulse as planes. */
const line = (...values: number[]): Planes<Float64Array> => ({
  channels: 1,
  height: 1,
  width: values.length,
  data: Float64Array.from(values),
});

/** Weighted sum at a real position, straight from the definition: no taps, no passes. */
function direct(src: Planes, scale: number, x: number, y: number): number {
  const k = (t: number) => {
    const a = Math.abs(t);
    return a <= 1 ? 1.5 * a ** 3 - 2.5 * a ** 2 + 1 : a < 2 ? -0.5 * a ** 3 + 2.5 * a ** 2 - 4 * a + 2 : 0;
  };
  const shrink = Math.min(scale, 1);
  const centre = (i: number) => (i + 0.5) / scale - 0.5;
  const reach = Math.ceil(2 / shrink) + 1;
  let sum = 0;
  let total = 0;
  for (let v = Math.floor(centre(y)) - reach; v <= centre(y) + reach; v++) {
    for (let u = Math.floor(centre(x)) - reach; u <= centre(x) + reach; u++) {
      const weight = k(shrink * (centre(x) - u)) * k(shrink * (centre(y) - v));
      const row = Math.min(Math.max(v, 0), src.height - 1);
      sum += weight * src.data[row * src.width + Math.min(Math.max(u, 0), src.width - 1)]!;
      total += weight;
    }
  }
  return sum / total;
}

describe('weights', () => {
  const axis = { length: 100, scale: 0.5, kernel: 'bicubic', antialias: true, border: 'replicate' } as const;

  test('the row of the ×2 reduction', () => {
    const half = [-0.01171875, -0.03515625, 0.11328125, 0.43359375];
    const { index, weight } = tapsOf(axis, 20, 21);
    expect([...weight]).toEqual([...half, ...half.toReversed()]);
    expect([...index]).toEqual([37, 38, 39, 40, 41, 42, 43, 44]);
  });

  test('the rows of the ×2 enlargement', () => {
    const { weight, index } = tapsOf({ ...axis, scale: 2 }, 20, 22);
    expect([...weight]).toEqual([-0.0234375, 0.2265625, 0.8671875, -0.0703125, -0.0703125, 0.8671875, 0.2265625, -0.0234375]);
    expect([...index]).toEqual([8, 9, 10, 11, 9, 10, 11, 12]);
  });

  test('borders: the edge repeated, or the picture mirrored', () => {
    expect([...tapsOf(axis, 0, 1).index]).toEqual([0, 0, 0, 0, 1, 2, 3, 4]);
    expect([...tapsOf({ ...axis, border: 'symmetric' }, 0, 1).index]).toEqual([2, 1, 0, 0, 1, 2, 3, 4]);
    expect([...tapsOf({ ...axis, length: 2, border: 'symmetric' }, 0, 1).index]).toEqual([1, 1, 0, 0, 1, 1, 0, 0]);
  });
});

describe('whole pictures', () => {
  test.each([0.3, 0.5, 0.77, 1, 1.5, 3])('bicubic by %d equals the direct sum', (scale) => {
    const src = randomPlanes(1, 13, 17);
    const out = imresize(src, { scale });
    expect([out.width, out.height]).toEqual([Math.ceil(17 * scale), Math.ceil(13 * scale)]);
    for (const [x, y] of [
      [0, 0],
      [out.width - 1, out.height - 1],
      [out.width >> 1, out.height >> 1],
      [1, out.height - 2],
    ] as const) {
      expect(out.data[y * out.width + x]).toBeCloseTo(direct(src, scale, x, y), 9);
    }
  });

  test.each(kernels)('%s keeps constants, and the picture itself at scale 1', (kernel) => {
    const flat = { channels: 2, height: 7, width: 9, data: new Float64Array(126).fill(37.25) };
    for (const scale of [0.4, 1, 2.5]) {
      expect(imresize(flat, { scale }, { kernel }).data.every((value) => Math.abs(value - 37.25) < 1e-12)).toBe(true);
    }
    const src = randomPlanes(3, 6, 5);
    expect(maxDifference(imresize(src, { scale: 1 }, { kernel }), src)).toBeLessThan(1e-12);
  });

  test.each(['bilinear', 'bicubic'] as const)('%s keeps a ramp, away from the edges', (kernel) => {
    const ramp = line(...Array.from({ length: 40 }, (_, i) => 3 * i));
    for (const scale of [0.5, 2, 4 / 3]) {
      const out = imresize(ramp, { width: 40 * scale < 40 ? 20 : Math.floor(40 * scale), height: 1 }, { kernel });
      const s = out.width / 40;
      for (let i = Math.ceil(6 * s); i < out.width - 6 * s; i++) expect(out.data[i]).toBeCloseTo(3 * ((i + 0.5) / s - 0.5), 9);
    }
  });

  test('area is the mean of the covered source', () => {
    expect([...imresize(line(1, 2, 3, 4, 5, 6), { width: 2, height: 1 }, { kernel: 'area' }).data]).toEqual([2, 5]);
    expect(imresize(line(1, 2, 3, 4, 5), { width: 2, height: 1 }, { kernel: 'area' }).data[0]).toBeCloseTo((1 + 2 + 3 / 2) / 2.5, 12);
    expect([...imresize(line(1, 2, 3), { scale: 0.5 }, { kernel: 'area' }).data]).toEqual([1.5, 3]);
  });

  test('nearest repeats and picks samples; bilinear without antialiasing picks the middle', () => {
    expect([...imresize(line(1, 5, 9), { width: 6, height: 1 }, { kernel: 'nearest' }).data]).toEqual([1, 1, 5, 5, 9, 9]);
    expect([...imresize(line(1, 5, 9, 2, 4, 6), { width: 2, height: 1 }, { kernel: 'nearest' }).data]).toEqual([5, 4]);
    expect([...imresize(line(0, 2, 4, 10), { scale: 0.5 }, { kernel: 'bilinear', antialias: false }).data]).toEqual([1, 7]);
  });

  test('Lanczos kernels are sinc windows', () => {
    const sinc = (x: number) => Math.sin(Math.PI * x) / (Math.PI * x);
    const impulse = line(...Array.from({ length: 21 }, (_, i) => (i === 10 ? 1 : 0)));
    for (const lobes of [2, 3] as const) {
      const out = imresize(impulse, { width: 42, height: 1 }, { kernel: `lanczos${lobes}` }).data;
      const at = (x: number) => (Math.abs(x) < lobes ? sinc(x) * sinc(x / lobes) : 0);
      let sum = 0;
      for (let k = -4; k < 4; k++) sum += at(k + 0.25);
      expect(out[20]).toBeCloseTo(at(0.25) / sum, 12);
      expect(out[22]).toBeCloseTo(at(0.75) / sum, 12);
      expect(out[23]).toBeCloseTo(at(1.25) / sum, 12);
    }
  });

  test('passes are rounded one by one, and the axis with the smaller scale goes first', () => {
    const src = toPlanes64(randomImage(1, 12, 16));
    const options = { round: 'uint8' } as const;
    const tall = { width: 16, height: 6 };
    const wide = { width: 8, height: 12 };
    const both = { width: 8, height: 6 };
    expect(imresize(src, both, options)).toEqual(imresize(imresize(src, tall, options), both, options));
    const horizontalFirst = imresize(imresize(src, wide, options), { width: 8, height: 8 }, options);
    expect(imresize(src, { width: 8, height: 8 }, options)).toEqual(horizontalFirst);
  });

  test('integer pictures keep depth and clip; every channel is treated alike', () => {
    for (const bits of [8, 16] as const) {
      const image = randomImage(4, 9, 11, 3, bits);
      const peak = 2 ** bits - 1;
      const want = imresize(toPlanes64(image, { peak }), { scale: 1.7 }, { round: `uint${bits}` });
      expect(imresizeImage(image, { scale: 1.7 })).toEqual(toImage(want, { peak, bits }));
    }
  });

  test('refuses scales and sizes that are no scales and sizes', () => {
    const src = randomPlanes(1, 4, 4);
    for (const scale of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => imresize(src, { scale })).toThrow(new ConfigError(`Expected a positive number for scale but received ${scale}`));
    }
    expect(() => imresize(src, { width: 0, height: 3 })).toThrow(ConfigError);
    expect(() => imresize(src, { width: 2, height: 1.5 })).toThrow('Expected a positive integer for height but received 1.5');
    expect(() => imresize(src, { scale: 2 }, { kernel: 'cubic' as Kernel })).toThrow(ConfigError);
  });
});

describe('parts of pictures', () => {
  const cases = fc.record({
    full: fc.record({ width: fc.integer({ min: 1, max: 30 }), height: fc.integer({ min: 1, max: 30 }) }),
    target: fc.record({ width: fc.integer({ min: 1, max: 60 }), height: fc.integer({ min: 1, max: 60 }) }),
    corner: fc.tuple(fc.double({ min: 0, max: 0.99, noNaN: true }), fc.double({ min: 0, max: 0.99, noNaN: true })),
    extent: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
    kernel: fc.constantFrom(...kernels),
    border: fc.constantFrom('replicate' as const, 'symmetric' as const),
    round: fc.constantFrom('none' as const, 'uint8' as const),
  });

  test('a window equals that window of the whole, from no more than its source rectangle', () => {
    fc.assert(
      fc.property(cases, ({ full, target, corner, extent, kernel, border, round }) => {
        const options: ResizeOptions = { kernel, border, round };
        const x = Math.floor(corner[0] * target.width);
        const y = Math.floor(corner[1] * target.height);
        const window: Rect = {
          x,
          y,
          width: 1 + Math.floor(extent[0] * (target.width - x - 1)),
          height: 1 + Math.floor(extent[1] * (target.height - y - 1)),
        };
        const src = toPlanes64(randomImage(2, full.height, full.width));
        const part = sourceRect(full, target, window, options);
        const got = resizeWindow(cropPlanes(src, part), part, full, target, window, options);
        expect(maxDifference(got, cropPlanes(imresize(src, target, options), window))).toBeLessThan(5e-5);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  test('a window of a picture in 0–1 agrees to 1e-5', () => {
    const src = randomPlanes(3, 50, 40, 5, 1);
    const target = { width: 120, height: 150 };
    const window = { x: 30, y: 60, width: 50, height: 30 };
    const part = sourceRect(src, target, window);
    expect(part).toEqual({ x: 8, y: 18, width: 20, height: 14 });
    const got = resizeWindow(cropPlanes(src, part), part, src, target, window);
    expect(maxDifference(got, cropPlanes(imresize(src, target), window))).toBeLessThan(1e-5);
  });

  test('refuses a window outside the output and a source part that is too small', () => {
    const full = { width: 10, height: 10 };
    const target = { width: 20, height: 20 };
    expect(() => sourceRect(full, target, { x: 15, y: 0, width: 6, height: 5 })).toThrow(ShapeError);
    const part = { x: 2, y: 0, width: 5, height: 10 };
    const src = randomPlanes(1, 10, 5);
    expect(() => resizeWindow(src, part, full, target, { x: 0, y: 0, width: 4, height: 4 })).toThrow('source pixels 0 to');
    expect(() => resizeWindow(src, full as Rect, full, target, { x: 0, y: 0, width: 4, height: 4 })).toThrow(ShapeError);
  });
});
