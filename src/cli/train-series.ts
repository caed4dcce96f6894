/** Several runs of one configuration, with other seeds or other pictures held out, and what their scores have in common. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../codecs/node.ts';
import { ConfigError, expected } from '../errors.ts';
import type { TrainPlan } from '../train/plan.ts';
import { isRun } from './run-folder.ts';
import { type RunOptions, type RunSummary, runPlan, type Surroundings } from './run-plan.ts';
import { textTable } from './table.ts';

export interface SeriesRun {
  /** Name of the run's folder. */
  readonly name: string;
  /** Keys of the configuration that are replaced, as `key=value`. */
  readonly sets: readonly string[];
}

/** What `series.json` holds and `--json` prints. */
export interface SeriesSummary {
  readonly runs: readonly { readonly name: string; readonly psnr: number; readonly step: number; readonly seconds: number }[];
  /** Of the best validation PSNR of each run, in dB. */
  readonly mean: number;
  /** Standard deviation with n − 1. */
  readonly deviation: number;
}

/** The runs that `--seeds` or `--folds` ask for; undefined for neither. Throws ConfigError for both, and for seeds that are none. */
export function seriesOf({
  seeds,
  folds,
}: {
  readonly seeds: string | undefined;
  readonly folds: number | undefined;
}): SeriesRun[] | undefined {
  if (seeds !== undefined && folds !== undefined) throw new ConfigError('Expected only one of --seeds and --folds but received both');
  if (folds !== undefined)
    return Array.from({ length: folds }, (_, i) => ({
      name: `fold-${i + 1}`,
      sets: [`validation.folder=null`, `validation.holdOutEvery=${folds}`, `validation.fold=${i + 1}`],
    }));
  if (seeds === undefined) return undefined;
  const numbers = seeds.split(',').map((text) => text.trim());
  if (numbers.length < 2 || !numbers.every((text) => /^\d+$/.test(text)) || new Set(numbers).size < numbers.length)
    throw new ConfigError(expected('at least two different whole numbers, such as 1,2,3', '--seeds', seeds));
  return numbers.map((seed) => ({ name: `seed-${seed}`, sets: [`seed=${seed}`] }));
}

/** Trains the runs one after the other, each in its folder below `path`. With `resume`, those that were begun go on and finished ones are kept. */
export async function runSeries(
  series: readonly SeriesRun[],
  path: string,
  options: RunOptions & { readonly json: boolean },
  planOf: (sets: readonly string[]) => Promise<TrainPlan>,
  around: Surroundings,
): Promise<void> {
  const { context, progress, say } = around;
  const plans = await Promise.all(series.map(async ({ name, sets }) => ({ name, plan: await planOf(sets) })));
  const stopped = (i: number) => {
    context.stderr.write(`Stopped in run ${i + 1} of ${plans.length}. Go on with the same command and --resume\n`);
  };
  const finished: (RunSummary & { readonly name: string })[] = [];
  for (const [i, { name, plan }] of plans.entries()) {
    if (context.signal.aborted) return stopped(i);
    const folder = join(path, name);
    const begun = await isRun(folder);
    say(`Run ${i + 1} of ${plans.length}: ${folder}`);
    const resume = options.resume && begun;
    const summary = await runPlan(folder, plan, { resume, allowChange: resume ? options.allowChange : [] }, around);
    progress.clear();
    if (!summary.finished) return stopped(i);
    finished.push({ name, ...summary });
  }
  const result = summaryOf(finished);
  await mkdir(path, { recursive: true });
  await writeFileAtomic(join(path, 'series.json'), `${JSON.stringify(result, undefined, 1)}\n`);
  context.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${seriesText(result)}\n`);
}

export function summaryOf(runs: readonly (Pick<RunSummary, 'psnr' | 'bestStep' | 'seconds'> & { readonly name: string })[]): SeriesSummary {
  const scores = runs.map(({ psnr }) => psnr!);
  const mean = scores.reduce((sum, psnr) => sum + psnr, 0) / scores.length;
  const squares = scores.reduce((sum, psnr) => sum + (psnr - mean) ** 2, 0);
  return {
    runs: runs.map(({ name, psnr, bestStep, seconds }) => ({ name, psnr: psnr!, step: bestStep!, seconds })),
    mean,
    deviation: Math.sqrt(squares / (scores.length - 1)),
  };
}

function seriesText({ runs, mean, deviation }: SeriesSummary): string {
  const rows = runs.map(({ name, psnr, step }) => [name, psnr.toFixed(3), String(step)]);
  return [
    ...textTable([['run', 'PSNR, dB', 'step'], ...rows]),
    `mean ${mean.toFixed(3)} dB, standard deviation ${deviation.toFixed(3)} dB`,
  ].join('\n');
}
