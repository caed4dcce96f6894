/**
 * The schedule that waits for the validation to stop getting better, as PyTorch's ReduceLROnPlateau (mode max, absolute threshold).
 * It keeps no state of its own: the factor is worked out anew from the list of all scores.
 */
import * as v from 'valibot';

/** One validation: after how many steps, and the mean PSNR in dB. */
export interface Score {
  readonly step: number;
  readonly psnr: number;
}

const validations = (usual: number) => v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), usual);

/**
 * After more than `patience` validations in a row none of which is better than the best by more than `threshold` dB, the rate is
 * multiplied by `gamma`, down to `floor` times the base rate; the next `cooldown` validations do not count as bad.
 */
export const plateauConfig = v.strictObject({
  name: v.literal('plateau'),
  gamma: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), 0.1),
  patience: validations(10),
  threshold: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
  cooldown: validations(0),
  floor: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0),
});

/** The factor after these scores, oldest first. */
export function plateauFactor(
  { gamma, patience, threshold, cooldown, floor }: v.InferOutput<typeof plateauConfig>,
  scores: readonly number[],
): number {
  let best = Number.NEGATIVE_INFINITY;
  let bad = 0;
  let resting = 0;
  let factor = 1;
  for (const score of scores) {
    if (score > best + threshold) {
      best = score;
      bad = 0;
    } else bad++;
    if (resting > 0) {
      resting--;
      bad = 0;
    }
    if (bad > patience) {
      factor = Math.max(factor * gamma, floor);
      resting = cooldown;
      bad = 0;
    }
  }
  return factor;
}
