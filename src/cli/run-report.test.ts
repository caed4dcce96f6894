import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nearest, waveImage } from '../../test/support/networks.ts';
import { evaluateImage } from '../evaluate/evaluate.ts';
import { protocols } from '../metrics/protocol.ts';
import { parseTrainConfig } from '../train/config.ts';
import { resampler } from '../upscale/resampler.ts';
import { openRun } from './run-folder.ts';
import { writeRunReport } from './run-report.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subpixel-report-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the report of a run: log, scores of bicubic, comparison of the two largest pictures, configuration', async () => {
  const config = parseTrainConfig(
    {
      ...{ model: 'espcn', scale: 2, steps: 20, losses: [{ name: 'l2' }], optimizer: { name: 'adam' }, learningRate: 1e-3, threads: 1 },
      data: { folders: ['photos'], patch: { mode: 'random', lrPatchSize: 16 } },
      validation: { holdOutEvery: 2 },
    },
    'test',
  );
  const run = await openRun(join(folder, 'tiny_x2'), config, false);
  await run.begin();
  await run.log({ step: 10, loss: 0.5, psnr: undefined, learningRate: 1e-3, patchesPerSecond: 100, seconds: 1 });
  await run.log({ step: 20, loss: 0.25, psnr: 25, learningRate: 5e-4, patchesPerSecond: 100, seconds: 2 });
  const network = join(run.path, 'tiny_x2.onnx');
  await writeFile(network, nearest({ channels: 1, scale: 2 }));
  const validation = [
    { name: 'small', image: waveImage(3, 40, 30) },
    { name: 'large', image: waveImage(3, 121, 90) },
    { name: 'gray', image: waveImage(1, 64, 200) },
  ];
  await writeRunReport(run, config, network, validation, [{ folder: 'photos', count: 3, sha256: '', images: [] }]);

  const html = await readFile(run.file('report'), 'utf8');
  const log = JSON.parse(/id="log">(.*?)<\/script>/.exec(html)![1]!);
  expect(log.rows.map((row: { loss: number }) => row.loss)).toEqual([0.5, 0.25]);
  let sum = 0;
  for (const { image } of validation) {
    const [made] = await evaluateImage(image, [resampler('bicubic')], { scale: 2, protocol: protocols['paper-y'], metrics: ['psnr'] });
    sum += made!.scores.psnr!;
  }
  expect(log.bicubicPsnr).toBeCloseTo(sum / 3, 9);
  expect([...html.matchAll(/<img alt="([^"]*)"/g)].map((m) => m[1])).toEqual([
    ...['gray, bicubic', 'gray, espcn', 'gray, HR'],
    ...['large, bicubic', 'large, espcn', 'large, HR'],
  ]);
  expect(html).toContain('photos (3 pictures)');
  expect(html).toContain('espcn ×2, 4 parameters, 20 steps');
  expect(html).toContain('lrPatchSize: 16');
});
