import { beforeAll, describe, expect, test } from 'vitest';
import { randomPlanes } from '../../../test/support/pictures.ts';
import { ShapeError } from '../../errors.ts';
import type { Planes } from '../../image/image.ts';
import { cropPlanes } from '../../image/planes.ts';
import { fitAsymmetric, scaleOverDeviation } from './generalized-gaussian.ts';
import { type IlNiqeBlock, ilNiqeBlocks, ilNiqeFeatureCount } from './il-niqe-features.ts';
import { colorPlanes, halved, mapKinds, mapsOf } from './il-niqe-maps.ts';
import { normalizeContrast } from './mscn.ts';
import { scaleFeatures } from './natural-features.ts';
import { fitWeibull } from './weibull.ts';

/** Whole numbers, so that nothing is rounded, at the size that IL-NIQE works at. A corner of one block is flat. */
const side = 524;
const random = randomPlanes(3, side, side, 2);
const picture: Planes<Float64Array> = {
  ...random,
  data: random.data.map((value, i) => (i % side < 120 && Math.floor(i / side) % side < 120 ? 9 : Math.round(value))),
};
let blocks: IlNiqeBlock[];
beforeAll(() => {
  blocks = ilNiqeBlocks(picture, 255);
});

const cut = (map: Float64Array, pitch: number, size: number, row: number, column: number) =>
  cropPlanes({ channels: 1, width: pitch, height: pitch, data: map }, { x: column * size, y: row * size, width: size, height: size }).data;

test('6×6 blocks, of which the flat one has no numbers for what it lacks', () => {
  expect(blocks).toHaveLength(36);
  expect(blocks.map(({ features }) => features.length)).toEqual(new Array(36).fill(ilNiqeFeatureCount));
  expect(blocks[0]!.features.some(Number.isNaN)).toBe(true);
  expect(blocks[0]!.sharpness).toBe(0);
  for (const { features } of blocks.slice(1)) expect(features.every(Number.isFinite)).toBe(true);
});

test('each feature is of its block of its map, at both scales', () => {
  const whole = colorPlanes(cropPlanes(picture, { x: 0, y: 0, width: 504, height: 504 }));
  const [row, column] = [3, 4];
  const got = blocks[6 * row + column]!.features;
  for (const scale of [1, 2] as const) {
    const planes = scale === 1 ? whole : halved(whole);
    const [pitch, size] = [504 / scale, 84 / scale];
    const of = (map: Float64Array) => cut(map, pitch, size, row, column);
    const mine = got.slice(234 * (scale - 1), 234 * scale);
    const { samples, deviation } = normalizeContrast(
      { channels: 1, width: pitch, height: pitch, data: planes.opponent[2]! },
      'replicate',
      5,
    );
    expect(mine.slice(0, 18)).toEqual(scaleFeatures(of(samples), size));
    const sharpness = of(deviation).reduce((sum, value) => sum + value, 0) / size ** 2;
    if (scale === 1) expect(blocks[6 * row + column]!.sharpness).toBeCloseTo(sharpness, 9);
    for (const [place, map] of mapsOf(planes, scale)) {
      const [first, second] = mine.slice(18 + 2 * (place - 1), 18 + 2 * place) as [number, number];
      const part = of(map);
      if (mapKinds[place] === 'length') {
        expect({ scale: first, shape: second }).toEqual(fitWeibull(part));
      } else if (mapKinds[place] === 'color') {
        const mean = part.reduce((sum, value) => sum + value, 0) / size ** 2;
        expect(first).toBeCloseTo(mean, 9);
        expect(second).toBeCloseTo(part.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (size ** 2 - 1), 9);
      } else {
        const { shape, left, right } = fitAsymmetric(part);
        expect(first).toBe(shape);
        expect(second).toBeCloseTo((scaleOverDeviation(shape) * (left + right)) / 2, 12);
      }
    }
  }
});

describe('pictures of other sizes and ranges', () => {
  test('are made 524×524, and of whole numbers from 0 to 255', () => {
    const small = randomPlanes(3, 60, 40, 3);
    const [a, b] = [small, { ...small, data: small.data.map((value) => Math.round(value) / 255) }];
    expect(ilNiqeBlocks(a, 255)).toEqual(ilNiqeBlocks(b, 1));
  }, 240_000);

  test('gray pictures are refused: their planes are three equal ones', () => {
    expect(() => ilNiqeBlocks(randomPlanes(1, 20, 20), 255)).toThrow(ShapeError);
  });
});
