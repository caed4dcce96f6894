/** A run of several stages: each goes on with the weights of the one before, with an optimiser and a schedule of its own. */
import type { BatchSource } from '../data/batches.ts';
import type { Engine } from '../runtime/engine.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { StageConfig } from './config.ts';
import type { StageSteps } from './multi-scale.ts';
import { atScale, planKey, type TrainPlan } from './plan.ts';
import type { State } from './step.ts';
import { type TrainOptions, type TrainResult, train } from './trainer.ts';

/** What one stage needs besides its configuration. */
export interface OpenStage extends Pick<TrainOptions, 'validate' | 'onLog' | 'onCheckpoint' | 'onStep'> {
  /** Batches of the stage's steps from `index` on, counted from the stage's first. */
  batches(index: number): BatchSource;
}

export interface StagesOptions {
  readonly plan: TrainPlan;
  /** Of each stage. */
  readonly steps: readonly StageSteps[];
  readonly engine: Engine;
  readonly resume?: Checkpoint | undefined;
  /** First weights of a new run, other than the initialisation's. */
  readonly firstWeights?: State | undefined;
  /** Called when a stage begins or goes on. */
  open(index: number, start: number): Promise<OpenStage>;
  readonly signal?: AbortSignal | undefined;
}

/** Runs the stages that are left. Throws what `train` and `open` throw. */
export async function trainStages({ plan, steps, engine, resume, firstWeights, open, signal }: StagesOptions): Promise<TrainResult> {
  const { stages } = plan;
  const key = planKey(plan);
  let from = resume;
  let result: TrainResult | undefined;
  for (let index = from?.stage.index ?? 0; index < stages.length; index++) {
    const stage = stages[index]!;
    const config = atScale(stage, stage.scale[0]!);
    const start = from === undefined ? 0 : from.stage.index === index ? from.stage.start : from.step;
    if (from && from.stage.index !== index) from = nextStage(from, steps[index]!, comparable(stages[index - 1]!, stage));
    const { batches, ...watched } = await open(index, start);
    const firstState = firstWeights && stateFrom(steps[index]!, firstWeights);
    result = await train({
      ...{ config, key, engine, signal, firstState, ...watched },
      step: steps[index]!,
      stage: { index, start },
      batches: batches((from?.step ?? 0) - start),
      resume: from,
    });
    from = result.last;
    if (!result.finished) break;
  }
  return result!;
}

/** The checkpoint as the next stage takes it over. A best score of other pictures or scales says nothing about this stage. */
function nextStage(last: Checkpoint, steps: StageSteps, keepsBest: boolean): Checkpoint {
  return { ...last, state: stateFrom(steps, last.state), best: keepsBest ? last.best : undefined, pending: { sum: 0, count: 0 } };
}

function comparable(before: StageConfig, after: StageConfig): boolean {
  const measured = ({ scale, validation: { every: _every, ...pictures } }: StageConfig) => JSON.stringify([scale, pictures]);
  return measured(before) === measured(after);
}

/** A first state with these weights. A slot that begins as its weight itself, as an average of weights does, begins as the new one. */
export function stateFrom({ initial, weights }: Pick<StageSteps, 'initial' | 'weights'>, given: State): State {
  const weightOf = new Map(weights.map((name) => [initial[name]!, name]));
  return Object.fromEntries(
    Object.entries(initial).map(([name, first]) => {
      const weight = weightOf.get(first);
      return [name, (weight === undefined ? undefined : given[weight]) ?? first];
    }),
  );
}
