/** The work of `subpixel train`: data in, training with progress, network and report out. */
import { basename, join } from 'node:path';
import { decode, writeFileAtomic } from '../codecs/node.ts';
import { loadFolders, type Picture } from '../data/files.ts';
import { type FolderManifest, manifestOf } from '../data/manifest.ts';
import { makePairs } from '../data/pairs.ts';
import { prefetchBatches, sharePair } from '../data/prefetch.ts';
import { createSampler, type Sampler } from '../data/sampler.ts';
import { ConfigError } from '../errors.ts';
import { createValidator } from '../evaluate/validator.ts';
import { modelNamed } from '../models/network.ts';
import { ortNode } from '../runtime/ort-node.ts';
import type { TrainConfig } from '../train/config.ts';
import { buildStep } from '../train/step.ts';
import { type TrainOptions, train } from '../train/trainer.ts';
import type { Context } from './command.ts';
import { createProgress, formatDuration, type Progress } from './progress.ts';
import { openRun, type RunFolder } from './run-folder.ts';
import { exportRun, firstStateFrom } from './run-network.ts';
import { writeRunReport } from './run-report.ts';
import { readTrainConfig } from './train-config.ts';

export interface TrainCommandOptions {
  readonly config: string | undefined;
  readonly set: readonly string[];
  readonly out: string | undefined;
  readonly resume: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** What `--json` prints. */
interface Summary {
  readonly run: string;
  readonly finished: boolean;
  readonly steps: number;
  /** Best validation PSNR in dB, and the step it was reached at; absent before the first validation. */
  readonly psnr: number | undefined;
  readonly bestStep: number | undefined;
  readonly seconds: number;
  /** The finished network's file. */
  readonly network?: string;
}

/** Throws ConfigError for a configuration that cannot work, before anything is written. */
export async function trainFromOptions(options: TrainCommandOptions, context: Context): Promise<undefined> {
  if (options.config === undefined) throw new ConfigError('Expected a configuration: subpixel train --config <file>');
  const config = await readTrainConfig(options.config, options.set);
  const path = options.out ?? join('runs', basename(options.config).replace(/\.ya?ml$/, ''));
  const silent = options.quiet || options.json;
  const progress = createProgress(context.stderr, { silent });
  const say = (line: string) => {
    if (!silent) progress.print(context.stderr, line);
  };
  const run = await openRun(path, config, options.resume);
  const data = await loadData(config, say);
  const summary = await runIn(run, config, data, { context, progress, say });
  progress.clear();
  if (options.json) context.stdout.write(`${JSON.stringify(summary)}\n`);
  else if (summary.finished)
    context.stdout.write(
      `${summary.network}  ×${config.scale}, ${summary.steps} steps, best PSNR ${summary.psnr?.toFixed(2)} dB at step ${summary.bestStep}\n`,
    );
  else context.stderr.write(`Stopped after ${summary.steps} of ${config.steps} steps. Go on with the same command and --resume\n`);
  return undefined;
}

interface Data {
  readonly sampler: Sampler;
  readonly validation: readonly Picture[];
  readonly manifest: readonly FolderManifest[];
}

async function loadData(config: TrainConfig, say: (line: string) => void): Promise<Data> {
  const { folders, shrink, patch } = config.data;
  const { folder, holdOutEvery: every, maxImages } = config.validation;
  const load = (from: readonly string[], part?: 'train' | 'validation') =>
    loadFolders(from, decode, { onNotice: say, ...(every !== undefined && part ? { holdOut: { every, part } } : {}) });
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

interface Surroundings {
  readonly context: Context;
  readonly progress: Progress;
  readonly say: (line: string) => void;
}

async function runIn(run: RunFolder, config: TrainConfig, { sampler, validation, manifest }: Data, around: Surroundings): Promise<Summary> {
  const { say } = around;
  const { channels } = modelNamed(config.model);
  const step = buildStep(config);
  await run.begin();
  await writeFileAtomic(run.file('manifest'), `${JSON.stringify(manifest, undefined, 1)}\n`);
  const start = run.resume?.step ?? 0;
  say(
    `${config.model} ×${config.scale}: ${sampler.pictures} pictures, ${sampler.patches} patches, ${validation.length} pictures to validate on`,
  );
  if (start > 0) say(`Going on at step ${start}`);
  const result = await train({
    config,
    step,
    engine: ortNode,
    batches: prefetchBatches(sampler, { start }),
    resume: run.resume,
    firstState: config.initFrom !== undefined && !run.resume ? await firstStateFrom(config.initFrom, step, say) : undefined,
    signal: around.context.signal,
    validate: createValidator(
      validation.map((p) => p.image),
      { ...config, channels },
      ortNode,
      config.threads,
    ),
    ...watch(run, config, around),
  });
  const { best, seconds } = result.last;
  const summary = { run: run.path, finished: result.finished, steps: result.last.step, psnr: best?.psnr, bestStep: best?.step, seconds };
  if (!result.finished) return summary;
  const network = await exportRun(run, config, step, manifest);
  await writeRunReport(run, config, network, validation, manifest);
  return { ...summary, network };
}

/** Progress on the terminal, rows in the log, checkpoints in the folder. */
function watch(
  run: RunFolder,
  config: TrainConfig,
  { progress, say }: Surroundings,
): Pick<TrainOptions, 'onStep' | 'onLog' | 'onCheckpoint'> {
  let psnr = run.resume?.best?.psnr;
  let pace = 0;
  return {
    onStep(step, loss) {
      const score = psnr === undefined ? '' : `  PSNR ${psnr.toFixed(2)} dB`;
      const speed = pace === 0 ? '' : `  ${Math.round(pace)} patches/s`;
      progress.update(step, config.steps, `step ${step}  loss ${loss.toExponential(3)}${score}${speed}`);
    },
    async onLog(row) {
      psnr = row.psnr ?? psnr;
      pace = row.patchesPerSecond;
      if (row.psnr !== undefined)
        say(`step ${row.step}  loss ${row.loss.toExponential(3)}  PSNR ${row.psnr.toFixed(3)} dB  ${formatDuration(row.seconds)}`);
      await run.log(row);
    },
    onCheckpoint: (checkpoint, best) => run.save(checkpoint, best),
  };
}
