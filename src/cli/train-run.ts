/** The work of `subpixel train`: which runs a command line asks for, and their data. */
import { basename, join } from 'node:path';
import { decode } from '../codecs/node.ts';
import { loadFolders, type Picture } from '../data/files.ts';
import { type FolderManifest, manifestOf } from '../data/manifest.ts';
import { makePairs } from '../data/pairs.ts';
import { prefetchBatches, sharePair } from '../data/prefetch.ts';
import { createSampler, type Sampler } from '../data/sampler.ts';
import { ConfigError } from '../errors.ts';
import { modelNamed } from '../models/network.ts';
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
      `${summary.networks?.join(', ')}  ${summary.steps} steps, best PSNR ${summary.psnr?.toFixed(2)} dB at step ${summary.bestStep}${summary.stoppedEarly ? ', stopped early' : ''}\n`,
    );
  else context.stderr.write(`Stopped after ${summary.steps} of ${summary.planned} steps. Go on with the same command and --resume\n`);
  return undefined;
}

async function openData(config: TrainConfig, say: (line: string) => void): Promise<OpenData> {
  const { sampler, ...data } = await loadData(config, say);
  return {
    ...data,
    pictures: sampler.pairs.length,
    patches: sampler.patches,
    batches: (first) => prefetchBatches(sampler, { start: first }),
  };
}

interface Data {
  readonly sampler: Sampler;
  readonly validation: readonly Picture[];
  readonly manifest: readonly FolderManifest[];
}

async function loadData(config: TrainConfig, say: (line: string) => void): Promise<Data> {
  const { folders, shrink, patch } = config.data;
  const { folder, holdOutEvery: every, fold, maxImages } = config.validation;
  const load = (from: readonly string[], part?: 'train' | 'validation') =>
    loadFolders(from, decode, { onNotice: say, ...(every !== undefined && part ? { holdOut: { every, fold, part } } : {}) });
  const pictures = await load(folders, 'train');
  const all = folder === undefined ? await load(folders, 'validation') : await load([folder]);
  const validation = all.filter((_, i) => Math.floor((i * maxImages) / all.length) !== Math.floor(((i - 1) * maxImages) / all.length));
  const pairs = pictures.flatMap((p) => makePairs(`${p.folder}/${p.name}`, p.image, { scale: config.scale, shrink }).map(sharePair));
  const colorSpace = modelNamed(config.model).channels === 1 ? 'y' : 'rgb';
  const sampler = createSampler(pairs, { patch, scale: config.scale, colorSpace, batchSize: config.batchSize, seed: config.seed });
  const [notice, ...more] = sampler.notices;
  if (notice) say(`${notice}${more.length > 0 ? ` (and ${more.length} more)` : ''}`);
  return { sampler, validation, manifest: await manifestOf(pictures) };
}
