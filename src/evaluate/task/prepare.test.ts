import { describe, expect, test } from 'vitest';
import { randomImage } from '../../../test/support/pictures.ts';
import type { Image } from '../../image/image.ts';
import { imresizeImage } from '../../image/resize.ts';
import { checkPreparation, describePreparation, type Preparation, preparePicture } from './prepare.ts';

const plain: Preparation = {
  ...{ fit: 'none', size: undefined, shorter: 0, kernel: 'bilinear', antialias: true, channels: 3, order: 'rgb', range: 255 },
  ...{ mean: [0, 0, 0], std: [1, 1, 1], padding: 0 },
};
/** Two pixels, (10, 20, 30) and (40, 50, 60). */
const two: Image = { width: 2, height: 1, channels: 3, data: Uint8Array.from([10, 20, 30, 40, 50, 60]) };
const valuesOf = (image: Image, how: Partial<Preparation>) => Array.from(preparePicture(image, { ...plain, ...how }).planes.data);

describe('values, by hand', () => {
  test.each([
    ['planes of 0–255', {}, [10, 40, 20, 50, 30, 60]],
    ['of 0–1', { range: 1 }, [10, 40, 20, 50, 30, 60].map((v) => v / 255)],
    ['blue first', { order: 'bgr' }, [30, 60, 20, 50, 10, 40]],
    [
      'mean and deviation of each channel as the network has them',
      { order: 'bgr', mean: [30, 20, 10], std: [2, 3, 5] },
      [0, 15, 0, 10, 0, 6],
    ],
    ['luma, rounded', { channels: 1, mean: [0], std: [1] }, [18, 48]],
  ] as const)('%s', (_, how, want) => {
    for (const [i, value] of valuesOf(two, how).entries()) expect(value).toBeCloseTo(want[i]!, 5);
  });

  test('gray is all three channels; 16 bits have the same range', () => {
    expect(valuesOf({ width: 1, height: 1, channels: 1, data: Uint8Array.of(51) }, {})).toEqual([51, 51, 51]);
    expect(valuesOf({ width: 1, height: 1, channels: 1, data: Uint16Array.of(65535) }, { range: 1 })).toEqual([1, 1, 1]);
    const sixteen = { ...two, data: Uint16Array.from(two.data, (v) => v * 257) };
    for (const [i, value] of valuesOf(sixteen, { channels: 1, mean: [0], std: [1] }).entries())
      expect(value).toBeCloseTo([18.15, 48.15][i]!, 2);
  });
});

describe('places', () => {
  const image = randomImage(3, 30, 57);

  test('crop: the shorter side, the longer rounded down, the centre with its margin half to even', () => {
    const { planes, placement } = preparePicture(image, { ...plain, fit: 'crop', size: { width: 10, height: 8 }, shorter: 15 });
    // 57 · 15 / 30 = 28.5; margins of (28 − 10) / 2 = 9 and (15 − 8) / 2 = 3.5, which becomes 4.
    expect(placement).toEqual({ scaleX: 28 / 57, scaleY: 0.5, left: -9, top: -4 });
    const resized = imresizeImage(image, { width: 28, height: 15 }, { kernel: 'bilinear' });
    for (const [x, y] of [
      [0, 0],
      [9, 7],
      [4, 2],
    ] as const)
      for (let c = 0; c < 3; c++) expect(planes.data[(c * 8 + y) * 10 + x]).toBe(resized.data[((y + 4) * 28 + x + 9) * 3 + c]);
  });

  test('pad: what fits, in the middle, the rest gray as the picture is', () => {
    const how = {
      ...plain,
      fit: 'pad',
      size: { width: 19, height: 20 },
      padding: 51,
      range: 1,
      mean: [0.1, 0.1, 0.1],
      std: [0.5, 0.5, 0.5],
    } as const;
    const { planes, placement } = preparePicture(image, how);
    expect(placement).toEqual({ scaleX: 1 / 3, scaleY: 1 / 3, left: 0, top: 5 });
    const row = (y: number) => planes.data.subarray(y * 19, (y + 1) * 19);
    for (const y of [0, 4, 15, 19]) for (const value of row(y)) expect(value).toBeCloseTo((0.2 - 0.1) / 0.5, 6);
    const resized = imresizeImage(image, { width: 19, height: 10 }, { kernel: 'bilinear' });
    for (const [x, value] of row(5).entries()) expect(value).toBeCloseTo((resized.data[3 * x]! / 255 - 0.1) / 0.5, 6);
  });

  test('stretch: each side by itself, without antialiasing where that is asked for', () => {
    const how = { ...plain, fit: 'stretch', size: { width: 19, height: 30 } } as const;
    expect(preparePicture(image, how).placement).toEqual({ scaleX: 1 / 3, scaleY: 1, left: 0, top: 0 });
    expect(valuesOf(image, { ...how, antialias: false })).not.toEqual(valuesOf(image, how));
  });

  test('none: every sample as it is', () => {
    const { planes, placement } = preparePicture(image, plain);
    expect(placement).toEqual({ scaleX: 1, scaleY: 1, left: 0, top: 0 });
    for (let i = 0; i < image.data.length; i++) expect(planes.data[(i % 3) * 57 * 30 + Math.floor(i / 3)]).toBe(image.data[i]);
  });

  test.each(['crop', 'pad', 'stretch'] as const)('%s: a picture of one colour stays so, at every size', (fit) => {
    for (let side = 5; side < 40; side += 3) {
      const one: Image = { width: side, height: 2 * side + 1, channels: 3, data: new Uint8Array(3 * side * (2 * side + 1)).fill(77) };
      const values = valuesOf(one, { fit, size: { width: 16, height: 12 }, shorter: 16, padding: 77 });
      expect(values).toEqual(Array.from({ length: 3 * 16 * 12 }, () => 77));
    }
  });
});

test('the line that tells of it', () => {
  const size = { width: 224, height: 224 };
  expect(describePreparation({ ...plain, fit: 'crop', size, shorter: 256, range: 1, mean: [0.5, 0.4, 0.3], antialias: false })).toBe(
    'shorter side to 256 by bilinear without antialiasing, rounded, centre of 224×224; RGB in 0–1; less 0.5, 0.4, 0.3; divided by 1, 1, 1',
  );
  expect(describePreparation({ ...plain, channels: 1, mean: [0], std: [1] })).toBe('size as it is; luma in 0–255; less 0; divided by 1');
});

test('refuses a fit without a size', () => {
  expect(() => checkPreparation({ ...plain, fit: 'pad' })).toThrow(/^Expected --size for --fit pad/);
});
