/** `subpixel train --device webgpu`: the run of the CPU within rounding, and a run that goes on on another device. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { cli } from '../support/cli.ts';
import { waveImage } from '../support/networks.ts';
import { webgpuMissing } from '../support/webgpu.ts';

const missing = await webgpuMissing();
if (missing) console.warn(`Training on WebGPU from the command line is not tested: ${missing}`);

let root: string;
const at = (...parts: string[]) => join(root, ...parts);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'subpixel-webgpu-'));
  await mkdir(at('photos'));
  for (const name of ['a', 'b', 'c']) {
    const { data, width, height } = waveImage(3, 64, 56);
    await sharp(data, { raw: { width, height, channels: 3 } }).toFile(at('photos', `${name}.png`));
  }
  const config = {
    ...{ model: 'espcn', scale: 2, options: { features: [8, 4] }, steps: 12, batchSize: 4, threads: 1 },
    data: { folders: [at('photos')], patch: { mode: 'random', lrPatchSize: 8 } },
    validation: { holdOutEvery: 3, every: 6 },
    losses: [{ name: 'l2' }],
    optimizer: { name: 'adam' },
    learningRate: 0.003,
    logEvery: 2,
  };
  await writeFile(at('tiny.yaml'), stringify(config));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const train = (run: string, device: string, more: readonly string[] = [], signal?: AbortSignal) =>
  cli(root, ['train', '-c', at('tiny.yaml'), '-o', at(run), '--device', device, '--quiet', ...more], signal ? { signal } : {});

/** Columns of the log by name, as numbers. */
async function columnsOf(run: string, ...names: readonly string[]): Promise<number[][]> {
  const [head, ...rows] = (await readFile(at(run, 'log.csv'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  return names.map((name) => rows.map((row) => Number(row[head!.indexOf(name)])));
}

async function expectSameRun(run: string, as: string): Promise<void> {
  const [steps, losses, psnrs] = await columnsOf(run, 'step', 'loss', 'psnr');
  const [wantSteps, wantLosses, wantPsnrs] = await columnsOf(as, 'step', 'loss', 'psnr');
  expect(steps).toEqual([2, 4, 6, 8, 10, 12]);
  expect(steps).toEqual(wantSteps);
  for (const [i, loss] of losses!.entries()) expect(Math.abs(loss / wantLosses![i]! - 1)).toBeLessThan(1e-3);
  for (const [i, psnr] of psnrs!.entries()) expect(Math.abs(psnr - wantPsnrs![i]!)).toBeLessThan(0.01);
}

test.skipIf(missing)('trains as the CPU does', async () => {
  expect(await train('cpu', 'cpu')).toMatchObject({ code: 0, stderr: '' });
  expect(await train('gpu', 'webgpu')).toMatchObject({ code: 0, stderr: '' });
  await expectSameRun('gpu', 'cpu');
});

test.skipIf(missing)('a run that was stopped on WebGPU goes on on the CPU', async () => {
  const controller = new AbortController();
  const poll = setInterval(async () => {
    const [steps = []] = await columnsOf('moved', 'step').catch(() => []);
    if (steps.length > 0) controller.abort();
  }, 1);
  const stopped = await train('moved', 'webgpu', [], controller.signal);
  clearInterval(poll);
  expect(stopped.code).toBe(130);
  expect(await train('moved', 'cpu', ['--resume'])).toMatchObject({ code: 0, stderr: '' });
  await expectSameRun('moved', 'cpu');
});
