/** Blur of a straight motion. */
import * as v from 'valibot';
import { motionKernel } from '../../image/blur-kernel.ts';
import { filterOp } from './blur.ts';
import { defineStep, drawFrom, isRange, rangeFrom } from './op.ts';

/** `length` in pixels, `angle` in degrees. */
export const motionBlur = defineStep({
  config: v.strictObject({ kind: v.literal('motion-blur'), length: rangeFrom(1, 99), angle: v.optional(rangeFrom(-360, 360), [0, 180]) }),
  isRandom: ({ length, angle }) => isRange(length) || isRange(angle),
  draw: ({ length, angle }, random) => filterOp(motionKernel(drawFrom(length, random), drawFrom(angle, random))),
});
