import { expect, test } from 'vitest';
import { maxDifference, randomPlanes } from '../../../test/support/pictures.ts';
import type { Planes } from '../../image/image.ts';
import { dihedral, dihedrals, swapsSides } from '../../image/transform.ts';
import { orientedBands } from './oriented-bands.ts';

const waves = (width: number, height: number, of: (x: number, y: number) => number): Planes<Float64Array> => ({
  channels: 1,
  width,
  height,
  data: Float64Array.from({ length: width * height }, (_, i) => of(i % width, Math.floor(i / width))),
});
const energy = ({ data }: Planes<Float64Array>) => data.reduce((sum, value) => sum + value ** 2, 0) / data.length;

test('each level is half as large, rounded up', () => {
  const sizes = orientedBands(randomPlanes(1, 45, 72), 4).map(([band]) => [band!.width, band!.height]);
  expect(sizes).toEqual([
    [72, 45],
    [36, 23],
    [18, 12],
    [9, 6],
  ]);
});

test('a flat picture has empty bands', () => {
  for (const [x, y] of orientedBands(
    waves(40, 40, () => 200),
    3,
  ))
    for (const band of [x!, y!]) expect(energy(band)).toBeLessThan(1e-20);
});

test('a wave along x is in the band along x of the level of its frequency', () => {
  // Radians a sample: level k holds about π/2ᵏ.
  for (const [level, frequency] of [Math.PI / 2, Math.PI / 4, Math.PI / 8].entries()) {
    const bands = orientedBands(
      waves(128, 128, (x) => Math.cos(frequency * x)),
      3,
    );
    // A level of half the samples has twice the amplitude, as the filter between levels adds up to 2.
    const scaled = bands.map(([x], k) => energy(x!) / 4 ** k);
    expect(scaled.indexOf(Math.max(...scaled))).toBe(level);
    for (const [x, y] of bands) expect(energy(y!)).toBeLessThan(1e-8 * (1 + energy(x!)));
  }
});

test('a picture turned or mirrored has its bands turned or mirrored, where samples stay on the grid', () => {
  const picture = randomPlanes(1, 33, 33, 4);
  const bands = orientedBands(picture, 3);
  const magnitudes = (planes: Planes<Float64Array>) => ({ ...planes, data: planes.data.map(Math.abs) });
  for (const k of dihedrals) {
    for (const [level, turned] of orientedBands(dihedral(picture, k), 3).entries()) {
      const want = swapsSides(k) ? bands[level]!.toReversed() : bands[level]!;
      for (const [i, band] of turned.entries()) {
        expect(maxDifference(magnitudes(band), magnitudes(dihedral(want[i]!, k)))).toBeLessThan(1e-9);
      }
    }
  }
});
