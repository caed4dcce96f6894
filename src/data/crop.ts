/** Cuts one square patch out of a picture, turned and mirrored, straight into a batch. */
import { rgbToY } from '../image/color.ts';
import { type Image, peakOf } from '../image/image.ts';
import { antiTranspose, type Dihedral, flipHorizontal, flipVertical, rot90, rot180, rot270, swapsSides } from '../image/transform.ts';

export type ColorSpace = 'y' | 'rgb';

/** Which channel of the picture each of the three channels of a patch is taken from. */
export type ChannelOrder = readonly [number, number, number];

export const rgbOrder: ChannelOrder = [0, 1, 2];

export interface Square {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** The transforms that read the source's columns from right to left, and its rows from bottom to top. */
const mirrorX: readonly Dihedral[] = [flipHorizontal, rot90, rot180, antiTranspose];
const mirrorY: readonly Dihedral[] = [flipVertical, rot270, rot180, antiTranspose];

/** Y of black, red, green and blue, for samples in 0 … 1. */
const [black, red, green, blue] = rgbToY(
  { channels: 3, height: 1, width: 4, data: Float64Array.of(0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1) },
  { peak: 1 },
).data as Float64Array & [number, number, number, number];

/**
 * Writes the patch as (C, size, size) float32 from `offset` of `out`.
 * 'y': BT.601 studio-range Y over the peak value, 16/255 … 235/255, unrounded; a gray picture is its own Y. 'rgb': samples over the peak, 0 … 1.
 * Colour pictures have their channels exchanged by `order` first. Alpha is not read. The square must lie inside the picture.
 */
export function cropPatch(
  out: Float32Array,
  offset: number,
  image: Image,
  square: Square,
  turn: Dihedral,
  colorSpace: ColorSpace,
  order: ChannelOrder = rgbOrder,
): void {
  const { channels } = image;
  const last = square.size - 1;
  const row = image.width * channels;
  const left = mirrorX.includes(turn);
  const up = mirrorY.includes(turn);
  const start = (square.y + (up ? last : 0)) * row + (square.x + (left ? last : 0)) * channels;
  const alongX = left ? -channels : channels;
  const alongY = up ? -row : row;
  const walk = swapsSides(turn)
    ? { start, down: alongX, right: alongY, size: square.size }
    : { start, down: alongY, right: alongX, size: square.size };
  const color = channels >= 3;
  if (colorSpace === 'y' && color) {
    writeLuma(out, offset, image, walk, order);
    return;
  }
  for (let c = 0; c < (colorSpace === 'y' ? 1 : 3); c++) {
    writeChannel(out, offset + c * square.size ** 2, image, color ? { ...walk, start: start + order[c]! } : walk);
  }
}

/** Where a patch starts in the samples, and the steps to its next row and column. */
interface Walk {
  readonly start: number;
  readonly down: number;
  readonly right: number;
  readonly size: number;
}

function writeLuma(
  out: Float32Array,
  offset: number,
  image: Image,
  { start, down, right, size }: Walk,
  [first, second, third]: ChannelOrder,
): void {
  const { data } = image;
  const peak = peakOf(image);
  const [r, g, b] = [(red - black) / peak, (green - black) / peak, (blue - black) / peak];
  let to = offset;
  for (let y = 0; y < size; y++) {
    let from = start + y * down;
    for (let x = 0; x < size; x++, from += right) {
      out[to++] = black + r * data[from + first]! + g * data[from + second]! + b * data[from + third]!;
    }
  }
}

function writeChannel(out: Float32Array, offset: number, image: Image, { start, down, right, size }: Walk): void {
  const { data } = image;
  const peak = peakOf(image);
  let to = offset;
  for (let y = 0; y < size; y++) {
    let from = start + y * down;
    for (let x = 0; x < size; x++, from += right) out[to++] = data[from]! / peak;
  }
}
