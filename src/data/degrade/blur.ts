/** Gaussian blur and its generalisations, round or drawn out in one direction. */
import * as v from 'valibot';
import { blurKernel } from '../../image/blur-kernel.ts';
import { convolve, type FilterKernel, trimKernel } from '../../image/convolve.ts';
import type { Random } from '../../random.ts';
import { defineStep, drawFrom, drawSize, isRange, kernelSize, type Op, type Range, rangeFrom } from './op.ts';

/** β is drawn as in BasicSR: a range on both sides of 1 gives a β below 1 as often as one above. */
const profile = {
  size: kernelSize,
  sigma: rangeFrom(0, 30),
  profile: v.optional(v.picklist(['gaussian', 'generalized', 'plateau']), 'gaussian'),
  beta: v.optional(rangeFrom(0.1, 10), 1),
};

/** A round kernel. */
export const gaussianBlur = defineStep({
  config: v.strictObject({ kind: v.literal('gaussian-blur'), ...profile }),
  isRandom: ({ size, sigma, beta }) => [size, sigma, beta].some(isRange),
  draw({ size, sigma, profile, beta }, random) {
    const drawn = drawFrom(sigma, random);
    return filterOp(blurKernel({ size: drawSize(size, random), sigma: [drawn, drawn], profile, beta: drawBeta(beta, profile, random) }));
  },
});

/** A kernel with a sigma of its own on each axis, turned by an angle in degrees. `even: variance` draws σ² evenly, as BSRGAN does. */
export const anisotropicBlur = defineStep({
  config: v.strictObject({
    kind: v.literal('anisotropic-blur'),
    ...profile,
    angle: v.optional(rangeFrom(-360, 360), [0, 180]),
    even: v.optional(v.picklist(['sigma', 'variance']), 'sigma'),
  }),
  isRandom: ({ size, sigma, beta, angle }) => [size, sigma, beta, angle].some(isRange),
  draw({ size, sigma, profile, beta, angle, even }, random) {
    const one = () => (even === 'sigma' ? drawFrom(sigma, random) : drawSquare(sigma, random));
    return filterOp(
      blurKernel({
        size: drawSize(size, random),
        sigma: [one(), one()],
        angle: drawFrom(angle, random),
        profile,
        beta: drawBeta(beta, profile, random),
      }),
    );
  },
});

/** Outer weights of a kernel that come to less than this, a fortieth of a gray level of 255, are left out: they cost time and reach. */
const negligible = 1e-4;

/** The operation of a filter. */
export function filterOp(whole: FilterKernel): Op {
  const kernel = trimKernel(whole, negligible);
  return { reach: (kernel.size - 1) / 2, factor: 1, apply: (planes) => convolve(planes, kernel) };
}

function drawSquare(range: Range, random: Random): number {
  return typeof range === 'number' ? range : Math.sqrt(drawFrom([range[0] ** 2, range[1] ** 2], random));
}

function drawBeta(range: Range, profile: string, random: Random): number {
  if (profile === 'gaussian' || typeof range === 'number' || range[0] > 1 || range[1] < 1) return drawFrom(range, random);
  return random() < 0.5 ? drawFrom([range[0], 1], random) : drawFrom([1, range[1]], random);
}
