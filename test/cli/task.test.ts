/** `subpixel task` with a classifier, from the command line to the files, inside this process. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { identity } from '../../src/graph/ops.ts';
import { cli } from '../support/cli.ts';
import { nearest, onnx } from '../support/networks.ts';
import { colorClassifier, detailClassifier } from '../support/recognisers.ts';

let root: string;
const at = (...parts: string[]) => join(root, ...parts);
const task = (args: readonly string[], signal?: AbortSignal) => cli(root, ['task', ...args], signal ? { signal } : {});

/** Parts of the photograph whose mean detail is over 0.05, of which LR pictures at ×4 keep less than 0.012, and parts of less than 0.02. */
const detailed = ['128 0', '192 0', '256 0', '64 64', '128 64', '192 64', '256 64', '64 128', '128 128', '192 128', '256 128', '128 192'];
const smooth = ['0 0', '320 0', '384 0', '0 64', '384 64', '0 128', '320 128', '384 128'];

async function part(place: string, path: string): Promise<void> {
  const [left, top] = place.split(' ').map(Number);
  await sharp('examples/cat-original.png').extract({ left: left!, top: top!, width: 64, height: 64 }).toFile(path);
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'subpixel-task-'));
  for (const folder of ['set/detailed', 'set/smooth', 'flat', 'bad', 'empty']) await mkdir(at(folder), { recursive: true });
  const rows = [];
  for (const [kind, places] of Object.entries({ detailed, smooth }))
    for (const place of places) {
      const name = `${place.replace(' ', '_')}.png`;
      await part(place, at('set', kind, name));
      rows.push([name, kind]);
    }
  for (const [name] of rows.slice(0, 3)) await part(name!.replace('.png', '').replace('_', ' '), at('flat', name!));
  await part('0 0', at('bad/good.png'));
  await writeFile(at('bad/text.png'), 'this is no picture');
  await writeFile(at('bad.csv'), 'good.png,0\ntext.png,0');
  await writeFile(at('labels.csv'), `file,label\n${rows.map((row) => row.join(',')).join('\n')}\n`);
  await writeFile(at('names.txt'), 'smooth parts\ndetailed parts\n');
  await writeFile(at('seven.txt'), ['smooth', 'detailed', 'c', 'd', 'e', 'f', 'g'].join('\n'));
  await writeFile(at('detail.onnx'), detailClassifier(0.03));
  await writeFile(at('seven.onnx'), detailClassifier(0.03, { side: 64, more: 5, softmax: true }));
  await writeFile(at('color.onnx'), colorClassifier('nhwc'));
  await writeFile(at('nearest.onnx'), nearest({ channels: 3, scale: 4 }));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const whole = ['--fit', 'none', '--threads', '1'];

