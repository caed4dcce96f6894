/** How a measure of one plane is taken of several. */
import type { Planes } from '../../image/image.ts';
import { roundedGray } from './rounded-gray.ts';

type Samples = Planes['data'];

/** The mean over the channels of a value of each pair of planes. */
export function channelMean({ data, channels }: Planes, hr: Planes, value: (sr: Samples, hr: Samples) => number): number {
  const n = hr.width * hr.height;
  let sum = 0;
  for (let c = 0; c < channels; c++) sum += value(data.subarray(c * n, (c + 1) * n), hr.data.subarray(c * n, (c + 1) * n));
  return sum / channels;
}

/** One plane in 0–255: as it is, or RGB made gray and rounded, as programs read it from an 8-bit file. Throws ShapeError for another number of channels. */
export function gray255(planes: Planes, dataRange: number): Planes<Float64Array> {
  if (planes.channels !== 1) return roundedGray(planes, dataRange);
  return { ...planes, data: Float64Array.from(planes.data, (v) => (255 / dataRange) * v) };
}
