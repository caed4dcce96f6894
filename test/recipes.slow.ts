/**
 * Every `_cpu` recipe learns: 200 steps of it, on parts of one picture and validated on others, beat bicubic or halve the loss.
 * Network, losses, supervision, optimiser, learning rate, clipping, degradation and mode of patches are the recipe's. What is not: pictures,
 * number of steps, batches of 4 at the most and LR patches of 16 pixels at the most, no stages, no first weights of another network,
 * no more than 20 steps of warm-up.
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLog } from '../src/cli/run-log.ts';
import { modelNamed } from '../src/models/presets.ts';
import type { StageConfig } from '../src/train/config.ts';
import { cli } from './support/cli.ts';
import { readRecipe, recipes } from './support/recipes.ts';

const steps = 200;
let root: string;
const at = (...parts: string[]) => join(root, ...parts);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'subpixel-recipes-'));
  const photo = sharp('examples/cat-original.png');
  for (const folder of ['train', 'validation']) await mkdir(at(folder));
  // The left two thirds of the photograph in four parts to train on, two parts of the right third to validate on.
  for (const [i, left] of [0, 144].entries())
    for (const [j, top] of [0, 144].entries())
      await photo
        .clone()
        .extract({ left, top, width: 144, height: 144 })
        .toFile(at('train', `${i}${j}.png`));
  for (const [i, top] of [0, 144].entries())
    await photo
      .clone()
      .extract({ left: 300, top, width: 144, height: 144 })
      .toFile(at('validation', `${i}.png`));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** What is changed, as `--set` takes it. */
function overrides({ batchSize, microBatches, data, schedule, model }: StageConfig): string[] {
  const { multipleOf = 1 } = modelNamed(model);
  const size = Math.min(data.patch.lrPatchSize, Math.ceil(16 / multipleOf) * multipleOf);
  const changes = {
    ...{ steps, stages: null, initFrom: null, earlyStopping: null, threads: 2, device: 'cpu', logEvery: 1, checkpointEvery: steps },
    ...{ batchSize: Math.min(batchSize, 4), ...(microBatches > 1 && { microBatches: 1 }) },
    ...{ 'data.sets': null, 'data.folders': [at('train')], 'data.shrink': [1], 'data.patch.lrPatchSize': size },
    validation: { folder: at('validation'), every: steps },
    ...(schedule.name === 'cosine' && schedule.warmUp > 20 && { 'schedule.warmUp': 20 }),
  };
  return Object.entries(changes).flatMap(([key, value]) => ['--set', `${key}=${JSON.stringify(value)}`]);
}

test.each(recipes.filter(({ cpu }) => cpu))('$file', async (recipe) => {
  const { plan, path, file } = await readRecipe(recipe);
  const started = performance.now();
  const { code, stdout, stderr } = await cli(root, [
    ...['train', '--config', path, '--out', at(file), '--json'],
    ...overrides(plan.stages[0]!),
  ]);
  expect([code, stderr]).toEqual([0, '']);
  const { psnr } = JSON.parse(stdout) as { psnr: number };
  const { bicubicPsnr } = JSON.parse(await readFile(at(file, 'report.json'), 'utf8')) as { bicubicPsnr: number };
  const losses = (await readLog(at(file, 'log.csv'))).map(({ loss }) => loss);
  const [first, last] = [losses[0]!, losses.slice(-20).reduce((sum, loss) => sum + loss, 0) / 20];
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `${file}: ${seconds} s, PSNR ${psnr.toFixed(2)} dB, bicubic ${bicubicPsnr.toFixed(2)} dB, loss ${first.toPrecision(3)} → ${last.toPrecision(3)}`,
  );
  expect(psnr > bicubicPsnr || last < first / 2, 'beats bicubic or halves the loss').toBe(true);
});
