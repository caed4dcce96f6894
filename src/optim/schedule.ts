/** Learning-rate schedules: the factor by which the base rate is multiplied at a step, counted from 0. */
import * as v from 'valibot';
import { plateauConfig, plateauFactor, type Score } from './plateau.ts';

const steps = v.pipe(v.number(), v.integer(), v.minValue(1));
const factor = v.pipe(v.number(), v.gtValue(0), v.maxValue(1));
const floor = v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0);

/**
 * `constant`: 1. `step`: multiplied by `gamma` every `every` steps. `multi-step`: multiplied by `gamma` at each milestone.
 * `linear`: a straight line from 1 at the first step to `floor` at step `over` (the last where left out), and `floor` from there on.
 * `cosine`: up to 1 in `warmUp` equal steps, then half a cosine from 1 to `floor` at the last step (Loshchilov and Hutter, 2017, without
 * restarts). `plateau`: see plateau.ts.
 */
export const scheduleConfig = v.variant('name', [
  v.strictObject({ name: v.literal('constant') }),
  v.strictObject({ name: v.literal('step'), every: steps, gamma: v.optional(factor, 0.1) }),
  v.strictObject({ name: v.literal('multi-step'), milestones: v.array(steps), gamma: v.optional(factor, 0.1) }),
  v.strictObject({ name: v.literal('linear'), over: v.optional(steps), floor }),
  v.strictObject({ name: v.literal('cosine'), warmUp: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0), floor }),
  plateauConfig,
]);

export type ScheduleConfig = v.InferOutput<typeof scheduleConfig>;

/** The factor at `step` of a run of `total` steps, given the validations made so far, oldest first; those after `step` are not looked at. */
export function scheduleAt(schedule: ScheduleConfig, step: number, total: number, scores: readonly Score[] = []): number {
  switch (schedule.name) {
    case 'constant':
      return 1;
    case 'step':
      return schedule.gamma ** Math.floor(step / schedule.every);
    case 'multi-step':
      return schedule.gamma ** schedule.milestones.filter((m) => step >= m).length;
    case 'linear':
      return 1 - (1 - schedule.floor) * Math.min(step / (schedule.over ?? total), 1);
    case 'cosine': {
      const { warmUp } = schedule;
      if (step < warmUp) return (step + 1) / warmUp;
      return schedule.floor + ((1 - schedule.floor) * (1 + Math.cos((Math.PI * (step - warmUp)) / (total - warmUp)))) / 2;
    }
    case 'plateau':
      return plateauFactor(
        schedule,
        scores.filter((s) => s.step <= step).map((s) => s.psnr),
      );
  }
}
