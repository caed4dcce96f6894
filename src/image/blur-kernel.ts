/** Kernels of blur: Gaussians and their generalisations, motion, and the ideal low-pass filter. */
import { type FilterKernel, kernelOf, separableKernel } from './convolve.ts';

/**
 * How weights fall with the squared distance d = qᵀΣ⁻¹q (Σ has the squares of the two sigmas on its axes):
 * gaussian exp(−d/2), generalized exp(−d^β/2), plateau 1/(1 + d^β).
 */
export type BlurProfile = 'gaussian' | 'generalized' | 'plateau';

export interface BlurShape {
  /** Odd, in pixels. */
  readonly size: number;
  /** Pixels along the first axis and across it. */
  readonly sigma: readonly [number, number];
  /** Degrees from the x axis to the first axis, towards y. Default 0. */
  readonly angle?: number | undefined;
  /** Default `gaussian`. */
  readonly profile?: BlurProfile | undefined;
  /** Default 1. */
  readonly beta?: number | undefined;
}

/** Below this a Gaussian is a single pixel, to the last bit. */
const leastSigma = 1e-2;

/** The blur kernel of this shape; its weights add up to 1. */
export function blurKernel({ size, sigma, angle = 0, profile = 'gaussian', beta = 1 }: BlurShape): FilterKernel {
  const [along, across] = sigma.map((s) => Math.max(s, leastSigma)) as [number, number];
  if (profile === 'gaussian' && along === across) return separableKernel(size, (x) => Math.exp(-(x * x) / (2 * along * along)));
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  return kernelOf(size, (x, y) => {
    const d = ((x * cos + y * sin) / along) ** 2 + ((y * cos - x * sin) / across) ** 2;
    if (profile === 'plateau') return 1 / (1 + d ** beta);
    return Math.exp(-(profile === 'gaussian' ? d : d ** beta) / 2);
  });
}

/** A Gaussian centred `shift` pixels right of and below the middle pixel. */
export function shiftedGaussian(size: number, sigma: number, shift: number): FilterKernel {
  return separableKernel(size, (x) => Math.exp(-((x - shift) ** 2) / (2 * Math.max(sigma, leastSigma) ** 2)));
}

/**
 * Straight even motion over `length` pixels (1 or more) in a direction of `angle` degrees. A pixel weighs as much as it is nearer than one pixel to
 * the path of the centre, a line of length − 1, so 1 × `length` equal weights at 0°.
 */
export function motionKernel(length: number, angle: number): FilterKernel {
  const half = (length - 1) / 2;
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  return kernelOf(2 * Math.ceil(half) + 1, (x, y) => {
    const along = Math.min(Math.max(x * cos + y * sin, -half), half);
    const distance = Math.hypot(x - along * cos, y - along * sin);
    return distance < 1e-9 ? 1 : Math.max(0, 1 - distance);
  });
}

/**
 * The circular low-pass filter ω·J₁(ω·r)/(2π·r), cut to a square: it rings along edges. `cutoff` ω in radians per pixel, up to π.
 */
export function sincKernel(size: number, cutoff: number): FilterKernel {
  return kernelOf(size, (x, y) => {
    const r = Math.hypot(x, y);
    return r === 0 ? cutoff ** 2 / (4 * Math.PI) : (cutoff * besselJ1(cutoff * r)) / (2 * Math.PI * r);
  });
}

/** J₁(x) = 1/π ∫ cos(t − x·sin t) dt over 0 … π. The integrand is periodic, so that evenly spaced samples are exact to rounding for |x| < 100. */
export function besselJ1(x: number): number {
  const samples = 128;
  let sum = 0;
  for (let i = 0; i < samples; i++) {
    const t = (Math.PI * (i + 0.5)) / samples;
    sum += Math.cos(t - x * Math.sin(t));
  }
  return sum / samples;
}
