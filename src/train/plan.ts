/** A whole run: its stages one after the other, each a configuration of its own. */
import { ConfigError } from '../errors.ts';
import { parseStage, type StageConfig, type TrainConfig } from './config.ts';
import { changes, merge } from './merge.ts';

export interface TrainPlan {
  /** At least one. */
  readonly stages: readonly StageConfig[];
  /** The configuration with all defaults filled in: read again, it gives the same plan. */
  readonly written: Readonly<Record<string, unknown>>;
}

/** Keys that belong to the run: no stage can change them. */
export const ofTheRun = ['model', 'options', 'initFrom', 'device', 'threads', 'license'] as const;

/** Checks a configuration and each of its stages. `name` is the file's, for messages. Throws ConfigError. */
export function parsePlan(value: unknown, name: string): TrainPlan {
  const { stages: overrides, ...base } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (overrides === undefined) {
    const stage = parseStage(value, name);
    return { stages: [stage], written: withoutLists(stage) };
  }
  if (!Array.isArray(overrides) || overrides.length === 0)
    throw new ConfigError(`${name}: expected a list of at least one stage for stages but received ${JSON.stringify(overrides)}`);
  const stages = overrides.map((over: unknown, i) => {
    const title = `${name}, stage ${i + 1}`;
    if (typeof over !== 'object' || over === null || Array.isArray(over))
      throw new ConfigError(`${title}: expected keys and values but received ${JSON.stringify(over)}`);
    const fixed = ofTheRun.find((key) => key in over);
    if (fixed) throw new ConfigError(`${title}: expected the same ${fixed} in every stage but received one for this stage`);
    return parseStage(merge(base, over as Record<string, unknown>), title);
  });
  const [first, ...rest] = stages.map(withoutLists) as [Record<string, unknown>, ...Record<string, unknown>[]];
  return { stages, written: { ...first, stages: [{}, ...rest.map((stage) => changes(first, stage))] } };
}

/** A single scale as a number. */
function withoutLists(stage: StageConfig): Record<string, unknown> {
  return { ...stage, scale: stage.scale.length === 1 ? stage.scale[0] : stage.scale };
}

/** What of a plan must be equal for a run to be resumed: everything that changes its numbers. */
export function planKey({ written }: TrainPlan): string {
  const { device: _device, threads: _threads, license: _license, ...rest } = written;
  return JSON.stringify(rest);
}

/** The stage at one of its scales. */
export function atScale(stage: StageConfig, scale: number): TrainConfig {
  return { ...stage, scale };
}

/** All scales of the run, in the order in which they first occur. */
export function scalesOf({ stages }: TrainPlan): number[] {
  return [...new Set(stages.flatMap(({ scale }) => scale))];
}
