/** `subpixel metrics` from the command line to the scores, inside this process. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Image } from '../../src/image/image.ts';
import { cropImage } from '../../src/image/planes.ts';
import { imresizeImage } from '../../src/image/resize.ts';
import { metrics as registry } from '../../src/metrics/index.ts';
import { defineMetric, type MetricDef } from '../../src/metrics/metric.ts';
import { makeLr, measure, protocols } from '../../src/metrics/protocol.ts';
import { cli } from '../support/cli.ts';
import { addNeedyMetric } from '../support/needy-metric.ts';
import { waveImage } from '../support/networks.ts';
import { readPicture } from '../support/pictures.ts';

const original = 'examples/cat-original.png';
let root: string;
let sr: Image;
let removeNeedy: () => void;
const at = (...parts: string[]) => join(root, ...parts);
const run = (...args: string[]) => cli(root, ['metrics', ...args.map((arg) => arg.replace('~', root))]);
const objects = (text: string) => text.split('\n').map((line) => JSON.parse(line));

async function write(name: string, { data, width, height, channels }: Image): Promise<void> {
  const pixels = sharp(data, { raw: { width, height, channels } });
  await pixels
    .toColourspace(data instanceof Uint16Array ? (channels < 3 ? 'grey16' : 'rgb16') : channels < 3 ? 'b-w' : 'srgb')
    .toFile(at(name));
}

const flat = (side: number, channels: Image['channels'] = 3): Image => ({
  width: side,
  height: side,
  channels,
  data: new Uint8Array(side * side * channels).fill(90),
});

/** Metrics that stand in for those with files, or without HR, while a test runs. */
const stand = (metric: MetricDef) => Object.assign(registry, { [metric.name]: metric });
const common = { title: 'Brightness', unit: '', range: '0 to 1', better: 'lower', source: 'test', color: 'rgb', leastSize: 3 } as const;
const bytes = { what: 'two numbers', where: 'the test' };

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'subpixel-metrics-'));
  for (const folder of ['hr', 'sr', 'mixed', 'empty']) await mkdir(at(folder));
  const hr = await readPicture(original);
  sr = imresizeImage(makeLr(hr, 4, protocols['paper-y']) as Image, { scale: 4 });
  await write('x4.png', sr);
  for (const name of ['a', 'b', 'c10', 'c9']) {
    await write(`hr/${name}.png`, waveImage(3, 50, 40));
    await write(`sr/${name}_x2_espcn.png`, imresizeImage(waveImage(3, 50, 40), { width: 50, height: 40 }, { kernel: 'nearest' }));
  }
  await write('sr/b_x2_espcn.png', { ...waveImage(3, 50, 40), data: waveImage(3, 50, 40).data.map((v) => v ^ 1) });
  await write('flat.png', flat(40));
  await write('pixel.png', flat(1));
  await write('alpha.png', { ...flat(40, 4), data: flat(40, 4).data.map((v, i) => (i < 400 ? 7 : v)) });
  await write('opaque.png', { ...flat(40, 4), data: flat(40, 4).data.map((v, i) => (i % 4 === 3 ? 255 : v)) });
  await write('gray.png', flat(40, 1));
  await write('deep.png', { ...flat(40), data: new Uint16Array(40 * 40 * 3).map((_, i) => i * 13) });
  await write('deep2.png', { ...flat(40), data: new Uint16Array(40 * 40 * 3).map((_, i) => i * 13 + (i % 2)) });
  await writeFile(at('text.png'), 'this is no picture');
  stand(
    defineMetric({
      ...common,
      name: 'brightness',
      reference: 'none',
      files: { model: { ...bytes, optional: true } },
      measure: (planes, { files }) =>
        files?.['model'] ? 100 * files['model'][0]! : Array.from(planes.data).reduce((sum, v) => sum + v / planes.data.length, 0),
    }),
  );
  removeNeedy = addNeedyMetric();
  stand(defineMetric({ ...common, name: 'nothing', reference: 'none', measure: () => Number.NaN }));
  await writeFile(at('two.bin'), new Uint8Array([3, 4]));
});
afterAll(async () => {
  removeNeedy();
  for (const name of ['brightness', 'nothing']) delete (registry as Record<string, MetricDef>)[name];
  await rm(root, { recursive: true, force: true });
});

