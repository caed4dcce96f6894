import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tensor } from '../graph/tensor.ts';
import { writeCheckpoint } from '../train/checkpoint.ts';
import { type Beat, startBeat } from './run-beat.ts';
import { cropFile, cropSteps } from './run-crops.ts';
import { type RunFacts, writeFacts } from './run-facts.ts';
import { runFiles } from './run-folder.ts';
import { writeRunReport } from './run-report.ts';

let folder: string;
let run: string;
let beat: Beat;
const png = (red: number) =>
  sharp({ create: { width: 6, height: 4, channels: 3, background: { r: red, g: 0, b: 0 } } })
    .png()
    .toBuffer();

const facts: RunFacts = {
  state: 'training',
  model: 'espcn',
  scale: [2],
  parameters: 1234,
  batchSize: 16,
  steps: 5000,
  validationPictures: 2,
  protocol: 'paper-y ×2',
  bicubicPsnr: 28.5,
  machine: { cpu: 'a processor', cores: 2, engine: 'an engine' },
  crops: ['large.png'],
  comparisons: [{ name: 'large.png', panels: [{ label: 'bicubic', file: 'compare-x2-0-0.png', scores: { psnr: 28, ssim: 0.8 } }] }],
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subpixel-report-'));
  run = join(folder, 'tiny_x2');
  await mkdir(join(run, 'pictures'), { recursive: true });
  await writeFacts(run, facts);
  beat = await startBeat(join(run, runFiles.running));
  await writeFile(join(run, 'config.yaml'), 'model: espcn\n');
  await writeFile(join(run, 'data.json'), JSON.stringify([{ folder: 'photos', count: 3, sha256: '', images: [] }]));
  await writeFile(
    join(run, 'log.csv'),
    'step,loss,psnr,learningRate,patchesPerSecond,seconds\n100,0.5,,0.001,900,1\n200,0.25,29,0.001,900,2\n',
  );
  for (const [i, step] of (['hr', 'bicubic', 100, 200, 300, 400, 500, 600, 700, 800, 900] as const).entries())
    await writeFile(join(run, 'pictures', cropFile(step, 0)), await png(20 * i));
  await writeFile(join(run, 'pictures', 'compare-x2-0-0.png'), await png(255));
});
afterAll(async () => {
  await beat.end();
  await rm(folder, { recursive: true, force: true });
});

const headsOf = (html: string) => {
  const table = /<table class="crops">(.*?)<\/thead>/s.exec(html)![1]!;
  return [...table.matchAll(/<th scope="col">([^<]*)</g)].map((m) => m[1]);
};

test('the report is made of what is in the folder: log, data, facts, pictures, configuration', async () => {
  expect(await writeRunReport(run)).toBe(join(run, 'report.html'));
  const html = await readFile(join(run, 'report.html'), 'utf8');
  expect(JSON.parse(/id="data">(.*?)<\/script>/.exec(html)![1]!)).toMatchObject({
    bicubicPsnr: 28.5,
    training: true,
    rows: [{ step: 100 }, { step: 200, psnr: 29 }],
  });
  for (const text of ['photos (3 pictures)', 'espcn ×2, 1,234 parameters, 200 of 5,000 steps', '<pre>model: espcn', 'a processor, 2 cores'])
    expect(html).toContain(text);
  expect([...html.matchAll(/<img alt="([^"]*)"/g)].at(-1)![1]).toBe('large.png, bicubic');
  expect(html).not.toContain('class="histogram"');
});

test('crops are bicubic, six steps spread over all with the first and the last, and HR', async () => {
  expect(await cropSteps(join(run, 'pictures'))).toHaveLength(9);
  const html = await readFile(await writeRunReport(run), 'utf8');
  expect(headsOf(html)).toEqual(['bicubic', 'step 100', 'step 300', 'step 400', 'step 600', 'step 700', 'step 900', 'HR']);
});

test('histograms of the weights, not of the optimiser, when asked for, into a page of their own', async () => {
  const state = { 'feature.weight': tensor([1, 2, 3, 4], [2, 2]), 'm/feature.weight': tensor([0, 0, 0, 0], [2, 2]) };
  const meta = { step: 200, stage: { index: 0, start: 0 }, best: undefined, scores: [], pending: { sum: 0, count: 0 }, seconds: 2 };
  await writeFile(join(run, 'last.safetensors'), writeCheckpoint({ ...meta, config: '{}', state }));
  const output = join(folder, 'weights.html');
  await writeRunReport(run, { histograms: true, output });
  const html = await readFile(output, 'utf8');
  expect(html.match(/<figure class="histogram">/g)).toHaveLength(1);
  expect(html).toContain('<b>feature.weight</b> <span>2×2</span>');
  expect(html).toContain('at step 200');
});

test('the report of a run that was killed says so and is not loaded again', async () => {
  await beat.end();
  const html = await readFile(await writeRunReport(run), 'utf8');
  expect(html).toContain('<p class="kind">Training killed, not finished</p>');
  expect(html).toMatch(/"training":false/);
});

test('a folder without a run is a sentence', async () => {
  await expect(writeRunReport(folder)).rejects.toThrow(
    `Expected the folder of a training run in ${folder} but its report.json cannot be read (ENOENT)`,
  );
});
