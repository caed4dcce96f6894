import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomImage, randomPlanes } from '../../test/support/pictures.ts';
import { ConfigError, ShapeError } from '../errors.ts';
import type { Image, Planes } from './image.ts';
import { cropImage, cropPlanes, modcrop, padPlanes, quantizeInto, toImage, toPlanes, toPlanes64 } from './planes.ts';

const rgba: Image = { width: 2, height: 1, channels: 4, data: Uint8Array.of(255, 0, 51, 102, 1, 2, 3, 4) };
const planes = (width: number, height: number, ...values: number[]): Planes<Float32Array> => ({
  channels: values.length / (width * height),
  height,
  width,
  data: Float32Array.from(values),
});

describe('to planes', () => {
  test('all channels, colour and alpha apart, any peak', () => {
    expect(toPlanes(rgba)).toEqual({ channels: 4, height: 1, width: 2, data: Float32Array.of(255, 1, 0, 2, 51, 3, 102, 4) });
    expect(toPlanes(rgba, { part: 'color' }).data).toEqual(Float32Array.of(255, 1, 0, 2, 51, 3));
    expect(toPlanes64(rgba, { part: 'alpha', peak: 1 }).data).toEqual(Float64Array.of(102 / 255, 4 / 255));
    expect(toPlanes(randomImage(1, 2, 3), { part: 'color' }).channels).toBe(1);
    const deep: Image = { width: 1, height: 1, channels: 2, data: Uint16Array.of(65535, 257) };
    expect(toPlanes64(deep)).toEqual({ channels: 2, height: 1, width: 1, data: Float64Array.of(255, 1) });
    expect(toPlanes64(deep, { peak: 65535 }).data).toEqual(Float64Array.of(65535, 257));
  });

  test('a rectangle equals the crop', () => {
    const image = randomImage(3, 6, 7);
    const rect = { x: 2, y: 1, width: 4, height: 3 };
    expect(toPlanes(image, { rect })).toEqual(toPlanes(cropImage(image, rect)));
    expect(toPlanes(image, { rect })).toEqual(cropPlanes(toPlanes(image), rect));
    expect(cropPlanes(planes(3, 2, 1, 2, 3, 4, 5, 6), { x: 1, y: 0, width: 2, height: 2 }).data).toEqual(Float32Array.of(2, 3, 5, 6));
  });

  test('refuses alpha that is not there and rectangles outside', () => {
    expect(() => toPlanes(randomImage(3, 2, 2), { part: 'alpha' })).toThrow(ShapeError);
    for (const rect of [
      { x: 1, y: 0, width: 2, height: 1 },
      { x: -1, y: 0, width: 1, height: 1 },
      { x: 0, y: 0, width: 0, height: 1 },
      { x: 0.5, y: 0, width: 1, height: 1 },
    ]) {
      expect(() => toPlanes(rgba, { rect })).toThrow('Expected a rectangle within 2×1');
      expect(() => cropImage(rgba, rect)).toThrow(ShapeError);
    }
  });
});

describe('to pictures', () => {
  test('rounds half up and clips; NaN becomes 0', () => {
    const values = planes(6, 1, 0.5, 1.49, 254.5, 255.6, -0.6, Number.NaN);
    expect([...toImage(values).data]).toEqual([1, 1, 255, 255, 0, 0]);
    expect([...toImage(planes(3, 1, 0, 0.5, 1), { peak: 1 }).data]).toEqual([0, 128, 255]);
    expect([...toImage(planes(4, 1, 0, 0.5, 1, 2), { peak: 1, bits: 16 }).data]).toEqual([0, 32768, 65535, 65535]);
    expect(() => toImage(planes(1, 1, 1, 2, 3, 4, 5))).toThrow(ShapeError);
  });

  test('writes only its rectangle and channels', () => {
    const image: Image = { width: 3, height: 2, channels: 2, data: new Uint8Array(12).fill(9) };
    quantizeInto(image, planes(2, 1, 20, 30), { x: 1, y: 1, channel: 1 });
    expect([...image.data]).toEqual([9, 9, 9, 9, 9, 9, 9, 9, 9, 20, 9, 30]);
    expect(() => quantizeInto(image, planes(2, 1, 20, 30), { x: 2 })).toThrow(ShapeError);
    expect(() => quantizeInto(image, planes(1, 1, 1, 2), { channel: 1 })).toThrow(ShapeError);
  });

  test('there and back is the same picture', () => {
    const cases = fc.tuple(fc.constantFrom(1, 2, 3, 4), fc.nat(9), fc.nat(9), fc.constantFrom(8, 16), fc.constantFrom(1, 255, 65535));
    fc.assert(
      fc.property(cases, ([channels, h, w, bits, peak]) => {
        const image = randomImage(channels as Image['channels'], h + 1, w + 1, h * 10 + w, bits as 8 | 16);
        expect(toImage(toPlanes(image, { peak }), { peak, bits: bits as 8 | 16 })).toEqual(image);
      }),
      { seed: 3 },
    );
  });
});

describe('cutting and padding', () => {
  test('modcrop cuts at the right and bottom', () => {
    const image = randomImage(3, 8, 11);
    expect(modcrop(image, 3)).toEqual(cropImage(image, { x: 0, y: 0, width: 9, height: 6 }));
    expect(modcrop(image, 1)).toBe(image);
    expect(() => modcrop(image, 9)).toThrow('Expected at least 9×9 for the picture but received "11×8"');
    expect(modcrop(image, 1.5)).toEqual(cropImage(image, { x: 0, y: 0, width: 9, height: 6 }));
    for (const scale of [Math.PI, 0, -2]) expect(() => modcrop(image, scale)).toThrow(ConfigError);
  });

  const row = planes(3, 1, 1, 2, 3);
  test.each([
    ['replicate', [1, 1, 1, 2, 3, 3, 3, 3, 3]],
    ['reflect', [3, 2, 1, 2, 3, 2, 1, 2, 3]],
    ['zero', [0, 0, 1, 2, 3, 0, 0, 0, 0]],
  ] as const)('%s', (mode, want) => {
    expect([...padPlanes(row, { left: 2, top: 0, right: 4, bottom: 0 }, mode).data]).toEqual(want);
    const column = padPlanes(planes(1, 3, 1, 2, 3), { left: 0, top: 2, right: 0, bottom: 4 }, mode);
    expect([column.width, column.height, ...column.data]).toEqual([1, 9, ...want]);
  });

  test('one pixel reflects into itself; cropping the margins gives the picture back', () => {
    expect([...padPlanes(planes(1, 1, 7), { left: 1, top: 1, right: 1, bottom: 0 }, 'reflect').data]).toEqual([7, 7, 7, 7, 7, 7]);
    const src = randomPlanes(2, 4, 5);
    const padded = padPlanes(src, { left: 3, top: 2, right: 1, bottom: 6 }, 'reflect');
    expect(cropPlanes(padded, { x: 3, y: 2, width: 5, height: 4 })).toEqual(src);
    expect(() => padPlanes(src, { left: -1, top: 0, right: 0, bottom: 0 }, 'zero')).toThrow(ConfigError);
  });
});
