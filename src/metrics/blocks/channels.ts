/** How a measure of one plane is taken of several. */
import { expected, ShapeError } from '../../errors.ts';
import type { Planes } from '../../image/image.ts';

type Samples = Planes['data'];

/** The mean over the channels of a value of each pair of planes. */
export function channelMean({ data, channels }: Planes, hr: Planes, value: (sr: Samples, hr: Samples) => number): number {
  const n = hr.width * hr.height;
  let sum = 0;
  for (let c = 0; c < channels; c++) sum += value(data.subarray(c * n, (c + 1) * n), hr.data.subarray(c * n, (c + 1) * n));
  return sum / channels;
}

/** One plane in 0–255: as it is, or 0.299 R + 0.587 G + 0.114 B of RGB, not rounded. Throws ShapeError for another number of channels. */
export function gray255({ channels, width, height, data }: Planes, dataRange: number): Planes<Float64Array> {
  if (channels !== 1 && channels !== 3) throw new ShapeError(expected('1 or 3', 'the number of channels', channels));
  const n = width * height;
  const scale = 255 / dataRange;
  const at = (i: number) => (channels === 1 ? data[i]! : 0.299 * data[i]! + 0.587 * data[n + i]! + 0.114 * data[2 * n + i]!);
  return { channels: 1, width, height, data: Float64Array.from({ length: n }, (_, i) => scale * at(i)) };
}
