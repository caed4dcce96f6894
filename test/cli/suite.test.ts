/** `subpixel eval --suite` from the file of the suite to the CSV, inside this process. */

import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { parseCsv } from '../../src/cli/csv.ts';
import { metrics } from '../../src/metrics/index.ts';
import { cli } from '../support/cli.ts';
import { addNeedyMetric } from '../support/needy-metric.ts';
import { nearest, waveImage } from '../support/networks.ts';

let root: string;
const at = (...parts: string[]) => join(root, ...parts);
const run = (args: readonly string[] = [], signal?: AbortSignal) =>
  cli(root, ['eval', '--suite', at('suite.yaml'), '--data', root, '--quiet', ...args], signal ? { signal } : {});

async function picture(name: string, side: number): Promise<void> {
  const { data, width, height, channels } = waveImage(3, side, side - 6);
  await sharp(data, { raw: { width, height, channels: channels as 3 } }).toFile(at(name));
}

const suite = (changes: object = {}) =>
  writeFile(
    at('suite.yaml'),
    JSON.stringify({
      ...{ models: ['bicubic', at('copy.onnx')], sets: ['one', { name: 'Two', folder: 'two' }], scales: [2, 3] },
      ...{ csv: at('scores.csv'), means: at('means.csv'), ...changes },
    }),
  );

const rows = async (file = 'scores.csv') => {
  const [head, ...lines] = parseCsv(await readFile(at(file), 'utf8'));
  return lines.map((cells) => Object.fromEntries(head!.map((name, i) => [name, cells[i]!])));
};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'subpixel-suite-'));
  const folder = root;
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const set of ['one', 'two']) await mkdir(at(set));
  await picture('one/a.png', 44);
  await picture('one/b.png', 40);
  await picture('two/c.png', 40);
  await writeFile(at('copy.onnx'), nearest({ channels: 1, scale: 2 }));
  await suite();
});

test('every picture by every model that has the scale; one row each, means at the end', async () => {
  const { code, stdout, stderr } = await run(['--save-images', at('made')]);
  expect([code, stderr]).toEqual([0, 'subpixel: copy has ×2 only: ×3 is left out']);
  const all = await rows();
  expect(all.map((r) => [r['model'], r['scale'], r['set'], r['picture']].join(' '))).toEqual([
    ...['bicubic 2 one a.png', 'bicubic 2 one b.png', 'bicubic 2 Two c.png'],
    ...['bicubic 3 one a.png', 'bicubic 3 one b.png', 'bicubic 3 Two c.png'],
    ...['copy 2 one a.png', 'copy 2 one b.png', 'copy 2 Two c.png'],
  ]);
  const [first] = all;
  const last = all.at(-1)!;
  expect(first).toMatchObject({ modelHash: '', protocol: 'paper-y', device: 'cpu', pictures: '1', width: '44', height: '38' });
  expect(first!['engine']).toMatch(/^subpixel \d/);
  expect(last['engine']).toMatch(/^onnxruntime-node \d/);
  expect(last['modelHash']).toMatch(/^[0-9a-f]{64}$/);
  expect(first!['date']).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(Number(first!['milliseconds'])).toBeGreaterThan(0);
  const means = await rows('means.csv');
  expect(means.map((r) => r['pictures'])).toEqual(['2', '1', '2', '1', '2', '1']);
  expect(Number(means[0]!['psnr'])).toBeCloseTo((Number(all[0]!['psnr']) + Number(all[1]!['psnr'])) / 2, 5);
  expect(stdout).toContain('Means by the protocol paper-y');
  expect(stdout.replace(/ +/g, ' ')).toContain(
    `bicubic ×2 ${Number(means[0]!['psnr']).toFixed(3)} ${Number(means[0]!['ssim']).toFixed(4)}`,
  );
  expect((await readdir(at('made', 'paper-y', 'one'))).sort()).toEqual([
    ...['a_x2_bicubic.png', 'a_x2_copy.png', 'a_x3_bicubic.png', 'b_x2_bicubic.png', 'b_x2_copy.png', 'b_x3_bicubic.png'],
  ]);
});

test('started again it does what is not there, and mends a line that was cut short', async () => {
  await run();
  const whole = await readFile(at('scores.csv'), 'utf8');
  await run();
  expect(await readFile(at('scores.csv'), 'utf8')).toBe(whole);
  await truncate(at('scores.csv'), whole.length - 20);
  expect((await run()).code).toBe(0);
  const mended = await readFile(at('scores.csv'), 'utf8');
  expect(mended.split('\n').slice(0, -2)).toEqual(whole.split('\n').slice(0, -2));
  expect(await rows()).toHaveLength(9);
});