describe('two pictures', () => {
  test('as the library measures them, by a scale', async () => {
    const { code, stdout, stderr } = await run('~/x4.png', original, '-s', '4', '--json');
    expect([code, stderr]).toEqual([0, '']);
    const want = await measure(sr, await readPicture(original), 4, protocols['paper-y'], ['psnr', 'ssim']);
    expect(JSON.parse(stdout)).toEqual({
      sr: '~/x4.png',
      hr: original,
      width: 448,
      height: 300,
      protocol: JSON.parse(JSON.stringify(protocols['paper-y'])),
      protocolText: expect.stringMatching(/^paper-y ×4, HR cut to a multiple of 4: SR rounded .*; border of 4 px left out;/),
      ...want,
    });
  });

  test('whole pictures without a scale; --crop leaves a border out; another protocol', async () => {
    const same = await run('~/flat.png', '~/opaque.png', '--metric', 'psnr,ssim');
    expect(same.code).toBe(0);
    expect(same.stdout).toMatch(
      /^~\/flat\.png against ~\/opaque\.png: 1 picture\n\npicture +size +PSNR dB +SSIM\nflat\.png +40×40 +∞ +1\.0000\n\nProtocol paper-y with cropBorder/,
    );
    expect(same.stdout).toContain('border of 0 px left out');
    const [cut] = objects((await run('~/flat.png', '~/flat.png', '--crop', '3', '--protocol', 'ntire-rgb', '--json')).stdout);
    expect(cut).toMatchObject({
      psnr: null,
      ssim: 1,
      protocol: { name: 'ntire-rgb with cropBorder {"timesScale":0,"plus":3}', colorSpace: 'rgb' },
    });
  });

  test('both are cut as the protocol cuts HR, where a scale says that they come from it', async () => {
    const [byScale] = objects((await run('~/x4.png', original, '-s', '4', '--protocol', 'basicsr-y', '--json')).stdout);
    const cut = cropImage(sr, { x: 0, y: 0, width: 444, height: 300 });
    expect(byScale).toMatchObject(await measure(cut, await readPicture(original), 4, protocols['basicsr-y'], ['psnr', 'ssim']));
    const [whole] = objects((await run('~/x4.png', '~/x4.png', '--protocol', 'basicsr-y', '--json')).stdout);
    expect(whole).toMatchObject({ width: 448, psnr: null, protocol: { hrMultiple: 1 } });
  });

  test('16-bit pictures are not rounded to 8', async () => {
    const [same, other] = await Promise.all([
      run('~/deep.png', '~/deep.png', '--json'),
      run('~/deep.png', '~/deep2.png', '--json', '--protocol', 'ntire-rgb', '--crop', '0'),
    ]);
    expect(objects(same.stdout)[0]).toMatchObject({ psnr: null, protocol: { roundSr: false } });
    expect(objects(other.stdout)[0].psnr).toBeCloseTo(10 * Math.log10(65535 ** 2 / 0.5), 6);
  });
});

