/** How patches are cut and varied: the part of a configuration that every set of training data shares. */
import * as v from 'valibot';
import { chance } from './degrade/op.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const flag = v.optional(v.boolean(), false);

/**
 * `flips`: left–right and top–bottom. `rotations`: quarter turns. Both together: all eight transforms of the square.
 * `channelShuffle`: red, green and blue in any order. `mixup` and `cutblur`: see mix.ts.
 */
const augment = v.optional(
  v.strictObject({
    flips: flag,
    rotations: flag,
    channelShuffle: flag,
    mixup: v.optional(v.strictObject({ chance, alpha: v.optional(v.pipe(v.number(), v.gtValue(0)), 1.2) })),
    cutblur: v.optional(v.strictObject({ chance, ratio: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), 0.7) })),
  }),
  {},
);

/**
 * How patches are cut; sizes in LR pixels.
 * 'grid': every patch of a grid with this stride, each once in every epoch, in a new order each epoch.
 * 'random': every position of every picture is equally likely.
 */
export const patchConfig = v.variant('mode', [
  v.strictObject({ mode: v.literal('grid'), lrPatchSize: count, stride: count, augment }),
  v.strictObject({ mode: v.literal('random'), lrPatchSize: count, augment }),
]);

export type PatchConfig = v.InferOutput<typeof patchConfig>;
