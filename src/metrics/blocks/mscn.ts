/**
 * Mean subtracted, contrast normalised samples (Ruderman 1994; Mittal et al. 2012): (x − μ)/(σ + 1), where μ and σ are the mean and the
 * deviation under a Gaussian window 7×7 of σ 7/6, and x lies in 0–255. Where x is μ but for rounding, as in flat parts of a picture, it
 * is 0: in the authors' programs such samples are noise, whose signs depend on the order of the sums.
 */
import type { Planes } from '../../image/image.ts';
import { padPlanes } from '../../image/planes.ts';

const radius = 3;
const taps = gaussian(7 / 6);
/** Differences below come from rounding alone. */
const rounding = 1e-9;

export interface Normalized {
  /** Row by row, of the size of the picture. */
  readonly samples: Float64Array;
  /** σ, which tells how sharp the picture is there. */
  readonly deviation: Float64Array;
}

/** Of one plane (1, H, W); beyond the edge lies the edge sample, or zero. */
export function normalizeContrast(plane: Planes<Float64Array>, border: 'replicate' | 'zero'): Normalized {
  const { width, height, data } = plane;
  const margins = { left: radius, right: radius, top: radius, bottom: radius };
  const padded = padPlanes(plane, margins, border);
  const mean = filter(padded.data, width, height);
  const square = filter(
    padded.data.map((x) => x * x),
    width,
    height,
  );
  const deviation = square.map((value, i) => Math.sqrt(Math.abs(value - mean[i]! ** 2)));
  const samples = data.map((x, i) => {
    const difference = x - mean[i]!;
    return Math.abs(difference) < rounding ? 0 : difference / (deviation[i]! + 1);
  });
  return { samples, deviation };
}

/** The windowed sums of a picture with a margin of `radius`: along its rows, then along its columns. */
function filter(padded: Float64Array, width: number, height: number): Float64Array {
  const pitch = width + 2 * radius;
  const rows = new Float64Array(width * (height + 2 * radius));
  for (let y = 0; y < height + 2 * radius; y++) {
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

/** 2·radius + 1 weights exp(−d²/2σ²) that add up to 1. */
function gaussian(sigma: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)));
  const sum = weights.reduce((total, w) => total + w, 0);
  return weights.map((w) => w / sum);
}
