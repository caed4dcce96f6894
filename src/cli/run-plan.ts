/** One training run from its plan to its networks: checked whole before the first step, then trained stage by stage. */
import { writeFileAtomic } from '../codecs/node.ts';
import type { BatchSource } from '../data/batches.ts';
import { stepsOf } from '../data/set-config.ts';
import { ConfigError, SubpixelError } from '../errors.ts';
import { validationProtocol } from '../evaluate/validation-protocol.ts';
import { createValidator } from '../evaluate/validator.ts';
import { modelNamed } from '../models/presets.ts';
import { ortNode } from '../runtime/ort-node.ts';
import type { Checkpoint } from '../train/checkpoint.ts';
import type { StageConfig } from '../train/config.ts';
import { joinSteps, type StageSteps, scaleBatches } from '../train/multi-scale.ts';
import { atScale, type TrainPlan } from '../train/plan.ts';
import { trainStages } from '../train/stages.ts';
import { buildStep, type State } from '../train/step.ts';
import type { Scores } from '../train/trainer.ts';
import type { Context } from './command.ts';
import type { Progress } from './progress.ts';
import { startBeat } from './run-beat.ts';
import { type LoadData, openData, type RunData, readManifest, type StageData } from './run-data.ts';
import { openRun, type RunFolder } from './run-folder.ts';
import { exportRun, firstWeightsFrom } from './run-network.ts';
import { adoptState } from './run-resume.ts';
import { watchRun } from './run-watch.ts';

/** What `--json` prints. */
export interface RunSummary {
  readonly run: string;
  readonly finished: boolean;
  readonly stoppedEarly: boolean;
  readonly steps: number;
  /** Steps of all stages. */
  readonly planned: number;
  /** Best validation PSNR in dB, and the step it was reached at; absent before the first validation. */
  readonly psnr: number | undefined;
  readonly bestStep: number | undefined;
  readonly seconds: number;
  /** Share of this session's time in which the step waited for its batch. */
  readonly dataWaitPercent: number;
  /** One sentence for each picture that was skipped, changed or left out. */
  readonly notices: readonly string[];
  /** The finished networks' files, one for each scale. */
  readonly networks?: readonly string[];
}

export interface Surroundings {
  readonly context: Context;
  readonly progress: Progress;
  readonly say: (line: string) => void;
  readonly load: LoadData;
}

export interface RunOptions {
  readonly resume: boolean;
  readonly allowChange: readonly string[];
}

/** Throws ConfigError for a plan that cannot work, before anything is written. */
export async function runPlan(path: string, plan: TrainPlan, options: RunOptions, around: Surroundings): Promise<RunSummary> {
  const { say } = around;
  const run = await openRun(path, plan, options);
  const steps = buildSteps(plan);
  const resume = run.resume && adoptState(path, run.resume, steps);
  const { initFrom } = plan.stages[0]!;
  const first = initFrom === undefined || resume ? undefined : await firstWeightsFrom(initFrom, steps[0]!);
  const data = openData(around.load, say, resume ? await readManifest(run.file('manifest')) : []);
  const left = plan.stages.slice(resume?.stage.index ?? 0);
  // From the last to the first, so that the first one's is at hand when training begins.
  for (const stage of left.toReversed()) await naming(plan, stage, () => data.of(stage));
  await run.begin();
  const beat = await startBeat(run.file('running'));
  try {
    await writeFileAtomic(run.file('manifest'), `${JSON.stringify(data.manifest, undefined, 1)}\n`);
    if (first) say(`First weights from ${nameOf(initFrom!)}${first.fresh.length > 0 ? `; new: ${first.fresh.join(', ')}` : ''}`);
    if (resume && resume.step > 0) say(`Going on at step ${resume.step}`);
    return await trainRun({ run, plan, steps, resume, data, firstWeights: first?.weights }, around);
  } finally {
    await beat.end();
  }
}

interface PreparedRun {
  readonly run: RunFolder;
  readonly plan: TrainPlan;
  readonly steps: readonly StageSteps[];
  readonly resume: Checkpoint | undefined;
  readonly data: RunData;
  readonly firstWeights: State | undefined;
}

