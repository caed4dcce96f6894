import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendLog, readLog, startLog } from './run-log.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subpixel-log-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const row = (step: number) => ({
  step,
  loss: 0.5 / step,
  psnr: undefined,
  ssim: undefined,
  gradientNorm: undefined,
  learningRate: 1e-3,
  patchesPerSecond: 10,
  seconds: step,
});

test('rows come back as they were written', async () => {
  const path = join(folder, 'a.csv');
  const rows = [row(10), { ...row(20), psnr: 30.5, ssim: 0.9, gradientNorm: 1e-7 }];
  await startLog(path, 0);
  for (const one of rows) await appendLog(path, one);
  expect(await readLog(path)).toEqual(rows);
});

test('a row that was cut short anywhere is left out, and a new start drops what will be written again', async () => {
  const path = join(folder, 'b.csv');
  await startLog(path, 0);
  await appendLog(path, row(10));
  const whole = await readFile(path, 'utf8');
  await appendLog(path, row(123));
  const both = await readFile(path, 'utf8');
  for (let length = whole.length; length < both.length; length++) {
    await writeFile(path, both.slice(0, length));
    expect((await readLog(path)).map((r) => r.step)).toEqual([10]);
  }
  await writeFile(path, both);
  await startLog(path, 122);
  expect(await readFile(path, 'utf8')).toBe(whole);
});

test('a log of other columns is read by their names', async () => {
  const path = join(folder, 'c.csv');
  await writeFile(path, 'step,loss,psnr,learningRate,patchesPerSecond,seconds\n10,0.5,,0.001,900,1\n20,0.25,31,0.001,900,2\n');
  expect(await readLog(path)).toMatchObject([
    { step: 10, loss: 0.5, psnr: undefined },
    { step: 20, psnr: 31, seconds: 2 },
  ]);
  expect(await readLog(join(folder, 'none.csv'))).toEqual([]);
});
