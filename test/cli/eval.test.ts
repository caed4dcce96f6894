/** `subpixel eval` from the command line to the files, inside this process. */

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { metrics } from '../../src/metrics/index.ts';
import { cli } from '../support/cli.ts';
import { addNeedyMetric } from '../support/needy-metric.ts';
import { nearest, waveImage } from '../support/networks.ts';

let root: string;
const at = (...parts: string[]) => join(root, ...parts);

const evaluate = (args: readonly string[], signal?: AbortSignal) => cli(root, ['eval', ...args], signal ? { signal } : {});

async function picture(name: string, channels: 1 | 3 | 4, side = 48): Promise<void> {
  const { data, width, height } = waveImage(channels, side, side - 10);
  await sharp(data, { raw: { width, height, channels } }).toFile(at(name));
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'subpixel-eval-'));
  for (const folder of ['set/sub', 'bad', 'empty']) await mkdir(at(folder), { recursive: true });
  await picture('set/a.png', 3);
  await picture('set/a.webp', 4);
  await picture('set/gray.png', 1);
  await picture('set/sub/below.png', 3);
  await writeFile(at('set/notes.txt'), 'hello');
  await picture('bad/good.png', 3);
  await picture('bad/tiny.png', 3, 14);
  await writeFile(at('bad/text.png'), 'this is no picture');
  await writeFile(at('copy.onnx'), nearest({ channels: 1, scale: 2 }));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('one network, as JSON, with results and CSV', async () => {
  const files = ['--csv', at('scores.csv'), '--save-images', at('new/results')];
  const { code, stdout, stderr } = await evaluate(['-n', at('copy.onnx'), '--data', at('set'), '--threads', '1', '--json', ...files]);
  expect([code, stderr]).toEqual([0, '']);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ model: 'copy', scale: 2, device: 'cpu', dataset: 'set', protocol: { name: 'paper-y' }, failed: [] });
  expect(report.protocolText).toMatch(/^paper-y ×2: HR cut to a multiple of 2; /);
  expect(report.images.map((i: { name: string }) => i.name)).toEqual(['a.png', 'a.webp', 'gray.png']);
  const [a] = report.images;
  expect([a.width, a.height]).toEqual([48, 38]);
  for (const scores of [a, a.bicubic, report.mean, report.mean.bicubic])
    expect(scores).toMatchObject({ psnr: expect.any(Number), ssim: expect.any(Number) });
  expect(report.mean.psnr).toBeCloseTo((a.psnr + report.images[1].psnr + report.images[2].psnr) / 3, 9);
  expect((await readdir(at('new/results'))).sort()).toEqual(['a.png_x2_copy.png', 'a.webp_x2_copy.png', 'gray_x2_copy.png']);
  expect(await sharp(at('new/results/a.png_x2_copy.png')).metadata()).toMatchObject({ width: 48, height: 38, channels: 3 });
  const lines = (await readFile(at('scores.csv'), 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(4);
  expect(lines[1]).toBe(['copy', 2, 'set', 'a.png', 48, 38, 'paper-y', a.psnr, a.ssim, a.bicubic.psnr, a.bicubic.ssim].join(','));
});

test('several methods, another protocol, one metric', async () => {
  const { code, stdout } = await evaluate([
    ...['-n', at('copy.onnx'), '-n', 'lanczos3', '--data', at('set'), '-s', '2'],
    ...['--protocol', 'srcnn-y', '--metric', 'psnr', '--crop-border', '4', '--quiet'],
  ]);
  expect(code).toBe(0);
  expect(stdout).toContain('copy ×2 on set: 3 pictures\n');
  expect(stdout).toContain('lanczos3 ×2 on set: 3 pictures\n');
  expect(stdout).toContain('border of 4 px left out');
  expect(stdout).not.toContain('SSIM');
});

