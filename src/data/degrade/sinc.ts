/** Ringing along edges: the ideal low-pass filter, as Real-ESRGAN (Wang et al., 2021) has it. */
import * as v from 'valibot';
import { sincKernel } from '../../image/blur-kernel.ts';
import { filterOp } from './blur.ts';
import { defineStep, drawFrom, drawSize, isRange, kernelSize, rangeFrom } from './op.ts';

/** `cutoff` in radians per pixel, up to π. */
export const sinc = defineStep({
  config: v.strictObject({ kind: v.literal('sinc'), size: kernelSize, cutoff: rangeFrom(0.1, Math.PI) }),
  isRandom: ({ size, cutoff }) => isRange(size) || isRange(cutoff),
  draw: ({ size, cutoff }, random) => filterOp(sincKernel(drawSize(size, random), drawFrom(cutoff, random))),
});