test('detail that LR loses: HR is right everywhere, bicubic only where there is none', async () => {
  const { code, stdout, stderr } = await task([
    ...[at('set'), '--network', at('detail.onnx'), '--classes', at('names.txt'), '-n', at('nearest.onnx'), ...whole],
    ...['--json', '--csv', at('seen.csv')],
  ]);
  expect([code, stderr]).toEqual([0, '']);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({
    task: 'classify',
    network: 'detail.onnx',
    scale: 4,
    dataset: 'set',
    classes: 2,
    scores: 'logits',
    failed: [],
    notes: [],
  });
  expect(report.protocol).toMatchObject({ name: 'paper-y' });
  expect(report.protocolText).toBe(
    'paper-y ×4: HR cut to a multiple of 4; LR = MATLAB bicubic of the integer picture, rounded after each pass',
  );
  const [hr, bicubic, network] = report.methods;
  expect(hr).toMatchObject({ method: 'HR', top1: { count: 20, n: 20, rate: 1, high: 1 }, agreement: { count: 20 } });
  expect(bicubic).toMatchObject({ method: 'bicubic', top1: { count: 8, n: 20, rate: 0.4 }, agreement: { count: 8 } });
  expect(hr).not.toHaveProperty('top5');
  expect(network.method).toBe('nearest');
  // Sums of scores: of HR near 1, of bicubic near the part that is right.
  expect(hr.probability).toBeGreaterThan(0.999);
  expect(bicubic.probability).toBeCloseTo(0.4, 3);
  // 12 of 12 go one way: 2 · 2⁻¹².
  expect(report.comparisons[0]).toMatchObject({ first: 'HR', second: 'bicubic', onlyFirst: 12, onlySecond: 0 });
  expect(report.comparisons[0].p).toBeCloseTo(2 / 4096, 12);
  expect(report.comparisons.map((c: { first: string; second: string }) => `${c.first} ${c.second}`)).toEqual([
    'HR bicubic',
    'HR nearest',
    'bicubic nearest',
  ]);
  const right = report.images.filter(
    (image: { predictions: Record<string, { rank: number }> }) => image.predictions['nearest']!.rank === 0,
  );
  expect(network.top1.count).toBe(right.length);
  const [first] = report.images;
  expect(first).toMatchObject({
    name: 'detailed/128_0.png',
    width: 64,
    height: 64,
    label: 1,
    predictions: { HR: { predicted: 1, rank: 0 }, bicubic: { predicted: 0, rank: 1 } },
  });
  const lines = (await readFile(at('seen.csv'), 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(1 + 3 * 20);
  expect(lines[0]).toBe('network,scale,dataset,protocol,image,label,method,predicted,rank,p_true,label_name,predicted_name');
  const { probability } = first.predictions.bicubic;
  expect(lines[2]).toBe(`detail.onnx,4,set,paper-y,detailed/128_0.png,1,bicubic,0,1,${probability},detailed parts,smooth parts`);
});

test('a table for people; probabilities are found by the Softmax, and more than five classes have a top-5', async () => {
  const { code, stdout, stderr } = await task([
    at('set'),
    '--network',
    at('seven.onnx'),
    '--classes',
    at('seven.txt'),
    '-n',
    'bicubic',
    '-s',
    '4',
    '--quiet',
  ]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(
    [
      'seven.onnx on set ×4: 20 pictures of 7 classes',
      '',
      'method     top-1        95 %    top-5        95 %    as HR        95 %  p(true)',
      'HR       100.0 %  83.9–100.0  100.0 %  83.9–100.0  100.0 %  83.9–100.0   1.0000',
      'bicubic   40.0 %   21.9–61.3  100.0 %  83.9–100.0   40.0 %   21.9–61.3   0.4000',
      '',
      "right of two  only first  only second  McNemar's p",
      'HR, bicubic           12            0       0.0005',
      '',
      'Pictures for seven.onnx: shorter side to 64 by bilinear, rounded, centre of 64×64; RGB in 0–1; less 0, 0, 0; divided by 1, 1, 1; scores are probabilities',
      'Protocol paper-y ×4: HR cut to a multiple of 4; LR = MATLAB bicubic of the integer picture, rounded after each pass',
    ].join('\n'),
  );
});

test('labels of a CSV by name; what is left out is told; colour does not change', async () => {
  await writeFile(at('color.csv'), 'image,class\n128_0.png,0\n./192_0.png,0\nabsent.png,2\n');
  const { code, stdout, stderr } = await task([
    ...[at('flat'), '--network', at('color.onnx'), '--labels', at('color.csv'), '-n', 'lanczos3', '-s', '2'],
    ...['--fit', 'stretch', '--kernel', 'area', '--output', 'scores=scores', '--scores', 'logits', '--protocol', 'ntire-rgb'],
  ]);
  expect(code).toBe(0);
  expect(stderr.split('\n')).toEqual([
    '1 of 3 pictures have no label in ~/color.csv and are left out',
    '1 of the labels in ~/color.csv are of pictures that are not there',
  ]);
  expect(stdout).toContain('color.onnx on flat ×2: 2 pictures of 3 classes\n');
  // The photograph is warm: red is its largest mean.
  for (const method of ['HR', 'bicubic', 'lanczos3']) expect(stdout).toMatch(new RegExp(`^${method} +100\\.0 %`, 'm'));
  expect(stdout).toContain('to 8×8 by area, rounded; RGB in 0–255');
  expect(stdout).toContain('Protocol ntire-rgb ×2');
});

test('a broken picture is told, the rest is measured', async () => {
  const { code, stdout, stderr } = await task([
    at('bad'),
    '--network',
    at('detail.onnx'),
    '--labels',
    at('bad.csv'),
    '-n',
    'bicubic',
    '-s',
    '4',
    ...whole,
  ]);
  expect(code).toBe(1);
  expect(stdout).toContain('detail.onnx on bad ×4: 1 picture (1 could not be measured) of 2 classes\n');
  expect(stderr).toMatch(/^subpixel: ~\/bad\/text\.png: Expected /);
});

test('softmax of what are probabilities already is told', async () => {
  const { stderr } = await task([
    at('bad'),
    '--network',
    at('seven.onnx'),
    '--labels',
    at('bad.csv'),
    '-n',
    'bicubic',
    '-s',
    '4',
    '--scores',
    'logits',
  ]);
  expect(stderr).toContain('All scores are like probabilities; if they are, say --scores probabilities');
});

describe('a wrong command line: one sentence and code 2', () => {
  const set = ['SET', '--network', 'detail.onnx', '-n', 'bicubic', '-s', '4'];
  test.each([
    [
      'no network',
      ['SET', '-n', 'bicubic', '-s', '4'],
      'Expected --network with a classifier or detector, an .onnx file, but received none',
    ],
    [
      'no pictures',
      ['empty', '--network', 'detail.onnx'],
      'Expected a folder with at least one picture for the pictures but received "~/empty"',
    ],
    [
      'a network that is not there',
      ['SET', '--network', 'no.onnx', '-n', 'bicubic', '-s', '4'],
      'Expected a file for --network in ~/no.onnx but it cannot be read (ENOENT)',
    ],
    ['no scale', ['SET', '--network', 'detail.onnx', '-n', 'bicubic'], 'Expected --scale for bicubic (2, 3, 4) but received none'],
    [
      'no labels',
      ['flat', '--network', 'detail.onnx', '-n', 'bicubic', '-s', '4'],
      'Expected --labels, or each picture in the folder of its class, but 128_0.png is in none',
    ],
    [
      'labels of other pictures',
      ['flat', ...set.slice(1), '--labels', 'bad.csv'],
      'Expected labels of the pictures in ~/bad.csv but received none, such as for 128_0.png',
    ],
    [
      'an output that is not there',
      [...set, '--output', 'scores=logits'],
      'Expected scores for an output of detail.onnx but received "logits"',
    ],
    ['an output of another kind', [...set, '--output', 'boxes=b'], 'Expected one scores=name for --output but received "boxes=b"'],
    [
      'too many classes',
      [...set, '--classes', 'seven.txt', ...whole],
      'Expected 2 classes, as detail.onnx has, for the names of the classes but received 7',
    ],
    ['a crop of less', [...set, '--resize', '100'], 'Expected at least the 224×224 that are cut out for --resize but received 100'],
    [
      'a size of others',
      ['SET', '--network', 'seven.onnx', '-n', 'bicubic', '-s', '4', '--size', '32'],
      'Expected 64×64, as the network takes, for --size but received "32"',
    ],
    [
      'a size that is none',
      [...set, '--size', '0'],
      'Expected a side or width x height of 1 to 16384 pixels, such as 224 or 320x240, for --size but received "0"',
    ],
    ['two of three means', [...set, '--mean', '1,2'], 'Expected 1 or 3 numbers for --mean but received "1,2"'],
    ['no number', [...set, '--std', '1,a,2'], 'Expected numbers separated by commas for --std but received "1,a,2"'],
    ['a division by zero', [...set, '--std', '0'], 'Expected numbers above 0 for --std but received 0'],
    [
      'means of bytes',
      ['SET', '--network', 'color.onnx', '-n', 'bicubic', '-s', '4', '--mean', '5'],
      'Expected --range 255 without --mean and --std for a network that takes bytes but received others',
    ],
    [
      'LR in luma',
      [...set, '--protocol', 'srcnn-y'],
      'Expected paper-y, ntire-rgb, basicsr-y, mmagic-rgb or opencv-rgb for --protocol but received "srcnn-y"',
    ],
  ] as const)('%s', async (_, args, sentence) => {
    const files = ['detail.onnx', 'seven.onnx', 'color.onnx', 'no.onnx', 'names.txt', 'seven.txt', 'bad.csv', 'empty', 'flat'];
    const { code, stdout, stderr } = await task(args.map((arg) => (arg === 'SET' ? at('set') : files.includes(arg) ? at(arg) : arg)));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.replace('subpixel: ', '')).toEqual(typeof sentence === 'string' ? sentence : expect.stringMatching(sentence));
  });
});

test.each([
  ['names.txt', /^subpixel: ~\/names\.txt: Expected an \.onnx file but the bytes are something else/],
  ['nine.onnx', /^subpixel: ~\/nine\.onnx: Expected 1 or 3 channels as nchw for its input lr but received "\(1, 9, H, W\)"$/],
] as const)('%s is no classifier: a failure before the work', async (file, sentence) => {
  await writeFile(
    at('nine.onnx'),
    onnx(9, (g, x) => identity(g, x)),
  );
  const { code, stdout, stderr } = await task([at('set'), '--network', at(file), '-n', 'bicubic', '-s', '4']);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(sentence);
});

test('when no picture can be measured there are no scores', async () => {
  await writeFile(at('broken.csv'), 'text.png,0\n');
  const args = [at('bad'), '--network', at('detail.onnx'), '--labels', at('broken.csv'), '-n', 'bicubic', '-s', '4', ...whole];
  const { code, stdout } = await task(args);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^detail\.onnx on bad ×4: 0 pictures \(1 could not be measured\)\n\nPictures for/);
  expect(JSON.parse((await task([...args, '--json'])).stdout)).toMatchObject({
    methods: [],
    comparisons: [],
    images: [],
    failed: [{ name: 'text.png' }],
  });
});

test('Ctrl-C ends the run with 130 and leaves no CSV', async () => {
  const args = [at('set'), '--network', at('detail.onnx'), '-n', 'bicubic', '-s', '4', '--csv', at('none.csv'), ...whole];
  expect(await task(args, AbortSignal.abort())).toMatchObject({ code: 130, stdout: '' });
  expect(await readdir(root)).not.toContain('none.csv');
});
