/** The report of a training run, made of what is in its folder. */
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import * as v from 'valibot';
import { writeFileAtomic } from '../codecs/node.ts';
import { ConfigError } from '../errors.ts';
import { readCheckpoint } from '../train/checkpoint.ts';
import { type WeightHistogram, weightHistogram } from './histogram.ts';
import { renderReport, type TrainingReport } from './report.ts';
import { runState } from './run-beat.ts';
import { cropFile, cropSteps } from './run-crops.ts';
import { readFacts } from './run-facts.ts';
import { runFiles } from './run-folder.ts';
import { readLog } from './run-log.ts';
import { grouped } from './table.ts';

/** Steps whose crops are shown. */
const shownSteps = 6;

const manifestSchema = v.array(v.object({ folder: v.string(), count: v.number() }));

export interface ReportOptions {
  /** With histograms of the weights of the last checkpoint. */
  readonly histograms?: boolean;
  /** Where the page goes; report.html in the run's folder when left out. */
  readonly output?: string | undefined;
}

/** Writes the report of the run in `path`; returns the page's path. Throws ConfigError for a folder that holds no run, or a run without a row in its log. */
export async function writeRunReport(path: string, { histograms = false, output }: ReportOptions = {}): Promise<string> {
  const at = (...parts: string[]) => join(path, ...parts);
  const { crops, comparisons, ...facts } = await readFacts(path);
  const rows = await readLog(at(runFiles.log));
  if (rows.length === 0) throw new ConfigError(`Expected a run that was trained in ${path} but its ${runFiles.log} has no row yet`);
  const manifest = v.parse(manifestSchema, JSON.parse(await readFile(at(runFiles.manifest), 'utf8')));
  const report: TrainingReport = {
    ...facts,
    state: await runState(at(runFiles.running), facts.state),
    title: basename(resolve(path)),
    written: Date.now(),
    folders: manifest,
    rows,
    crops: await cropsOf(at(runFiles.pictures), crops),
    comparisons: await Promise.all(
      comparisons.map(async ({ name, panels }) => ({
        name,
        panels: await Promise.all(
          panels.map(async ({ file, ...panel }) => ({ ...panel, png: await readFile(at(runFiles.pictures, file)) })),
        ),
      })),
    ),
    histograms: histograms ? await histogramsOf(at(runFiles.last)) : undefined,
    config: await readFile(at(runFiles.config), 'utf8'),
  };
  const page = output ?? at(runFiles.report);
  await writeFileAtomic(page, renderReport(report));
  return page;
}

/** Bicubic, some steps evenly spread with the first and the last, HR. */
async function cropsOf(folder: string, names: readonly string[]): Promise<TrainingReport['crops']> {
  const all = await cropSteps(folder);
  const count = Math.min(shownSteps, all.length);
  const steps = Array.from({ length: count }, (_, i) => all[count === 1 ? 0 : Math.round((i * (all.length - 1)) / (count - 1))]!);
  const columns = ['bicubic', ...steps, 'hr'] as const;
  const titles = columns.map((column) => (column === 'hr' ? 'HR' : column === 'bicubic' ? 'bicubic' : `step ${grouped(column)}`));
  const pictures = names.map(async (name, i) => ({
    name,
    pngs: await Promise.all(columns.map((column) => readFile(join(folder, cropFile(column, i))).catch(() => undefined))),
  }));
  return { columns: titles, pictures: count === 0 ? [] : await Promise.all(pictures) };
}

async function histogramsOf(path: string): Promise<{ step: number; weights: WeightHistogram[] }> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError(`Expected a checkpoint in ${path} but it cannot be read (${cause.code})`, { cause });
  });
  const { step, state } = readCheckpoint(bytes, path);
  // Slots of the optimiser are named <slot>/<weight>.
  const weights = Object.entries(state).filter(([name]) => !name.includes('/'));
  return { step, weights: weights.map(([name, { shape, data }]) => weightHistogram(name, shape, data as Float32Array)) };
}
