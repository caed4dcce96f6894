/**
 * What of a training's recipe gives the most dB in the same time: one small network is trained for some minutes in each of several ways, and
 * measured meanwhile on pictures of all sets that none of them sees. A row is one measurement, so that the rows of a way are its curve.
 */
import { join } from 'node:path';
import type { BenchOptions, Row } from './rows.ts';
import { inTemporaryFolder } from './temporary-folder.ts';
import { baseConfig, folderOf, holdOut, missingSet, soap, trainFor, trainingSets } from './train-for.ts';

interface Way {
  /** Which part of the recipe it changes. */
  readonly part: string;
  readonly name: string;
  readonly folders?: readonly string[];
  readonly lrPatchSize?: number;
  readonly changes?: object;
}

/** Each is the first with one thing changed. */
const ways: readonly Way[] = [
  { part: 'all', name: 'SOAP at 0.002, batch 8, LR patch 32, l1, cosine, averages, all sets' },
  { part: 'optimiser', name: 'Adam at 0.001', changes: { optimizer: { name: 'adam' }, learningRate: 0.001 } },
  { part: 'optimiser', name: 'SOAP at 0.0007', changes: soap(0.0007) },
  { part: 'optimiser', name: 'constant rate', changes: { schedule: { name: 'constant' } } },
  { part: 'batch', name: 'batch 32', changes: { batchSize: 32 } },
  { part: 'batch', name: 'LR patch 16', lrPatchSize: 16 },
  { part: 'batch', name: 'batch 2, LR patch 64', lrPatchSize: 64, changes: { batchSize: 2 } },
  { part: 'loss and averages', name: 'l2', changes: { losses: [{ name: 'l2' }] } },
  { part: 'loss and averages', name: 'no averages', changes: { ema: undefined } },
  { part: 'pictures', name: 'T91 and General100', folders: ['T91', 'General100'] },
  { part: 'pictures', name: 'DIV2K', folders: ['DIV2K_luma_crops'] },
  { part: 'pictures', name: 'all sets and photos', folders: [...trainingSets, 'photos'] },
];

function configOf({ folders = trainingSets, lrPatchSize = 32, changes }: Way, heldOut: readonly string[]): object {
  const { data, ...rest } = baseConfig(heldOut);
  const patch = { ...data.patch, lrPatchSize };
  return { model: 'ecbsr', ...rest, data: { ...data, folders: folders.map(folderOf), patch }, ...changes };
}

/** Without the pictures of the training sets there is nothing to measure. */
export async function benchRecipe({ quick, say }: BenchOptions): Promise<Row[]> {
  const missing = missingSet([...trainingSets, 'photos']);
  if (missing !== undefined) {
    say(`${missing} is not there`);
    return [];
  }
  return inTemporaryFolder(async (root) => {
    const validation = join(root, 'validation');
    const heldOut = await holdOut(validation);
    const timed = { seconds: quick ? 5 : 180, validation, validations: 6 };
    const rows: Row[] = [];
    for (const [i, way] of ways.entries()) {
      say(way.name);
      const log = await trainFor(timed, configOf(way, heldOut), join(root, String(i)));
      for (const { step, seconds, psnr } of log) {
        const measured = { part: way.part, way: way.name, step, seconds: Number(seconds.toFixed(1)), psnr: Number(psnr.toFixed(3)) };
        rows.push({ measured, about: { network: 'ecbsr', scale: 2, threads: 1 } });
      }
    }
    return rows;
  });
}
