import { describe, expect, test } from 'vitest';
import { randomImage, randomPlanes } from '../../test/support/pictures.ts';
import type { Planes } from './image.ts';
import { toImage, toPlanes64 } from './planes.ts';
import {
  antiTranspose,
  dihedral,
  dihedralImage,
  dihedrals,
  flipHorizontal,
  flipVertical,
  inverseDihedral,
  rot90,
  rot180,
  rot270,
  swapsSides,
  transpose,
} from './transform.ts';

/** 1 2 3 / 4 5 6 */
const src: Planes<Float64Array> = { channels: 1, height: 2, width: 3, data: Float64Array.of(1, 2, 3, 4, 5, 6) };

describe('the eight transforms', () => {
  test.each([
    { name: 'rot90', k: rot90, width: 2, want: [3, 6, 2, 5, 1, 4] },
    { name: 'rot180', k: rot180, width: 3, want: [6, 5, 4, 3, 2, 1] },
    { name: 'rot270', k: rot270, width: 2, want: [4, 1, 5, 2, 6, 3] },
    { name: 'flipHorizontal', k: flipHorizontal, width: 3, want: [3, 2, 1, 6, 5, 4] },
    { name: 'flipVertical', k: flipVertical, width: 3, want: [4, 5, 6, 1, 2, 3] },
    { name: 'transpose', k: transpose, width: 2, want: [1, 4, 2, 5, 3, 6] },
    { name: 'antiTranspose', k: antiTranspose, width: 2, want: [6, 3, 5, 2, 4, 1] },
  ])('$name', ({ k, width, want }) => {
    expect(dihedral(src, k)).toEqual({ channels: 1, width, height: 6 / width, data: Float64Array.from(want) });
  });

  test.each(dihedrals)('%i is undone by its inverse, on planes and pictures', (k) => {
    const planes = randomPlanes(3, 4, 5);
    expect(dihedral(dihedral(planes, k), inverseDihedral(k))).toEqual(planes);
    expect(dihedral(planes, k).width).toBe(swapsSides(k) ? 4 : 5);
    const image = randomImage(4, 4, 5);
    expect(dihedralImage(dihedralImage(image, k), inverseDihedral(k))).toEqual(image);
    expect(dihedralImage(image, k)).toEqual(toImage(dihedral(toPlanes64(image), k)));
  });

  test('bits: first the mirror, then the turns; all eight differ', () => {
    for (const k of dihedrals) {
      let want = k & 4 ? dihedral(src, flipHorizontal) : src;
      for (let turn = 0; turn < (k & 3); turn++) want = dihedral(want, rot90);
      expect(dihedral(src, k)).toEqual(want);
    }
    expect(new Set(dihedrals.map((k) => JSON.stringify(dihedral(src, k)))).size).toBe(8);
  });
});