describe('one sentence for pictures that cannot be measured', () => {
  test.each([
    [
      'sizes',
      '~/x4.png',
      original,
      'Expected two pictures of one size but ~/x4.png has 448×300 and examples/cat-original.png 451×300; --scale cuts HR to a multiple of the scale',
    ],
    [
      'sizes after the cut',
      '~/x4.png',
      'examples/cat.png',
      'Expected two pictures of one size but ~/x4.png has 448×300 and examples/cat.png 225×150 (cut to 448×300 and 224×148)',
      '-s',
      '4',
    ],
    [
      'bit depths',
      '~/flat.png',
      '~/deep.png',
      'Expected two pictures of one bit depth but ~/flat.png has 8 bits and ~/deep.png has 16 bits',
    ],
    [
      'alpha',
      '~/alpha.png',
      '~/flat.png',
      'Expected two pictures with transparency or without but ~/alpha.png has transparent pixels and ~/flat.png has none',
    ],
    ['gray', '~/gray.png', '~/flat.png', 'Expected two pictures in colour or in gray but ~/gray.png is gray and ~/flat.png is RGB'],
    [
      'border',
      '~/flat.png',
      '~/flat.png',
      'Expected at least 41×41 pixels (20 pixels are left out at each edge) but ~/flat.png has 40×40',
      '--crop',
      '20',
    ],
    [
      'one pixel',
      '~/pixel.png',
      '~/pixel.png',
      '~/pixel.png: Expected at least 11×11 for the picture that ssim measures but received "1×1"',
    ],
    [
      'one pixel, by a scale',
      '~/pixel.png',
      '~/pixel.png',
      'Expected at least 6×6 pixels (2 pixels are left out at each edge) but ~/pixel.png has 1×1',
      '-s',
      '2',
    ],
    ['text', '~/text.png', '~/flat.png', 'Expected a picture (PNG, JPEG, WebP, TIFF, AVIF or GIF) for ~/text.png but received a text file'],
    [
      'no structure',
      '~/flat.png',
      '~/flat.png',
      'Expected a picture with the structure that nothing measures but ~/flat.png has none',
      '--metric',
      'nothing',
    ],
  ])('%s', async (_title, first, second, sentence, ...more) => {
    const { code, stderr } = await run(first, second, ...more);
    expect([code, stderr]).toEqual([1, `subpixel: ${sentence}`]);
  });

  test('a single pixel has a PSNR', async () => {
    expect(objects((await run('~/pixel.png', '~/pixel.png', '--metric', 'psnr', '--json')).stdout)[0]).toMatchObject({
      psnr: null,
      width: 1,
    });
  });
});

describe('folders', () => {
  test('are matched by name, in the order that people count, with the mean and a CSV', async () => {
    const { code, stdout, stderr } = await run('~/sr', '~/hr', '--csv', '~/new/scores.csv', '--threads', '1');
    expect([code, stderr]).toEqual([0, '']);
    const names = [...stdout.matchAll(/^(\w+)_x2_espcn\.png/gm)].map(([, name]) => name);
    expect(names).toEqual(['a', 'b', 'c9', 'c10']);
    expect(stdout).toMatch(/\n─+\nmean +∞ +\d\.\d{4}\n/);
    const lines = (await readFile(at('new/scores.csv'), 'utf8')).trimEnd().split('\n');
    expect(lines[0]).toBe('sr,hr,width,height,protocol,psnr,ssim');
    expect(lines[1]).toMatch(/a_x2_espcn\.png,.*hr.a\.png,50,40,"paper-y with .*",Infinity,(1|0\.9999\d+)$/);
    expect(lines).toHaveLength(5);
  });

  test('in threads: the same in the same order', async () => {
    const [one, two] = [await run('~/sr', '~/hr', '--json', '--threads', '1'), await run('~/sr', '~/hr', '--json', '--threads', '2')];
    expect(two).toEqual(one);
  });

  test('what has no partner or cannot be measured is told; the rest is measured', async () => {
    await cp(at('sr'), at('mixed'), { recursive: true });
    for (const name of ['lost.png', 'c9_x2_other.png', 'c10_x2_espcn.png']) await write(`mixed/${name}`, flat(20));
    await rm(at('mixed/b_x2_espcn.png'));
    const { code, stdout, stderr } = await run('~/mixed', '~/hr');
    expect(code).toBe(1);
    expect(stderr.split('\n')).toEqual([
      'subpixel: Expected a partner in ~/hr for a picture of ~/mixed but found none: lost.png',
      'subpixel: Expected a partner in ~/mixed for a picture of ~/hr but found none: b.png',
      expect.stringMatching(/^subpixel: Expected two pictures of one size but ~\/mixed\/c9_x2_other\.png has 20×20 and/),
      expect.stringMatching(/^subpixel: Expected two pictures of one size but ~\/mixed\/c10_x2_espcn\.png has 20×20 and/),
    ]);
    expect(stdout).toContain('~/mixed against ~/hr: 2 pictures, 2 could not be measured\n');
    const failed = objects((await run('~/mixed', '~/hr', '--json')).stdout).filter(({ error }) => error !== undefined);
    expect(failed.map(({ sr: path }) => path)).toEqual(['~/mixed/c9_x2_other.png', '~/mixed/c10_x2_espcn.png']);
  });

  test('one picture of a folder; several partners', async () => {
    expect((await run('~/sr/a_x2_espcn.png', '~/hr')).code).toBe(0);
    await write('mixed/a.webp', waveImage(3, 50, 40));
    await write('mixed/a.tif', waveImage(3, 50, 40));
    const { code, stdout, stderr } = await run('~/hr/a.png', '~/mixed');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe('subpixel: Expected one partner of ~/hr/a.png in ~/mixed but found a.tif, a.webp');
  });
});

