/** `subpixel compare` from the command line to the files, inside this process. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Image } from '../../src/image/image.ts';
import { cropImage, modcrop } from '../../src/image/planes.ts';
import { imresizeImage } from '../../src/image/resize.ts';
import { makeLr, measure, protocols } from '../../src/metrics/protocol.ts';
import { cli } from '../support/cli.ts';
import { addNeedyMetric } from '../support/needy-metric.ts';
import { nearest } from '../support/networks.ts';
import { readPicture } from '../support/pictures.ts';

let root: string;
let hr: Image;
const paper = protocols['paper-y'];
const at = (...parts: string[]) => join(root, ...parts);
const run = (...args: string[]) => cli(root, ['compare', ...args.map((arg) => arg.replace('~', root))]);
const write = (name: string, { data, width, height, channels }: Image) =>
  sharp(data, { raw: { width, height, channels } }).toFile(at(name));

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'subpixel-compare-'));
  hr = cropImage(await readPicture('examples/cat-original.png'), { x: 100, y: 40, width: 231, height: 200 });
  await write('hr.png', hr);
  await write('lr.png', makeLr(hr, 2, paper) as Image);
  await writeFile(at('x2.onnx'), nearest({ channels: 1, scale: 2 }));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('the picture is LR of an original that says the scale', async () => {
  const { code, stdout, stderr } = await run('~/lr.png', '--hr', '~/hr.png', '-n', '~/x2.onnx', '-n', 'bicubic', '-o', '~/out', '--json');
  expect([code, stderr]).toEqual([0, '']);
  const made = JSON.parse(stdout);
  expect(made).toMatchObject({
    page: '~/out/lr_x2_compare.html',
    sheet: '~/out/lr_x2_compare.png',
    scale: 2,
    inWidth: 115,
    width: 230,
    height: 200,
  });
  const [own, bicubic, original] = made.results;
  const lr = makeLr(hr, 2, paper) as Image;
  const want = await measure(imresizeImage(lr, { scale: 2 }), modcrop(hr, 2), 2, paper, ['psnr', 'ssim']);
  expect(bicubic).toEqual({ method: 'bicubic', device: 'cpu', seconds: expect.any(Number), ...want });
  expect(own).toMatchObject({ method: 'x2', psnr: expect.any(Number) });
  expect(original).toEqual({ method: 'original' });
  expect((await readdir(at('out'))).sort()).toEqual(['lr_x2_compare.html', 'lr_x2_compare.png']);
  expect((await sharp(at('out/lr_x2_compare.png')).metadata()).width).toBe(12 + 3 * 492);
  expect((await readFile(at('out/lr_x2_compare.html'), 'utf8')).match(/<img /g)).toHaveLength(3);
});

test('LR is made of the picture: the scores of eval; metrics without HR of the original too', async () => {
  const { stdout } = await run(
    '~/hr.png',
    '--from-hr',
    '-s',
    '2',
    '-n',
    'lanczos3',
    '-o',
    '~/from',
    '--metric',
    'psnr,niqe',
    '--crop',
    '3,4,20,10',
    '--json',
  );
  const made = JSON.parse(stdout);
  expect(made).toMatchObject({ crop: { x: 3, y: 4, width: 20, height: 10 }, protocolText: expect.stringMatching(/^paper-y ×2: HR cut/) });
  const sr = imresizeImage(makeLr(hr, 2, paper) as Image, { scale: 2 }, { kernel: 'lanczos3' });
  expect(made.results[0]).toMatchObject(await measure(sr, hr, 2, paper, ['psnr', 'niqe']));
  expect(made.results[1]).toEqual({ method: 'original', niqe: expect.any(Number) });
});

test('files and the engine go to the metrics that need them', async () => {
  onTestFinished(addNeedyMetric());
  await writeFile(at('two.bin'), new Uint8Array([3, 4]));
  const args = ['~/hr.png', '--from-hr', '-s', '2', '-n', 'lanczos3', '-o', '~/needy', '--metric', 'needy', '--json'];
  const { stdout } = await run(...args, '--file', 'needy.weights=~/two.bin');
  expect(JSON.parse(stdout).results[0]).toMatchObject({ method: 'lanczos3', needy: 4.5 });
  expect((await run(...args)).stderr).toBe(
    'subpixel: Expected --file needy.weights=path for needy, two numbers (the test), but received none',
  );
});

test('a picture alone: nothing is measured; the table has the times; nothing is replaced unasked', async () => {
  const { code, stdout } = await run('~/lr.png', '-s', '1.5', '-n', 'bicubic', '-n', 'nearest');
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^115×100 to 173×150\n\nmethod +time\nbicubic +\d.*\nnearest +\d.*\n\n~\/lr_x1\.5_compare\.html\n~\/lr_x1\.5_compare\.png$/,
  );
  const again = await run('~/lr.png', '-s', '1.5', '-n', 'bicubic');
  expect([again.code, again.stderr]).toEqual([
    1,
    'subpixel: Expected a new file but ~/lr_x1.5_compare.html exists (--overwrite replaces it, --resume skips it)',
  ]);
  expect((await run('~/lr.png', '-s', '1.5', '-n', 'bicubic', '--overwrite', '--quiet')).stdout).toBe('');
});

describe('one sentence and the right exit code', () => {
  test.each([
    ['both originals', ['~/lr.png', '--hr', '~/hr.png', '--from-hr'], 2, 'Expected only one of --hr and --from-hr but received both'],
    [
      'a crop that is none',
      ['~/lr.png', '--crop', '1,2,3'],
      2,
      'Expected x,y,width,height in whole pixels for --crop but received "1,2,3"',
    ],
    [
      'a crop outside',
      ['~/lr.png', '-s', '2', '-n', 'bicubic', '--crop', '225,0,10,10'],
      1,
      'Expected a rectangle within 230×200 for --crop but received "10×10 at 225,0"',
    ],
    [
      'an original of another size',
      ['~/lr.png', '--hr', '~/hr.png', '-s', '3', '-n', 'bicubic'],
      1,
      'Expected 345×300, or less than 3 pixels more, for ~/hr.png but received "231×200"',
    ],
    [
      'an original of no whole scale',
      ['~/lr.png', '--hr', 'examples/cat.png', '-n', 'bicubic'],
      2,
      'Expected --scale beside --hr because examples/cat.png (225×150) is no whole number of times as large as ~/lr.png (115×100) but received none',
    ],
    [
      'a scale that the network has not',
      ['~/hr.png', '--from-hr', '-s', '3', '-n', '~/x2.onnx'],
      2,
      'Expected 2 for the scale of x2, which is measured at its own scales only, but received 3',
    ],
    [
      'a metric that needs an original',
      ['~/lr.png', '-n', 'bicubic', '--metric', 'psnr'],
      2,
      /^subpixel: Expected an HR picture or folder beside the pictures for psnr but received none/,
    ],
    [
      'a missing picture',
      ['~/none.png', '-n', 'bicubic'],
      1,
      'Expected an existing file for ~/none.png but received a path where there is none',
    ],
  ])('%s', async (_title, args, code, sentence) => {
    const outcome = await run(...args, '-o', '~/none');
    expect([outcome.code, outcome.stdout]).toEqual([code, '']);
    if (typeof sentence === 'string') expect(outcome.stderr).toBe(`subpixel: ${sentence}`);
    else expect(outcome.stderr).toMatch(sentence);
  });
});
