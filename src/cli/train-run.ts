/** The work of `subpixel train`: data in, training with progress, network and report out. */
import { basename, join } from 'node:path';
import { writeFileAtomic } from '../codecs/node.ts';
import { prefetchBatches } from '../data/prefetch.ts';
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
import { loadTrainingData, type TrainingData } from './train-data.ts';

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
  /** Share of this session's time in which the step waited for its batch. */
  readonly dataWaitPercent: number;
  /** One sentence for each picture that was skipped, changed or left out. */
  readonly notices: readonly string[];
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
  const data = await loadTrainingData(config, say);
  const summary = await runIn(run, config, data, { context, progress, say });
  progress.clear();
  if (options.json) context.stdout.write(`${JSON.stringify(summary)}\n`);
  else if (summary.finished)
    context.stdout.write(
      `${summary.network}  ×${config.scale}, ${summary.steps} steps, best PSNR ${summary.psnr?.toFixed(2)} dB at step ${summary.bestStep}, data wait ${summary.dataWaitPercent.toFixed(1)} %\n`,
    );
  else context.stderr.write(`Stopped after ${summary.steps} of ${config.steps} steps. Go on with the same command and --resume\n`);
  return undefined;
}

interface Surroundings {
  readonly context: Context;
  readonly progress: Progress;
  readonly say: (line: string) => void;
}

async function runIn(run: RunFolder, config: TrainConfig, data: TrainingData, around: Surroundings): Promise<Summary> {
  const { say } = around;
  const { sampler, validation, manifest, notices, workers } = data;
  const { channels } = modelNamed(config.model);
  const step = buildStep(config);
  await run.begin();
  await writeFileAtomic(run.file('manifest'), `${JSON.stringify(manifest, undefined, 1)}\n`);
  const start = run.resume?.step ?? 0;
  say(
    `${config.model} ×${config.scale}: ${sampler.pictures} pictures, ${sampler.patches} patches, ${validation.length} pictures to validate on`,
  );
  if (start > 0) say(`Going on at step ${start}`);
  const batches = prefetchBatches(sampler, { start, workers });
  const started = performance.now();
  const result = await train({
    config,
    step,
    engine: ortNode,
    batches,
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
  const dataWaitPercent = (100 * batches.waitedMs) / (performance.now() - started);
  const { finished } = result;
  const summary = {
    run: run.path,
    finished,
    steps: result.last.step,
    psnr: best?.psnr,
    bestStep: best?.step,
    seconds,
    dataWaitPercent,
    notices,
  };
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