test('files and the engine go to the metrics that need them; also with --explain', async () => {
  onTestFinished(addNeedyMetric());
  await writeFile(at('two.bin'), new Uint8Array([3, 4]));
  const args = ['-n', 'bicubic', '-s', '2', '--metric', 'needy', '--json'];
  const file = ['--file', `needy.weights=${at('two.bin')}`];
  const { code, stdout } = await evaluate([...args, '--data', at('set'), ...file]);
  expect([code, JSON.parse(stdout).mean]).toEqual([0, { needy: 4.5 }]);
  const explained = await evaluate([...args, '--explain', '--data', at('set/gray.png'), ...file]);
  expect(JSON.parse(explained.stdout).scores).toEqual({ needy: 4.5 });
  const { code: without, stderr } = await evaluate([...args, '--data', at('set')]);
  expect([without, stderr]).toEqual([
    2,
    'subpixel: Expected --file needy.weights=path for needy, two numbers (the test), but received none',
  ]);
});

test('broken and too small pictures are told, the rest is measured', async () => {
  const { code, stdout, stderr } = await evaluate([
    '-n',
    'bicubic',
    '--data',
    at('bad'),
    '-s',
    '3',
    '--metric',
    'psnr',
    '--crop-border',
    '3',
  ]);
  expect(code).toBe(1);
  expect(stdout).toContain('bicubic ×3 on bad: 1 picture, 2 could not be measured\n');
  expect(stderr).toContain('subpixel: ~/bad/tiny.png: Expected at least 9×9 pixels (3 pixels are left out at each edge)');
  expect(stderr).toContain('subpixel: ~/bad/text.png: Expected ');
});

describe('a wrong command line: one sentence and code 2, before any work', () => {
  test.each([
    ['no folder named', ['-n', 'bicubic', '-s', '2'], 'Expected a folder of HR pictures: subpixel eval --data <folder>'],
    [
      'a folder that is not there',
      ['-n', 'bicubic', '-s', '2', '--data', 'no'],
      'Expected an existing folder for the data but received "~/no"',
    ],
    ['no pictures', ['-s', '2', '--data', 'empty'], 'Expected a folder with at least one picture for --data but received "~/empty"'],
    ['no scale', ['-n', 'bicubic', '--data', 'set'], 'Expected --scale for bicubic (2, 3, 4) but received none'],
    [
      'a scale of others',
      ['-n', 'copy.onnx', '--data', 'set', '-s', '4'],
      'Expected 2 for the scale of copy, which is measured at its own scales only, but received 4',
    ],
    [
      'an unknown metric',
      ['-n', 'bicubic', '-s', '2', '--data', 'set', '--metric', 'psrn'],
      `Expected ${Object.keys(metrics).join(', ')} for --metric but received "psrn"; did you mean psnr?`,
    ],
    [
      'results among the HR pictures',
      ['-n', 'bicubic', '-s', '2', '--data', 'set', '--save-images', 'set'],
      'Expected another folder for --save-images than that of --data: results would pass for HR pictures later',
    ],
  ])('%s', async (_, args, sentence) => {
    const paths = args.map((arg) => (['no', 'set', 'empty', 'copy.onnx'].includes(arg) ? at(arg) : arg));
    expect(await evaluate(paths)).toMatchObject({ code: 2, stdout: '', stderr: `subpixel: ${sentence}` });
  });

  test('a CSV that cannot be written is a failure before the work', async () => {
    const { code, stdout, stderr } = await evaluate(['-n', 'bicubic', '-s', '2', '--data', at('set'), '--csv', at('no/scores.csv')]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe('subpixel: Expected a folder that can be written for --csv but received "~/no/scores.csv"');
  });
});

test('Ctrl-C ends the run with 130 and leaves no CSV', async () => {
  const result = await evaluate(['-n', 'bicubic', '-s', '2', '--data', at('set'), '--csv', at('none.csv')], AbortSignal.abort());
  expect([result.code, result.stdout]).toEqual([130, '']);
  expect(await readdir(root)).not.toContain('none.csv');
});