/** Trains what is left, exports the networks of a run that is finished, and writes the last report. */
async function trainRun({ run, plan, steps, resume, data, firstWeights }: PreparedRun, around: Surroundings): Promise<RunSummary> {
  const { say, context } = around;
  const watch = await watchRun(run, plan, steps[0]!, resume, around);
  const started = performance.now();
  const sources: BatchSource[] = [];
  const training = trainStages({
    ...{ plan, steps, resume, engine: ortNode, signal: context.signal, firstWeights },
    async open(index, start) {
      const stage = plan.stages[index]!;
      const byScale = await data.of(stage);
      say(stageLine(plan, index, byScale));
      return {
        ...(await watch.stage(stage, byScale)),
        validate: stageValidator(stage, steps[index]!, byScale, watch.onResult),
        batches(from) {
          const source = scaleBatches(stage, from, ({ scale }, batch) => byScale.get(scale)!.batches(start + batch));
          sources.push(source);
          return source;
        },
      };
    },
  });
  const result = await training.catch(async (error: unknown) => {
    // The page should not say that the run goes on; that it cannot be written is not what ended the run.
    await watch.end(undefined).catch(() => undefined);
    throw error;
  });
  const { best, seconds, step } = result.last;
  const { finished, stoppedEarly } = result;
  const planned = plan.stages.reduce((sum, stage) => sum + stage.steps, 0);
  const waitedMs = sources.reduce((sum, source) => sum + source.waitedMs, 0);
  const summary: RunSummary = {
    ...{ run: run.path, finished, stoppedEarly, steps: step, planned, psnr: best?.psnr, bestStep: best?.step, seconds },
    dataWaitPercent: (100 * waitedMs) / (performance.now() - started),
    notices: data.notices,
  };
  const networks = finished ? await exportRun(run, plan.stages.at(-1)!, steps.at(-1)!, data.manifest) : undefined;
  await watch.end(networks);
  return networks ? { ...summary, networks } : summary;
}

/** The steps of all stages. Throws ConfigError, naming the stage, for one whose graph cannot be built. */
function buildSteps(plan: TrainPlan): StageSteps[] {
  const graphs = plan.stages.map((stage) => {
    try {
      return new Map(stage.scale.map((scale) => [scale, buildStep(atScale(stage, scale))]));
    } catch (error) {
      throw inStage(plan, stage, error);
    }
  });
  return joinSteps(plan.stages, graphs);
}

async function naming<T>(plan: TrainPlan, stage: StageConfig, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw inStage(plan, stage, error);
  }
}

/** The error with the stage's number before its sentence, when there are several. */
function inStage({ stages }: TrainPlan, stage: StageConfig, error: unknown): unknown {
  if (stages.length === 1 || !(error instanceof SubpixelError)) return error;
  return new ConfigError(`Stage ${stages.indexOf(stage) + 1}: ${error.message}`, { cause: error });
}

function nameOf(initFrom: NonNullable<StageConfig['initFrom']>): string {
  return typeof initFrom === 'string' ? initFrom : initFrom.file;
}

function stageLine({ stages }: TrainPlan, index: number, byScale: StageData): string {
  const { model, scale, steps } = stages[index]!;
  const counts = [...byScale.values()].map(
    (d) => `${d.pictures} pictures, ${d.patches} patches, ${d.validation.length} pictures to validate on`,
  );
  const part = stages.length > 1 ? `Stage ${index + 1} of ${stages.length}, ${steps} steps: ` : '';
  return `${part}${model} ×${scale.join(', ×')}: ${[...new Set(counts)].join('; ')}`;
}

/** Means over the scales. `onResult` gets the results of the first scale's pictures. */
function stageValidator(
  stage: StageConfig,
  steps: StageSteps,
  byScale: StageData,
  onResult: Parameters<ReturnType<typeof createValidator>>[1],
): (weights: State) => Promise<Scores> {
  const { model, options, threads } = stage;
  const { channels } = modelNamed(model);
  const validators = stage.scale.map((scale) =>
    createValidator(
      byScale.get(scale)!.validation.map((p) => p.image),
      { model, options, scale, channels },
      ortNode,
      threads,
      validationProtocol(scale, channels, stepsOf(stage.data.degradation, scale)),
    ),
  );
  return async (weights) => {
    const scores: Scores[] = [];
    for (const [i, scale] of stage.scale.entries())
      scores.push(await validators[i]!(steps.weightsAt(scale, weights), i === 0 ? onResult : undefined));
    const mean = (values: readonly (number | undefined)[]) =>
      values.includes(undefined) ? undefined : (values as number[]).reduce((sum, x) => sum + x, 0) / values.length;
    return { psnr: mean(scores.map((s) => s.psnr))!, ssim: mean(scores.map((s) => s.ssim)) };
  };
}
