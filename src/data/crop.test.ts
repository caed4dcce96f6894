import { describe, expect, test } from 'vitest';
import type { Image } from '../image/image.ts';
import { toPlanes } from '../image/planes.ts';
import {
  antiTranspose,
  type Dihedral,
  dihedralImage,
  dihedrals,
  flipHorizontal,
  flipVertical,
  identity,
  rot90,
  rot180,
  rot270,
  transpose,
} from '../image/transform.ts';
import { type ColorSpace, cropPatch } from './crop.ts';

function crop(image: Image, x: number, y: number, size: number, turn: Dihedral, colorSpace: ColorSpace): Float32Array {
  const out = new Float32Array(size ** 2 * (colorSpace === 'y' ? 1 : 3));
  cropPatch(out, 0, image, { x, y, size }, turn, colorSpace);
  return out;
}

// 4×4 gray picture 0 … 15; the patch at (1, 2) of size 2 is 9 10 / 13 14.
const gray: Image = { width: 4, height: 4, channels: 1, data: Uint8Array.from({ length: 16 }, (_, i) => i) };

describe('transforms', () => {
  test.each([
    [identity, 'as it is', [9, 10, 13, 14]],
    [rot90, 'a quarter turn counter-clockwise', [10, 14, 9, 13]],
    [rot180, 'a half turn', [14, 13, 10, 9]],
    [rot270, 'a quarter turn clockwise', [13, 9, 14, 10]],
    [flipHorizontal, 'left becomes right', [10, 9, 14, 13]],
    [transpose, 'rows become columns', [9, 13, 10, 14]],
    [flipVertical, 'top becomes bottom', [13, 14, 9, 10]],
    [antiTranspose, 'mirrored at the other diagonal', [14, 10, 13, 9]],
  ] as const)('%i: %s', (turn, _, wanted) => {
    expect(Array.from(crop(gray, 1, 2, 2, turn, 'y'), (x) => Math.round(x * 255))).toEqual(wanted);
  });

  test.each(dihedrals)('%i is the same transform as that of whole pictures', (turn) => {
    const picture: Image = { width: 5, height: 5, channels: 3, data: Uint8Array.from({ length: 75 }, (_, i) => (i * 37) % 256) };
    const planes = toPlanes(dihedralImage(picture, turn), { peak: 1 });
    expect(crop(picture, 0, 0, 5, turn, 'rgb')).toEqual(planes.data);
  });
});

describe('colours', () => {
  const rgb: Image = { width: 2, height: 2, channels: 3, data: Uint8Array.from([255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 0, 255]) };

  test('Y is BT.601 studio range: white 235, black 16, red 81.481, blue 40.966, over 255', () => {
    const y = crop(rgb, 0, 0, 2, 0, 'y');
    [235, 16, 81.481, 40.966].forEach((wanted, i) => {
      expect(y[i]! * 255).toBeCloseTo(wanted, 4);
    });
  });

  test('RGB is planar, over the peak', () => {
    expect([...crop(rgb, 0, 0, 2, flipHorizontal, 'rgb')]).toEqual([0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0]);
  });

  test('gray is its own Y, and three equal planes of RGB', () => {
    expect([...crop(gray, 0, 0, 2, 0, 'y')]).toEqual([0, 1, 4, 5].map((x) => Math.fround(x / 255)));
    const planes = crop(gray, 0, 0, 2, 0, 'rgb');
    expect(planes.slice(4, 8)).toEqual(planes.slice(0, 4));
    expect(planes.slice(8)).toEqual(planes.slice(0, 4));
  });

  test('16-bit samples are divided by 65535', () => {
    const deep: Image = { ...rgb, data: Uint16Array.from(rgb.data, (x) => x * 257) };
    const wanted = crop(rgb, 0, 0, 2, rot270, 'y');
    crop(deep, 0, 0, 2, rot270, 'y').forEach((y, i) => {
      expect(y).toBeCloseTo(wanted[i]!, 6);
    });
    expect(crop(deep, 0, 0, 2, rot270, 'rgb')).toEqual(crop(rgb, 0, 0, 2, rot270, 'rgb'));
  });

  test('alpha is not read', () => {
    const withAlpha: Image = { width: 1, height: 1, channels: 4, data: Uint8Array.from([10, 20, 30, 99]) };
    expect([...crop(withAlpha, 0, 0, 1, 0, 'rgb')]).toEqual([10, 20, 30].map((x) => Math.fround(x / 255)));
  });
});
