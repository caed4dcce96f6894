/** The gray picture that statistics of natural scenes are taken of: whole numbers from 0 to 255, as programs read it from an 8-bit file. */
import { expected, ShapeError } from '../../errors.ts';
import type { Planes } from '../../image/image.ts';

/** First row of the inverse of MATLAB's matrix from YIQ to RGB, which is what its rgb2gray weighs with. */
const rgb2gray = [0.298936021293775, 0.587043074451121, 0.114020904255103] as const;

/** One plane of RGB (3, H, W), or of gray (1, H, W), in 0–dataRange. Throws ShapeError for another number of channels. */
export function roundedGray({ channels, width, height, data }: Planes, dataRange: number): Planes<Float64Array> {
  if (channels !== 1 && channels !== 3) throw new ShapeError(expected('1 or 3', 'channels', channels));
  const n = width * height;
  const scale = 255 / dataRange;
  const [red, green, blue] = channels === 3 ? rgb2gray : ([1, 0, 0] as const);
  const [g, b] = channels === 3 ? [n, 2 * n] : [0, 0];
  const gray = Float64Array.from({ length: n }, (_, i) => {
    return Math.round(scale * (red * data[i]! + green * data[g + i]! + blue * data[b + i]!));
  });
  return { channels: 1, width, height, data: gray };
}
