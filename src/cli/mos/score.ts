/** The work of `subpixel mos score`: files of answers are read, checked to belong together, and put together. */
import { readFile } from 'node:fs/promises';
import { ConfigError, expected } from '../../errors.ts';
import type { Context } from '../command.ts';
import { readAnswers } from './answers.ts';
import { joinTables, readMetrics } from './metrics.ts';
import { reportOf } from './report.ts';
import { scoreCsv, scoreText } from './text.ts';

export interface ScoreOptions {
  readonly metrics: readonly string[];
  readonly csv: boolean;
  readonly json: boolean;
}

export async function scoreAnswers(files: readonly string[], options: ScoreOptions, context: Context): Promise<undefined> {
  if (files.length === 0) throw new ConfigError('Expected files of answers: subpixel mos score <answers.json>...');
  if (options.csv && options.json) throw new ConfigError('Expected one of --csv and --json but received both');
  const all = await Promise.all(files.map(readAnswers));
  const [first] = all;
  const raters = new Map<string, string>();
  for (const [i, { study, mode, rater }] of all.entries()) {
    if (study !== first!.study || mode !== first!.mode)
      throw new ConfigError(expected(`answers to the page of ${files[0]}`, files[i]!, 'those to another one'));
    if (raters.has(rater)) throw new ConfigError(expected('one file of each rater', files[i]!, `the rater of ${raters.get(rater)} again`));
    raters.set(rater, files[i]!);
  }
  const tables = await Promise.all(options.metrics.map(async (file) => readMetrics(await readText(file), file)));
  const table = tables.length === 0 ? undefined : joinTables(tables);
  const report = reportOf(all, table);
  if (report.answers === 0) throw new ConfigError(expected('at least one answer', 'the files', 'none'));
  const text = options.json ? `${JSON.stringify(report)}\n` : options.csv ? scoreCsv(report) : scoreText(report);
  context.stdout.write(text);
  return undefined;
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause) => {
    throw new ConfigError(expected('an existing CSV file', '--metrics', path), { cause });
  });
}
