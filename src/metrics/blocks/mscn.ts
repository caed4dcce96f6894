/**
 * Mean subtracted, contrast normalised samples (Ruderman 1994; Mittal et al. 2012): (x − μ)/(σ + 1), where μ and σ are the mean and the
 * deviation under a Gaussian window, 7×7 of σ 7/6 or as wide as is asked for, and x lies in 0–255. Where x is μ but for rounding, as in flat parts of a picture, it
 * is 0: in the authors' programs such samples are noise, whose signs depend on the order of the sums.
 */
import type { Planes } from '../../image/image.ts';
import { padPlanes } from '../../image/planes.ts';
import { gaussian } from './windows.ts';

const size = 7;
/** Differences below come from rounding alone. */
const rounding = 1e-9;

export interface Normalized {
  /** Row by row, of the size of the picture. */
  readonly samples: Float64Array;
  /** σ, which tells how sharp the picture is there. */
  readonly deviation: Float64Array;
}

/** Of one plane (1, H, W); beyond the edge lies the edge sample, or zero. `side` is that of the window, an odd number; its σ is a sixth of it. */
export function normalizeContrast(plane: Planes<Float64Array>, border: 'replicate' | 'zero', side = size): Normalized {
  const { width, height, data } = plane;
  const taps = gaussian(side, side / 6);
  const radius = (side - 1) / 2;
  const margins = { left: radius, right: radius, top: radius, bottom: radius };
  const padded = padPlanes(plane, margins, border);
  const mean = filter(padded.data, width, height, taps);
  const square = filter(
    padded.data.map((x) => x * x),
    width,
    height,
    taps,
  );
  const deviation = square.map((value, i) => Math.sqrt(Math.abs(value - mean[i]! ** 2)));
  const samples = data.map((x, i) => {
    const difference = x - mean[i]!;
    return Math.abs(difference) < rounding ? 0 : difference / (deviation[i]! + 1);
  });
  return { samples, deviation };
}

/** The windowed sums of a picture with a margin of half the window: along its rows, then along its columns. */
function filter(padded: Float64Array, width: number, height: number, taps: Float64Array): Float64Array {
  const rim = taps.length - 1;
  const pitch = width + rim;
  const rows = new Float64Array(width * (height + rim));
  for (let y = 0; y < height + rim; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < taps.length; k++) sum += taps[k]! * padded[y * pitch + x + k]!;
      rows[y * width + x] = sum;
    }
  }
  const out = new Float64Array(width * height);
  for (let k = 0; k < taps.length; k++) {
    const weight = taps[k]!;
    for (let i = 0; i < out.length; i++) out[i]! += weight * rows[k * width + i]!;
  }
  return out;
}
