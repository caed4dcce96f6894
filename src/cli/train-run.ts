/** The work of `subpixel train`: which runs a command line asks for, and their data. */
import { basename, join } from 'node:path';
import { prefetchBatches } from '../data/prefetch.ts';
import { ConfigError } from '../errors.ts';
import { checkDevice } from '../runtime/check-device.ts';
import type { Device } from '../runtime/engine.ts';
import { ortNode } from '../runtime/ort-node.ts';
import type { TrainConfig } from '../train/config.ts';
import type { TrainPlan } from '../train/plan.ts';
import type { Context } from './command.ts';
import { createProgress } from './progress.ts';
import type { OpenData } from './run-data.ts';
import { runPlan } from './run-plan.ts';
import { readTrainPlan } from './train-config.ts';
import { loadTrainingData } from './train-data.ts';
import { runSeries, seriesOf } from './train-series.ts';

export interface TrainCommandOptions {
  readonly config: string | undefined;
  readonly set: readonly string[];
  readonly device: Device | undefined;
  readonly out: string | undefined;
  readonly resume: boolean;
  readonly allowChange: readonly string[];
  readonly seeds: string | undefined;
  readonly folds: number | undefined;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** Throws ConfigError for a configuration that cannot work and EngineError for a device that is not there, before anything is written. */
export async function trainFromOptions(options: TrainCommandOptions, context: Context): Promise<undefined> {
  if (options.config === undefined) throw new ConfigError('Expected a configuration: subpixel train --config <file>');
  const file = options.config;
  const path = options.out ?? join('runs', basename(file).replace(/\.ya?ml$/, ''));
  const silent = options.quiet || options.json;
  const progress = createProgress(context.stderr, { silent });
  const say = (line: string) => {
    if (!silent) progress.print(context.stderr, line);
  };
  const around = { context, progress, say, load: openData };
  const device = options.device ? [`device=${options.device}`] : [];
  const read = async (sets: readonly string[] = []): Promise<TrainPlan> => {
    const plan = await readTrainPlan(file, [...options.set, ...device, ...sets]);
    await checkDevice(ortNode, plan.stages[0]!.device);
    return plan;
  };
  const series = seriesOf(options);
  if (series) {
    await runSeries(series, path, options, read, around);
    return undefined;
  }
  const plan = await read();
  const summary = await runPlan(path, plan, options, around);
  progress.clear();
  if (options.json) context.stdout.write(`${JSON.stringify(summary)}\n`);
  else if (summary.finished)
    context.stdout.write(
      `${summary.networks?.join(', ')}  ${summary.steps} steps, best PSNR ${summary.psnr?.toFixed(2)} dB at step ${summary.bestStep}${summary.stoppedEarly ? ', stopped early' : ''}, data wait ${summary.dataWaitPercent.toFixed(1)} %\n`,
    );
  else context.stderr.write(`Stopped after ${summary.steps} of ${summary.planned} steps. Go on with the same command and --resume\n`);
  return undefined;
}

async function openData(config: TrainConfig, say: (line: string) => void): Promise<OpenData> {
  const { sampler, workers, ...data } = await loadTrainingData(config, say);
  return {
    ...data,
    pictures: sampler.pictures,
    patches: sampler.patches,
    batches: (start) => prefetchBatches(sampler, { start, workers }),
  };
}
