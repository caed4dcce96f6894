/** Trains a configuration for a given time, for benches that compare ways to train. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { parseRecords } from '../src/cli/csv.ts';
import { runFiles } from '../src/cli/run-folder.ts';

/** Where the sets of training pictures lie. */
const sets = 'data';
/** The sets that are trained on where nothing else is said; pictures of each are held out. */
export const trainingSets = ['T91', 'General100', 'BSD200', 'DIV2K_luma_crops'];
const heldOutOfEach = 5;

export const folderOf = (set: string): string => join(sets, set);

/** The first of the sets that is not there, as a folder. */
export function missingSet(names: readonly string[]): string | undefined {
  return names.map(folderOf).find((folder) => !existsSync(folder));
}

/** Copies some pictures of every set into the folder. Gives their names, on which nothing is to be trained. */
export async function holdOut(folder: string): Promise<string[]> {
  await mkdir(folder);
  const names: string[] = [];
  for (const set of trainingSets) {
    const all = readdirSync(folderOf(set)).sort();
    const some = all.filter((_, i) => i % Math.floor(all.length / heldOutOfEach) === 0).slice(0, heldOutOfEach);
    for (const name of some) await copyFile(join(folderOf(set), name), join(folder, name));
    names.push(...some);
  }
  return names;
}

export const soap = (learningRate: number) => ({ optimizer: { name: 'soap', options: { refreshEvery: 20 } }, learningRate });

/** What every way begins from, ×2 on luma. */
export function baseConfig(exclude: readonly string[]) {
  return {
    scale: 2,
    seed: 1,
    steps: 1,
    batchSize: 8,
    data: {
      folders: trainingSets.map(folderOf),
      // A picture of BSD200 is a larger copy of one of Set5.
      exclude: ['302003.jpg', ...exclude],
      shrink: [1, 0.8, 0.6],
      patch: { mode: 'random', lrPatchSize: 32, augment: { flips: true, rotations: true } },
    },
    losses: [{ name: 'l1' }],
    ...soap(0.002),
    schedule: { name: 'cosine' },
    ema: 0.999,
    logEvery: 1_000_000,
    checkpointEvery: 1_000_000,
    threads: 1,
  };
}

/** The validations of a run, in order. */
export type TrainingLog = readonly { readonly step: number; readonly seconds: number; readonly psnr: number }[];

interface Timed {
  readonly seconds: number;
  /** HR pictures to validate on, */
  readonly validation: string;
  /** and how often, the last time at the end. */
  readonly validations: number;
}

/** Steps of the short try. */
const tried = 40;

/** Trains for as many steps as the time allows, by the speed of a first short try. */
export async function trainFor(
  { seconds, validation: pictures, validations }: Timed,
  config: object,
  folder: string,
): Promise<TrainingLog> {
  const short = { ...config, steps: tried, validation: { folder: pictures, maxImages: 1, every: tried } };
  const [first] = await train(short, join(folder, 'tried'));
  const every = Math.max(1, Math.round((seconds * tried) / first!.seconds / validations));
  const validation = { folder: pictures, every };
  return train({ ...config, steps: every * validations, validation }, join(folder, 'full'));
}

async function train(config: object, run: string): Promise<TrainingLog> {
  await mkdir(run, { recursive: true });
  const file = `${run}.yaml`;
  await writeFile(file, stringify(config));
  const args = ['--import', 'tsx', 'src/cli/main.ts', 'train', '--config', file, '--out', run, '--quiet'];
  await promisify(execFile)(process.execPath, args);
  const rows = parseRecords(await readFile(join(run, runFiles.log), 'utf8'));
  const validated = rows.filter((row) => row['psnr'] !== '');
  return validated.map((row) => ({ step: Number(row['step']), seconds: Number(row['seconds']), psnr: Number(row['psnr']) }));
}
