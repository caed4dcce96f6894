/** Learning-rate schedules: the factor by which the base rate is multiplied at a step, counted from 0. */
import * as v from 'valibot';

const steps = v.pipe(v.number(), v.integer(), v.minValue(1));
const factor = v.pipe(v.number(), v.gtValue(0), v.maxValue(1));

/**
 * `constant`: 1. `multi-step`: multiplied by `gamma` at each milestone.
 * `cosine`: half a cosine from 1 at the first step to `floor` at the last (Loshchilov and Hutter, 2017, without restarts).
 */
export const scheduleConfig = v.variant('name', [
  v.strictObject({ name: v.literal('constant') }),
  v.strictObject({ name: v.literal('multi-step'), milestones: v.array(steps), gamma: v.optional(factor, 0.1) }),
  v.strictObject({ name: v.literal('cosine'), floor: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0) }),
]);

export type ScheduleConfig = v.InferOutput<typeof scheduleConfig>;

/** The factor at `step` of a run of `total` steps. */
export function scheduleAt(schedule: ScheduleConfig, step: number, total: number): number {
  switch (schedule.name) {
    case 'constant':
      return 1;
    case 'multi-step':
      return schedule.gamma ** schedule.milestones.filter((m) => step >= m).length;
    case 'cosine':
      return schedule.floor + ((1 - schedule.floor) * (1 + Math.cos((Math.PI * step) / total))) / 2;
  }
}
