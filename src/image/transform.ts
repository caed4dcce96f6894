/** The eight ways to turn and mirror a picture (the dihedral group of the square), for augmentation and self-ensemble. */
import type { Image, Planes } from './image.ts';

/** Bit 2 mirrors left–right first; bits 0–1 then turn by that many quarters counter-clockwise. */
export type Dihedral = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

export const dihedrals: readonly Dihedral[] = [0, 1, 2, 3, 4, 5, 6, 7];

export const identity: Dihedral = 0;
/** A quarter turn counter-clockwise. */
export const rot90: Dihedral = 1;
export const rot180: Dihedral = 2;
/** A quarter turn clockwise. */
export const rot270: Dihedral = 3;
/** Left becomes right. */
export const flipHorizontal: Dihedral = 4;
/** Rows become columns. */
export const transpose: Dihedral = 5;
/** Top becomes bottom. */
export const flipVertical: Dihedral = 6;
/** Mirrored at the diagonal from bottom left to top right. */
export const antiTranspose: Dihedral = 7;

/** The transform that undoes `k`: a turn back, or the same mirroring again. */
export function inverseDihedral(k: Dihedral): Dihedral {
  return k === rot90 ? rot270 : k === rot270 ? rot90 : k;
}

/** Whether `k` exchanges width and height. */
export function swapsSides(k: Dihedral): boolean {
  return k % 2 === 1;
}

/** Planes (C, H, W) turned and mirrored by `k`: (C, H, W) or (C, W, H), a copy in the same array type. */
export function dihedral<T extends Float32Array | Float64Array>(planes: Planes<T>, k: Dihedral): Planes<T> {
  const { channels, width, height } = planes;
  const walk = walkOf(width, height, k);
  const data = planes.data.slice() as T;
  for (let c = 0; c < channels; c++) {
    let to = c * width * height;
    for (let y = 0; y < walk.height; y++) {
      let from = c * width * height + walk.origin + y * walk.down;
      for (let x = 0; x < walk.width; x++, from += walk.right) data[to++] = planes.data[from]!;
    }
  }
  return { channels, width: walk.width, height: walk.height, data };
}

/** A picture turned and mirrored by `k`, as a copy. */
export function dihedralImage(image: Image, k: Dihedral): Image {
  const { channels } = image;
  const walk = walkOf(image.width, image.height, k);
  const data = image.data.slice();
  let to = 0;
  for (let y = 0; y < walk.height; y++) {
    let from = walk.origin + y * walk.down;
    for (let x = 0; x < walk.width; x++, from += walk.right) {
      for (let c = 0; c < channels; c++) data[to++] = image.data[from * channels + c]!;
    }
  }
  return { width: walk.width, height: walk.height, channels, data };
}

/** How the source is walked to write the output row by row: where it starts, and the step for one pixel right and one row down. */
interface Walk {
  readonly width: number;
  readonly height: number;
  readonly origin: number;
  readonly right: number;
  readonly down: number;
}

function walkOf(w: number, h: number, k: Dihedral): Walk {
  const upright = { width: w, height: h };
  const turned = { width: h, height: w };
  const bottomLeft = (h - 1) * w;
  const bottomRight = h * w - 1;
  switch (k) {
    case 0:
      return { ...upright, origin: 0, right: 1, down: w };
    case 1:
      return { ...turned, origin: w - 1, right: w, down: -1 };
    case 2:
      return { ...upright, origin: bottomRight, right: -1, down: -w };
    case 3:
      return { ...turned, origin: bottomLeft, right: -w, down: 1 };
    case 4:
      return { ...upright, origin: w - 1, right: -1, down: w };
    case 5:
      return { ...turned, origin: 0, right: w, down: 1 };
    case 6:
      return { ...upright, origin: bottomLeft, right: 1, down: -w };
    case 7:
      return { ...turned, origin: bottomRight, right: -w, down: -1 };
  }
}