describe('metrics without HR, and files', () => {
  test('one picture', async () => {
    const { code, stdout } = await run('~/flat.png', '--metric', 'brightness');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^~\/flat\.png: 1 picture\n\npicture +size +Brightness ↓\nflat\.png +40×40 +90\.0000\n/);
  });

  test('files go to the metric that they are for, and the engine to one that needs them', async () => {
    const { code, stdout } = await run(
      '~/flat.png',
      '~/flat.png',
      '--metric',
      'brightness,needy',
      '--file',
      'brightness.model=~/two.bin',
      '--file',
      'needy.weights=~/two.bin',
      '--json',
    );
    expect([code, objects(stdout)[0]]).toMatchObject([0, { brightness: 300, needy: 4.5 }]);
  });
});

describe('a wrong command line: one sentence and code 2, before any work', () => {
  test.each([
    [
      'no HR',
      ['~/flat.png'],
      /^Expected an HR picture or folder beside the pictures for psnr, ssim but received none \(without one: --metric .*brightness/,
    ],
    ['an unknown metric', ['~/flat.png', '~/flat.png', '--metric', 'psrn'], /did you mean psnr\?$/],
    [
      'a file for many',
      ['~/sr', '~/flat.png'],
      /^Expected a folder of HR pictures beside the pictures of ~\/sr but received the file ~\/flat\.png$/,
    ],
    [
      'a scale that is none',
      ['~/flat.png', '~/flat.png', '-s', '1.23456'],
      /^Expected a fraction with a denominator of at most 20 for scale/,
    ],
    [
      'a missing file',
      ['~/flat.png', '~/flat.png', '--metric', 'needy'],
      /^Expected --file needy\.weights=path for needy, two numbers \(the test\), but received none$/,
    ],
    [
      'a file of another metric',
      ['~/flat.png', '~/flat.png', '--file', 'needy.weights=~/two.bin'],
      /^Expected a file of psnr or ssim for --file but/,
    ],
    [
      'a file that there is not',
      ['~/flat.png', '--metric', 'brightness', '--file', 'brightness.nodel=~/two.bin'],
      /^Expected brightness\.model=path for --file but/,
    ],
    [
      'a file that cannot be read',
      ['~/flat.png', '--metric', 'brightness', '--file', 'brightness.model=~/no.bin'],
      /^Expected a file for brightness\.model in ~\/no\.bin but it cannot be read \(ENOENT\)$/,
    ],
    [
      'no file',
      ['~/flat.png', '--metric', 'brightness', '--file', 'model'],
      /^Expected metric\.name=path for --file but received "model"$/,
    ],
  ])('%s', async (_title, args, sentence) => {
    const { code, stdout, stderr } = await run(...args);
    expect(stderr.replace('subpixel: ', '')).toMatch(sentence);
    expect([code, stdout]).toEqual([2, '']);
  });

  test('a path where nothing is', async () => {
    expect(await run('~/none.png', '~/flat.png')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'subpixel: Expected a file, folder or glob but there is no ~/none.png',
    });
  });
});
