/**
 * CIELAB of sRGB as VSI.m has it: white is D50, though sRGB's own is D65, so that gray has a little colour. Constants in its digits:
 * 0.008856 and 903.3 for the lower, straight part of the scale.
 */
import { expected, ShapeError } from '../../errors.ts';
import type { Planes } from '../../image/image.ts';

const toXyz = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
] as const;
const white = [0.9642, 1, 0.8251] as const;

/** Planes L (0–100), a and b, of RGB in 0–dataRange. Throws ShapeError for another number of channels. */
export function labD50({ channels, width, height, data }: Planes, dataRange: number): Planes<Float64Array> {
  if (channels !== 3) throw new ShapeError(expected('3', 'the number of colour channels', channels));
  const n = width * height;
  const out = new Float64Array(3 * n);
  const light = Float64Array.from({ length: 3 * n }, (_, i) => linear(data[i]! / dataRange));
  for (let i = 0; i < n; i++) {
    const x = tristimulus(0, light[i]!, light[n + i]!, light[2 * n + i]!);
    const y = tristimulus(1, light[i]!, light[n + i]!, light[2 * n + i]!);
    const z = tristimulus(2, light[i]!, light[n + i]!, light[2 * n + i]!);
    out[i] = 116 * y - 16;
    out[n + i] = 500 * (x - y);
    out[2 * n + i] = 200 * (y - z);
  }
  return { channels: 3, width, height, data: out };
}

/** Light of a sample in 0–1. */
function linear(sample: number): number {
  return sample <= 0.04045 ? sample / 12.92 : ((sample + 0.055) / 1.055) ** 2.4;
}

/** X, Y or Z against white, on the scale of lightness. */
function tristimulus(row: 0 | 1 | 2, red: number, green: number, blue: number): number {
  const [r, g, b] = toXyz[row];
  const share = (r * red + g * green + b * blue) / white[row];
  return share > 0.008856 ? Math.cbrt(share) : (903.3 * share + 16) / 116;
}
