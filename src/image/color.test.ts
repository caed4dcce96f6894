import { describe, expect, test } from 'vitest';
import { maxDifference, randomPlanes } from '../../test/support/pictures.ts';
import { ShapeError } from '../errors.ts';
import { grayToY, rgbToFullY, rgbToY, rgbToYCbCr, yCbCrToRgb, yToGray } from './color.ts';
import type { Planes } from './image.ts';

const pixel = (...values: number[]): Planes<Float64Array> => ({ channels: 3, height: 1, width: 1, data: Float64Array.from(values) });

/** Studio-range BT.601 values of the primaries in 8 bits. */
const bars = [
  { name: 'white', rgb: [255, 255, 255], ycc: [235, 128, 128] },
  { name: 'black', rgb: [0, 0, 0], ycc: [16, 128, 128] },
  { name: 'yellow', rgb: [255, 255, 0], ycc: [210, 16, 146] },
  { name: 'cyan', rgb: [0, 255, 255], ycc: [170, 166, 16] },
  { name: 'green', rgb: [0, 255, 0], ycc: [145, 54, 34] },
  { name: 'magenta', rgb: [255, 0, 255], ycc: [106, 202, 222] },
  { name: 'red', rgb: [255, 0, 0], ycc: [81, 90, 240] },
  { name: 'blue', rgb: [0, 0, 255], ycc: [41, 240, 110] },
];

describe('BT.601', () => {
  test.each(bars)('$name', ({ rgb, ycc }) => {
    expect([...rgbToYCbCr(pixel(...rgb), { round: true }).data]).toEqual(ycc);
    expect([...rgbToY(pixel(...rgb), { round: true }).data]).toEqual(ycc.slice(0, 1));
    yCbCrToRgb(pixel(...ycc), { round: true }).data.forEach((value, i) => {
      expect(Math.abs(value - rgb[i]!)).toBeLessThanOrEqual(2); // the table is rounded
    });
  });

  test('luma without rounding', () => {
    expect(rgbToY(pixel(10, 20, 30)).data[0]).toBeCloseTo(16 + (65.481 * 10 + 128.553 * 20 + 24.966 * 30) / 255, 12);
    expect(rgbToY(pixel(1, 1, 1), { peak: 1 }).data[0]).toBeCloseTo(235 / 255, 12);
  });

  test('full-range luma', () => {
    expect(rgbToFullY(pixel(10, 20, 30)).data[0]).toBeCloseTo(0.299 * 10 + 0.587 * 20 + 0.114 * 30, 12);
    expect([...rgbToFullY(pixel(255, 255, 255), { round: true }).data]).toEqual([255]);
  });

  test.each([1, 255, 65535])('there and back in 0–%i', (peak) => {
    const rgb = randomPlanes(3, 8, 9, 2, peak);
    const ycc = rgbToYCbCr(rgb, { peak });
    expect(maxDifference(yCbCrToRgb(ycc, { peak }), rgb)).toBeLessThan(1e-9 * peak);
    expect(maxDifference({ ...ycc, data: ycc.data.subarray(0, 72) }, rgbToY(rgb, { peak }))).toBe(0);
    const as8 = rgbToYCbCr({ ...rgb, data: rgb.data.map((value) => (value * 255) / peak) });
    expect(maxDifference(as8, { ...ycc, data: ycc.data.map((value) => (value * 255) / peak) })).toBeLessThan(1e-9);
  });

  test.each([1, 255, 65535])('gray is luma as its three equal planes are, and back, in 0–%i', (peak) => {
    const gray = randomPlanes(1, 8, 9, 3, peak);
    const rgb = { ...gray, channels: 3, data: Float64Array.of(...gray.data, ...gray.data, ...gray.data) };
    const luma = grayToY(gray, { peak });
    expect(maxDifference(luma, rgbToY(rgb, { peak }))).toBeLessThan(1e-12 * peak);
    expect(maxDifference(yToGray(luma, { peak }), gray)).toBeLessThan(1e-12 * peak);
  });

  test('rounding clips to the peak; the array type is kept', () => {
    expect([...yCbCrToRgb(pixel(255, 128, 255), { round: true }).data]).toEqual([255, 175, 255]);
    expect(rgbToY({ ...pixel(1, 2, 3), data: Float32Array.of(1, 2, 3) }).data).toBeInstanceOf(Float32Array);
  });

  test('refuses another number of channels', () => {
    for (const convert of [grayToY, yToGray]) expect(() => convert(randomPlanes(3, 2, 2))).toThrow(ShapeError);
    for (const convert of [rgbToY, rgbToFullY, rgbToYCbCr, yCbCrToRgb]) expect(() => convert(randomPlanes(1, 2, 2))).toThrow(ShapeError);
  });
});
