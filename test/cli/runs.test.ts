import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBeat } from '../../src/cli/run-beat.ts';
import { cli } from '../support/cli.ts';
import { logOf, trainingFolder } from '../support/training.ts';

let root: string;
const at = (...parts: string[]) => join(root, ...parts);
beforeAll(async () => {
  root = await trainingFolder({ steps: 20, validation: { holdOutEvery: 3, every: 10 } });
  const train = (name: string, ...sets: string[]) =>
    cli(root, ['train', '-c', at('tiny.yaml'), '-o', at('runs', name), '--quiet', ...sets.flatMap((s) => ['--set', s])]);
  await train('slow', 'learningRate=0.0001');
  await train('series/fast');
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('a table of the runs, best gain first, and a page with the curves of all', async () => {
  const { code, stdout } = await cli(root, ['runs', at('runs')]);
  expect(code).toBe(0);
  const lines = stdout.split('\n');
  expect(lines[0]).toMatch(/^run +network +state +steps +PSNR, dB +gain +SSIM +at step +loss +time$/);
  expect(lines.slice(1, 3).map((line) => line.split(/ +/).slice(0, 5))).toEqual([
    ['series/fast', 'espcn', '×2', 'finished', '20'],
    ['slow', 'espcn', '×2', 'finished', '20'],
  ]);
  expect(lines[3]).toBe('~/runs/compare.html');
  const html = await readFile(at('runs', 'compare.html'), 'utf8');
  const { runs } = JSON.parse(/id="data">(.*?)<\/script>/.exec(html)![1]!);
  expect(runs.map((r: { name: string }) => r.name)).toEqual(['series/fast', 'slow']);
  const losses = (await logOf(at('runs', 'slow'))).slice(1).map((row) => Number(row.split(',')[1]));
  expect(runs[1].rows.map((r: { loss: number }) => r.loss)).toEqual(losses);
  expect(html).toContain('<th scope="row">learningRate</th><td>0.003</td><td>0.0001</td>');
  expect(html).not.toMatch(/https?:|<link|url\(/);
});

test('--json is the same for a program', async () => {
  const list = JSON.parse((await cli(root, ['runs', at('runs'), '--json'])).stdout);
  expect(list).toMatchObject([
    { name: 'series/fast', state: 'finished', step: 20, steps: 20, differs: { learningRate: '0.003' } },
    { name: 'slow', differs: { learningRate: '0.0001' } },
  ]);
  expect(list[0].psnr).toBeGreaterThan(list[1].psnr);
  expect(list[0].rows).toBeUndefined();
});

test('a run that is killed is listed as killed, and as training while it goes on again', async () => {
  const facts = JSON.parse(await readFile(at('runs', 'slow', 'report.json'), 'utf8'));
  // What a killed process leaves: its report.json says that it trains, its running.json is there still.
  await writeFile(at('runs', 'slow', 'report.json'), JSON.stringify({ ...facts, state: 'training' }));
  const running = at('runs', 'slow', 'running.json');
  const states = async () => {
    const [table, json] = [await cli(root, ['runs', at('runs')]), await cli(root, ['runs', at('runs'), '--json'])];
    return [table.stdout.split('\n')[2]!.split(/ +/)[3], JSON.parse(json.stdout)[1].state];
  };
  const beat = await startBeat(running);
  expect(await states()).toEqual(['training', 'training']);
  await utimes(running, 0, 0);
  expect(await states()).toEqual(['killed', 'killed']);
  await beat.end();
  expect(await states()).toEqual(['killed', 'killed']);
  await writeFile(at('runs', 'slow', 'report.json'), JSON.stringify(facts));
});

test('the report of a run is written again, with histograms', async () => {
  const { code, stdout } = await cli(root, ['report', at('runs', 'slow'), '--histograms']);
  expect([code, stdout]).toEqual([0, '~/runs/slow/report.html']);
  const html = await readFile(at('runs', 'slow', 'report.html'), 'utf8');
  expect(html.match(/<figure class="histogram">/g)).toHaveLength(6);
});

test('a folder without runs is a sentence', async () => {
  expect(await cli(root, ['runs', at('photos')])).toMatchObject({
    code: 2,
    stderr: 'subpixel: Expected a folder with training runs but ~/photos holds none',
  });
  expect(await cli(root, ['runs', at('none')])).toMatchObject({
    code: 2,
    stderr: 'subpixel: Expected a folder with training runs but ~/none holds none',
  });
});
