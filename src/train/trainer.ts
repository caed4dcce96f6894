/** The training loop: batches in, steps run, log rows, validations and checkpoints out. It knows no files. */
import type { BatchSource } from '../data/batches.ts';
import { SubpixelError } from '../errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import { scheduleAt } from '../optim/schedule.ts';
import type { Engine } from '../runtime/engine.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { TrainConfig } from './config.ts';
import { isStale } from './early-stopping.ts';
import type { StageSteps } from './multi-scale.ts';
import { exportedWeights, type State, type StepGraph, startStep } from './step.ts';

/** One row of the log. `loss` is the mean since the row before; `psnr` and `ssim` only where a validation was made. */
export interface LogRow {
  readonly step: number;
  readonly loss: number;
  readonly psnr: number | undefined;
  readonly ssim?: number | undefined;
  /** Mean since the row before of the gradient's norm over all weights, where the step measures it. */
  readonly gradientNorm?: number | undefined;
  readonly learningRate: number;
  /** Training patches per second since the row before. */
  readonly patchesPerSecond: number;
  /** Seconds trained so far, over all sessions. */
  readonly seconds: number;
}

/** Means over the validation pictures. */
export interface Scores {
  /** In dB. */
  readonly psnr: number;
  readonly ssim?: number | undefined;
}

export interface TrainOptions {
  readonly config: TrainConfig;
  readonly step: StepGraph | StageSteps;
  readonly engine: Engine;
  /** Which part of a longer run this is; default: all of it. */
  readonly stage?: Checkpoint['stage'] | undefined;
  /** What checkpoints say of the configuration; default: `configKey` of this one. */
  readonly key?: string | undefined;
  /** Batches from the first step to run. */
  readonly batches: BatchSource;
  /** Where to go on from; absent for a new run. */
  readonly resume?: Checkpoint | undefined;
  /** First weights of a new run, other than the initialisation's. */
  readonly firstState?: State | undefined;
  /** Scores of the network with these weights, after step `step`. */
  validate(weights: Readonly<Record<string, Tensor>>, step: number): Promise<Scores>;
  onLog(row: LogRow): Promise<void>;
  /** `best` is true when the checkpoint has the highest validation PSNR so far. */
  onCheckpoint(checkpoint: Checkpoint, best: boolean): Promise<void>;
  onStep?(step: number, loss: number): void;
  /** Ends the run after the step in hand, with a checkpoint. */
  readonly signal?: AbortSignal | undefined;
}

export interface TrainResult {
  /** The state at the end, and the weights of it that are exported. */
  readonly last: Checkpoint;
  readonly weights: Readonly<Record<string, Tensor>>;
  /** False when `signal` ended the run early. */
  readonly finished: boolean;
  /** True when validation no longer got better and `earlyStopping` ended the run. */
  readonly stoppedEarly: boolean;
}

/**
 * Runs `config.steps` steps, or until `config.earlyStopping` says so. A run that is stopped and resumed gives bit for bit the weights of one that was not (on the CPU).
 * Throws SubpixelError when the loss is no longer finite; the checkpoints made before are kept.
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const { config, step: graph, batches, resume, stage = { index: 0, start: 0 }, key = configKey(config) } = options;
  const first = resume?.state ?? options.firstState ?? graph.initial;
  const runner = await ('model' in graph ? startStep(config, graph, options.engine, first) : graph.start(options.engine, first));
  const started = performance.now();
  const seconds = () => (resume?.seconds ?? 0) + (performance.now() - started) / 1000;
  const weights = async () => exportedWeights(graph, await runner.read());
  let { best, scores = [] } = resume ?? {};
  let pending: Checkpoint['pending'] = resume?.pending ?? { sum: 0, count: 0 };
  let step = resume?.step ?? stage.start;
  let lastRow = { step, seconds: seconds() };
  const end = stage.start + config.steps;
  /** The validations of this stage, their steps counted from its start. */
  const stageScores = () => scores.filter((s) => s.step > stage.start).map((s) => ({ ...s, step: s.step - stage.start }));
  const stale = () => config.earlyStopping !== undefined && isStale(stageScores(), config.earlyStopping);
  const checkpoint = async (): Promise<Checkpoint> => {
    const state = await runner.read();
    return { step, state, config: key, stage, best, scores, pending, seconds: seconds() };
  };

  const log = async (measured: Scores | undefined) => {
    const elapsed = seconds() - lastRow.seconds;
    const patchesPerSecond = ((step - lastRow.step) * config.batchSize) / elapsed;
    const learningRate = config.learningRate * scheduleAt(config.schedule, step - stage.start, config.steps, stageScores());
    const { psnr, ssim } = measured ?? {};
    const { sum, count, normSum } = pending;
    const gradientNorm = normSum === undefined ? undefined : normSum / count;
    await options.onLog({ step, loss: sum / count, psnr, ssim, gradientNorm, learningRate, patchesPerSecond, seconds: seconds() });
    pending = { sum: 0, count: 0 };
    lastRow = { step, seconds: seconds() };
  };

  try {
    let stopped = stale();
    while (step < end && !stopped && !options.signal?.aborted) {
      const { loss, gradientNorm } = await runner.run(step - stage.start, await batches.next(), stageScores());
      if (!Number.isFinite(loss)) {
        throw new SubpixelError(
          `The loss became ${loss} at step ${step + 1}; the last checkpoint is kept. A lower learningRate (now ${config.learningRate}) is the usual cure`,
        );
      }
      step++;
      const normSum = gradientNorm === undefined ? undefined : (pending.normSum ?? 0) + gradientNorm;
      pending = { sum: pending.sum + loss, count: pending.count + 1, ...(normSum === undefined ? {} : { normSum }) };
      options.onStep?.(step, loss);
      const validates = step % config.validation.every === 0 || step === end;
      const measured = validates ? await options.validate(await weights(), step) : undefined;
      const isBest = measured !== undefined && measured.psnr > (best?.psnr ?? Number.NEGATIVE_INFINITY);
      if (measured) scores = [...scores, { psnr: measured.psnr, step }];
      if (isBest) best = { psnr: measured.psnr, step };
      stopped = stale();
      if (validates || step % config.logEvery === 0) await log(measured);
      const last = step === end || stopped;
      if (isBest || last || step % config.checkpointEvery === 0) await options.onCheckpoint(await checkpoint(), isBest);
    }
    const finished = step >= end || stopped;
    if (!finished) await options.onCheckpoint(await checkpoint(), false);
    return { last: await checkpoint(), weights: await weights(), finished, stoppedEarly: stopped && step < end };
  } finally {
    await runner.dispose();
    await batches.close();
  }
}

/** What of a configuration must be equal for a run to be resumed: everything that changes its numbers. */
export function configKey({ device: _device, threads: _threads, license: _license, ...rest }: TrainConfig): string {
  return JSON.stringify(rest);
}