test('other data, other weights and a new metric are measured anew', async () => {
  await suite({ metrics: ['psnr'] });
  await run();
  await suite();
  const { stdout } = await run(['--json']);
  const all = await rows();
  expect(all).toHaveLength(18);
  expect(all.slice(0, 9).map((r) => r['ssim'])).toEqual(Array(9).fill(''));
  const means = stdout.split('\n').map((line) => JSON.parse(line));
  expect(means).toHaveLength(6);
  expect(means[0]).toMatchObject({ model: 'bicubic', scale: 2, set: 'one', pictures: 2, ssim: expect.any(Number) });
  await picture('two/c.png', 42);
  await run();
  expect(await rows()).toHaveLength(21);
});

test('files of metrics, in the suite or by --file', async () => {
  onTestFinished(addNeedyMetric());
  await writeFile(at('two.bin'), new Uint8Array([3, 4]));
  const file = `needy.weights=${at('two.bin')}`;
  await suite({ models: ['bicubic'], scales: [2], metrics: ['needy'] });
  expect(await run()).toMatchObject({ code: 2, stderr: expect.stringContaining('Expected --file needy.weights=path for needy') });
  expect((await run(['--file', file])).code).toBe(0);
  await rm(at('scores.csv'));
  await suite({ models: ['bicubic'], scales: [2], metrics: ['needy'], files: [file] });
  expect((await run()).code).toBe(0);
  expect((await rows()).map((row) => row['needy'])).toEqual(['4.5', '4.5', '4.5']);
});

test('one bad picture and one network that does not fit are told; the rest is measured', async () => {
  await writeFile(at('one/bad.png'), 'no picture');
  await writeFile(at('rgb.onnx'), nearest({ channels: 3, scale: 2 }));
  await suite({ models: ['bicubic', at('rgb.onnx')], protocols: ['paper-y', 'srcnn-y'], scales: [2] });
  const { code, stderr } = await run();
  expect(code).toBe(1);
  expect(stderr.match(/one\/bad\.png: Expected/g)).toHaveLength(3);
  expect(stderr.match(/rgb ×2 on one by srcnn-y: Expected a luma network/g)).toHaveLength(1);
  expect(await rows()).toHaveLength(3 + 3 + 3);
});

test('a model that cannot be opened is told; the rest is measured', async () => {
  await suite({ models: [at('none.onnx'), 'bicubic'], scales: [2] });
  const { code, stderr } = await run();
  expect([code, stderr]).toEqual([1, 'subpixel: ~/none.onnx: Expected an .onnx file at ~/none.onnx but there is none']);
  expect(await rows()).toHaveLength(3);
});

test('Ctrl-C leaves whole rows, and the next start goes on', async () => {
  const stop = new AbortController();
  let writes = 0;
  const watch = setInterval(async () => {
    const text = await readFile(at('scores.csv'), 'utf8').catch(() => '');
    writes = text.split('\n').length;
    if (writes > 3) stop.abort();
  }, 1);
  const { code } = await run([], stop.signal);
  clearInterval(watch);
  const text = await readFile(at('scores.csv'), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  if (code === 130) expect((await rows()).length).toBeLessThan(9);
  expect((await run()).code).toBe(0);
  expect(await rows()).toHaveLength(9);
});

test('a wrong suite is one sentence and code 2, before any work', async () => {
  const refuse = async (changes: object, sentence: string, args: readonly string[] = []) => {
    await suite(changes);
    expect(await run(args)).toMatchObject({ code: 2, stdout: '', stderr: `subpixel: ${sentence}` });
  };
  await refuse({ model: 'x' }, '~/suite.yaml: unknown key "model"; did you mean "models"?');
  await refuse(
    { metrics: ['psrn'] },
    `Expected ${Object.keys(metrics).join(', ')} for metrics of ~/suite.yaml but received "psrn"; did you mean psnr?`,
  );
  await refuse({ scales: [2, 2] }, 'Expected each once for scales of ~/suite.yaml but received 2');
  await refuse({ sets: ['none'] }, 'Expected an existing folder for the data but received "~/none"');
  await refuse({}, 'Expected no --crop-border beside --suite: the file of the suite says it', ['--crop-border', '3']);
  await refuse(
    { protocols: [{ ...(await import('../../src/metrics/protocol.ts')).protocols['paper-y'], roundY: true }] },
    'Expected a name of its own, as it differs from the preset, for protocol.name but received "paper-y"',
  );
  await refuse({ csv: undefined }, 'Expected a file for the scores: csv in the suite, or --csv, for ~/suite.yaml but received "none"');
  await appendFile(at('other.csv'), 'step,loss\n1,2\n');
  await refuse(
    { csv: at('other.csv') },
    'Expected the column date, which subpixel eval --suite writes, for ~/other.csv but received "step,loss"',
  );
});
