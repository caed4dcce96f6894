/** The work of `subpixel metrics`: finished pictures, measured against their HR pictures or alone. */
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { writeFileAtomic } from '../codecs/node.ts';
import { namesFor } from '../common/metric-names.ts';
import { type PicturePair, protocolOf } from '../common/metrics-measure.ts';
import type { MeasureTools } from '../metrics/protocol.ts';
import { fractionOf } from '../scale.ts';
import type { Context } from './command.ts';
import type { MetricsOptions } from './commands/metrics.ts';
import { metricTools } from './metric-files.ts';
import { matchPictures } from './metrics-pairs.ts';
import { type MeasuredPicture, metricsCsv, metricsTable, pictureJson } from './metrics-text.ts';
import { measurePairs, type Outcome } from './metrics-threads.ts';
import { writableFolder } from './outputs.ts';
import { createProgress } from './progress.ts';

/** The exit code: 0, or 1 when a picture failed or has no partner. Throws ConfigError before any work for options that do not go together. */
export async function runMetrics(options: MetricsOptions, paths: PicturePair, context: Context): Promise<number> {
  const { scale = 1, csv, json } = options;
  fractionOf(scale);
  const names = namesFor(options.metric, paths.hr !== undefined);
  const { files, engine } = await metricTools(options.file, names);
  const setting = { metrics: names, protocol: protocolOf(options), scale, files };
  const { pairs, problems } = await matchPictures(paths);
  if (csv !== undefined) await writableFolder(dirname(resolve(csv)));
  const progress = createProgress(context.stderr, { silent: options.quiet || json });
  const images: MeasuredPicture[] = [];
  let failed = 0;
  const tell = (pair: PicturePair, outcome: Outcome) => {
    if ('error' in outcome) {
      failed++;
      if (json) progress.print(context.stdout, JSON.stringify({ ...pair, error: outcome.error }));
      progress.print(context.stderr, `subpixel: ${outcome.error}`);
      if (context.debug && outcome.stack !== undefined) progress.print(context.stderr, outcome.stack);
      return;
    }
    const { notes, ...scored } = outcome;
    const image = { ...pair, ...scored };
    images.push(image);
    if (json) progress.print(context.stdout, pictureJson(image, scale));
    if (!options.quiet) for (const note of notes) progress.print(context.stderr, note);
  };
  for (const problem of problems) progress.print(context.stderr, `subpixel: ${problem}`);
  await measureAll(pairs, setting, { ...options, engine, signal: context.signal, progress, tell });
  progress.clear();
  if (context.signal.aborted) return 130;
  const title = paths.hr === undefined ? paths.sr : `${paths.sr} against ${paths.hr}`;
  if (!json && pairs.length > 0) context.stdout.write(metricsTable({ title, metrics: names, scale, images, failed }));
  if (csv !== undefined) await writeFileAtomic(csv, metricsCsv(images, names));
  return failed > 0 || problems.length > 0 ? 1 : 0;
}

/** Results are told in the order of the pairs. */
async function measureAll(
  pairs: readonly PicturePair[],
  setting: Parameters<typeof measurePairs>[1],
  {
    threads = availableParallelism(),
    engine,
    signal,
    progress,
    tell,
  }: {
    readonly threads?: number | undefined;
    readonly engine: MeasureTools['engine'];
    readonly signal: AbortSignal;
    readonly progress: ReturnType<typeof createProgress>;
    tell(pair: PicturePair, outcome: Outcome): void;
  },
): Promise<void> {
  const outcomes = new Map<number, Outcome>();
  let told = 0;
  let count = 0;
  const onDone = (index: number, outcome: Outcome) => {
    outcomes.set(index, outcome);
    for (; outcomes.has(told); told++) tell(pairs[told]!, outcomes.get(told)!);
    count++;
    progress.update(count, pairs.length, `[${count}/${pairs.length}] ${pairs[index]!.sr}`);
  };
  progress.update(0, pairs.length, '');
  // A network takes all cores by itself.
  await measurePairs(pairs, setting, { threads: engine ? 1 : threads, signal, engine, onDone });
}
