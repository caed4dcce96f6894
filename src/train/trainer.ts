/** The training loop: batches in, steps run, log rows, validations and checkpoints out. It knows no files. */
import type { BatchSource } from '../data/batches.ts';
import { SubpixelError } from '../errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import { scheduleAt } from '../optim/schedule.ts';
import type { Engine } from '../runtime/engine.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { TrainConfig } from './config.ts';
import { type State, type StepGraph, startStep } from './step.ts';

/** One row of the log. `loss` is the mean since the row before; `psnr` only where a validation was made. */
export interface LogRow {
  readonly step: number;
  readonly loss: number;
  readonly psnr: number | undefined;
  readonly learningRate: number;
  /** Training patches per second since the row before. */
  readonly patchesPerSecond: number;
  /** Seconds trained so far, over all sessions. */
  readonly seconds: number;
}

export interface TrainOptions {
  readonly config: TrainConfig;
  readonly step: StepGraph;
  readonly engine: Engine;
  /** Batches from the first step to run. */
  readonly batches: BatchSource;
  /** Where to go on from; absent for a new run. */
  readonly resume?: Checkpoint | undefined;
  /** First weights of a new run, other than the initialisation's. */
  readonly firstState?: State | undefined;
  /** Mean PSNR in dB of the network with these weights. */
  validate(weights: Readonly<Record<string, Tensor>>): Promise<number>;
  onLog(row: LogRow): Promise<void>;
  /** `best` is true when the checkpoint has the highest validation PSNR so far. */
  onCheckpoint(checkpoint: Checkpoint, best: boolean): Promise<void>;
  onStep?(step: number, loss: number): void;
  /** Ends the run after the step in hand, with a checkpoint. */
  readonly signal?: AbortSignal | undefined;
}

export interface TrainResult {
  /** The state at the end, and the weights of it. */
  readonly last: Checkpoint;
  readonly weights: Readonly<Record<string, Tensor>>;
  /** False when `signal` ended the run early. */
  readonly finished: boolean;
}

/**
 * Runs until `config.steps`. A run that is stopped and resumed gives bit for bit the weights of one that was not (on the CPU).
 * Throws SubpixelError when the loss is no longer finite; the checkpoints made before are kept.
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const { config, step: graph, batches, resume } = options;
  const runner = await startStep(config, graph, options.engine, resume?.state ?? options.firstState);
  const started = performance.now();
  const seconds = () => (resume?.seconds ?? 0) + (performance.now() - started) / 1000;
  const weights = () => runner.read(graph.weights);
  let best = resume?.best;
  let pending = resume?.pending ?? { sum: 0, count: 0 };
  let lastRow = { step: resume?.step ?? 0, seconds: seconds() };
  let step = resume?.step ?? 0;
  const checkpoint = async (): Promise<Checkpoint> => {
    const state = await runner.read();
    return { step, state, config: configKey(config), best, pending, seconds: seconds() };
  };

  const log = async (psnr: number | undefined) => {
    const elapsed = seconds() - lastRow.seconds;
    const patchesPerSecond = ((step - lastRow.step) * config.batchSize) / elapsed;
    const learningRate = config.learningRate * scheduleAt(config.schedule, step, config.steps);
    await options.onLog({ step, loss: pending.sum / pending.count, psnr, learningRate, patchesPerSecond, seconds: seconds() });
    pending = { sum: 0, count: 0 };
    lastRow = { step, seconds: seconds() };
  };

  try {
    while (step < config.steps && !options.signal?.aborted) {
      const loss = await runner.run(step, await batches.next());
      if (!Number.isFinite(loss)) {
        throw new SubpixelError(
          `The loss became ${loss} at step ${step + 1}; the last checkpoint is kept. A lower learningRate (now ${config.learningRate}) is the usual cure`,
        );
      }
      step++;
      pending = { sum: pending.sum + loss, count: pending.count + 1 };
      options.onStep?.(step, loss);
      const last = step === config.steps;
      const validates = step % config.validation.every === 0 || last;
      const psnr = validates ? await options.validate(await weights()) : undefined;
      const isBest = psnr !== undefined && psnr > (best?.psnr ?? Number.NEGATIVE_INFINITY);
      if (isBest) best = { psnr, step };
      if (validates || step % config.logEvery === 0) await log(psnr);
      if (isBest || last || step % config.checkpointEvery === 0) await options.onCheckpoint(await checkpoint(), isBest);
    }
    if (step < config.steps) await options.onCheckpoint(await checkpoint(), false);
    return { last: await checkpoint(), weights: await weights(), finished: step >= config.steps };
  } finally {
    await runner.dispose();
    await batches.close();
  }
}

/** What of a configuration must be equal for a run to be resumed: everything that changes its numbers. */
export function configKey({ device: _device, threads: _threads, license: _license, ...rest }: TrainConfig): string {
  return JSON.stringify(rest);
}
