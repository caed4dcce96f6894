/** Colour spaces in which each plane is a weighted sum of red, green and blue from 0 to 255. */
import { expected, ShapeError } from '../../errors.ts';
import type { Planes } from '../../image/image.ts';

type Row = readonly [red: number, green: number, blue: number];

/** Luma and two colour differences of NTSC, with the three digits of FeatureSIM.m. */
export const yiq: readonly Row[] = [
  [0.299, 0.587, 0.114],
  [0.596, -0.274, -0.322],
  [0.211, -0.523, 0.312],
];

/** Opponent colours (Geusebroek et al., 2001), as in VSI.m. */
export const lmn: readonly Row[] = [
  [0.06, 0.63, 0.27],
  [0.3, 0.04, -0.35],
  [0.34, -0.6, 0.17],
];

/** A plane for each row, of RGB in 0–dataRange. Throws ShapeError for another number of channels. */
export function mixed({ channels, width, height, data }: Planes, dataRange: number, rows: readonly Row[]): Planes<Float64Array> {
  if (channels !== 3) throw new ShapeError(expected('3', 'the number of colour channels', channels));
  const n = width * height;
  const out = new Float64Array(rows.length * n);
  rows.forEach(([red, green, blue], row) => {
    for (let i = 0; i < n; i++) out[row * n + i] = (255 / dataRange) * (red * data[i]! + green * data[n + i]! + blue * data[2 * n + i]!);
  });
  return { channels: rows.length, width, height, data: out };
}
