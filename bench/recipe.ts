/**
 * What of a training's recipe gives the most dB in the same time: one small network is trained for some minutes in each of several ways, and
 * measured meanwhile on pictures of all sets that none of them sees. A row is one measurement, so that the rows of a way are its curve.
 */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { parseCsv } from '../src/cli/csv.ts';
import { runFiles } from '../src/cli/run-folder.ts';
import type { BenchOptions, Row } from './rows.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const sets = 'data';
const all = ['T91', 'General100', 'BSD200', 'DIV2K_luma_crops'];
/** Pictures of each set that are measured on, and on which nothing is trained. */
const heldOut = 5;
const measurements = 6;

interface Way {
  /** Which part of the recipe it changes. */
  readonly part: string;
  readonly name: string;
  readonly folders?: readonly string[];
  readonly batchSize?: number;
  readonly lrPatchSize?: number;
  readonly changes?: object;
}

const soap = (learningRate: number) => ({ optimizer: { name: 'soap', options: { refreshEvery: 20 } }, learningRate });

/** Each is the first with one thing changed. */
const ways: readonly Way[] = [
  { part: 'all', name: 'SOAP at 0.002, batch 8, LR patch 32, l1, cosine, averages, all sets' },
  { part: 'optimiser', name: 'Adam at 0.001', changes: { optimizer: { name: 'adam' }, learningRate: 0.001 } },
  { part: 'optimiser', name: 'SOAP at 0.0007', changes: soap(0.0007) },
  { part: 'optimiser', name: 'constant rate', changes: { schedule: { name: 'constant' } } },
  { part: 'batch', name: 'batch 32', batchSize: 32 },
  { part: 'batch', name: 'LR patch 16', lrPatchSize: 16 },
  { part: 'batch', name: 'batch 2, LR patch 64', batchSize: 2, lrPatchSize: 64 },
  { part: 'loss', name: 'l2', changes: { losses: [{ name: 'l2' }] } },
  { part: 'loss', name: 'no averages', changes: { ema: undefined } },
  { part: 'pictures', name: 'T91 and General100', folders: ['T91', 'General100'] },
  { part: 'pictures', name: 'DIV2K', folders: ['DIV2K_luma_crops'] },
  { part: 'pictures', name: 'all sets and photos', folders: [...all, 'photos'] },
];

function configOf(
  { folders = all, batchSize = 8, lrPatchSize = 32, changes }: Way,
  validation: string,
  exclude: readonly string[],
): object {
  return {
    model: 'ecbsr',
    scale: 2,
    seed: 1,
    steps: 1,
    batchSize,
    data: {
      folders: folders.map((name) => join(sets, name)),
      exclude,
      shrink: [1, 0.8, 0.6],
      patch: { mode: 'random', lrPatchSize, augment: { flips: true, rotations: true } },
    },
    validation: { folder: validation, every: 1_000_000 },
    losses: [{ name: 'l1' }],
    ...soap(0.002),
    schedule: { name: 'cosine' },
    ema: 0.999,
    logEvery: 1_000_000,
    checkpointEvery: 1_000_000,
    threads: 1,
    ...changes,
  };
}

type LogRow = Readonly<Record<string, number>>;

async function train(config: object, folder: string): Promise<LogRow[]> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'recipe.yaml');
  await writeFile(file, stringify(config));
  const out = join(folder, 'run');
  const args = ['--import', 'tsx', 'src/cli/main.ts', 'train', '--config', file, '--out', out, '--quiet'];
  await promisify(execFile)(process.execPath, args);
  const [head, ...lines] = parseCsv(await readFile(join(out, runFiles.log), 'utf8')) as [string[], ...string[][]];
  return lines.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i] === '' ? Number.NaN : Number(cells[i])])));
}

/** Without the pictures of the training sets there is nothing to measure. */
export async function benchRecipe({ quick, say }: BenchOptions): Promise<Row[]> {
  const missing = [...all, 'photos'].find((name) => !existsSync(join(sets, name)));
  if (missing !== undefined) {
    say(`${join(sets, missing)} is not there`);
    return [];
  }
  return inTemporaryFolder(async (root) => {
    const validation = join(root, 'validation');
    await mkdir(validation);
    const kept: string[] = [];
    for (const set of all) {
      const names = readdirSync(join(sets, set)).sort();
      const some = names.filter((_, i) => i % Math.floor(names.length / heldOut) === 0).slice(0, heldOut);
      for (const name of some) await copyFile(join(sets, set, name), join(validation, name));
      kept.push(...some);
    }
    const rows: Row[] = [];
    for (const [i, way] of ways.entries()) {
      say(way.name);
      // A picture of BSD200 is a larger copy of one of Set5.
      const config = configOf(way, validation, ['302003.jpg', ...kept]);
      const tried = quick ? 20 : 200;
      const [first] = await train(
        { ...config, steps: tried, validation: { folder: validation, maxImages: 1, every: tried } },
        join(root, `${i}-tried`),
      );
      const steps = Math.round(((quick ? 5 : 180) * tried) / first!['seconds']!);
      const every = Math.max(1, Math.floor(steps / measurements));
      const log = await train({ ...config, steps, validation: { folder: validation, every } }, join(root, String(i)));
      for (const { step, seconds, psnr } of log) {
        if (Number.isNaN(psnr)) continue;
        const measured = { part: way.part, way: way.name, step, seconds: Number(seconds!.toFixed(1)), psnr: Number(psnr!.toFixed(3)) };
        rows.push({ measured, about: { network: 'ecbsr', scale: 2, threads: 1 } });
      }
    }
    return rows;
  });
}
