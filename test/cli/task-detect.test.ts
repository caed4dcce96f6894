/** `subpixel task` with a detector, from the command line to the files, inside this process. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli } from '../support/cli.ts';
import { constantDetector, detailDetector } from '../support/recognisers.ts';

let root: string;
const at = (...parts: string[]) => join(root, ...parts);
const task = (args: readonly string[]) => cli(root, ['task', ...args]);

/** Quarters of the pictures, 32 × 32 pixels: objects are detailed parts of the photograph, of category 7 on the left and 9 on the right. */
const scenes = [[0], [1, 2], [3], [0, 1, 3], [2], [0, 3]];
const places = ['128 0', '192 0', '200 20', '150 130', '140 140', '190 140'];
const extract = (place: string, side: number) => {
  const [left, top] = place.split(' ').map(Number);
  return sharp('examples/cat-original.png').extract({ left: left!, top: top!, width: side, height: side });
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'subpixel-detect-'));
  await mkdir(at('set'));
  const images = [];
  const annotations = [];
  for (const [i, quarters] of scenes.entries()) {
    const layers = [];
    for (const quarter of quarters) {
      const [left, top] = [32 * (quarter % 2), 32 * Math.floor(quarter / 2)];
      layers.push({
        input: await extract(places[(i + quarter) % places.length]!, 32)
          .png()
          .toBuffer(),
        left,
        top,
      });
      annotations.push({
        id: annotations.length + 1,
        image_id: i,
        category_id: 7 + 2 * (quarter % 2),
        bbox: [left, top, 32, 32],
        iscrowd: 0,
      });
    }
    await extract('384 64', 64)
      .composite(layers)
      .png()
      .toFile(at('set', `${i}.png`));
    images.push({ id: i, file_name: `${i}.png`, width: 64, height: 64 });
  }
  const categories = [
    { id: 7, name: 'fur' },
    { id: 9, name: 'ear' },
    { id: 12, name: 'tail' },
  ];
  const objects = { images, annotations, categories };
  await writeFile(at('objects.json'), JSON.stringify(objects));
  await writeFile(
    at('sizes.json'),
    JSON.stringify({ ...objects, images: images.map((image, i) => ({ ...image, width: i === 2 ? 65 : 64 })) }),
  );
  await writeFile(at('names.txt'), ['a', 'b', 'c', 'tail', 'd', 'e', 'f', 'fur', 'g', 'ear'].join('\n'));
  await writeFile(at('detail.onnx'), detailDetector(0.03));
  // The first picture is found, of the others nothing; a class that is none of the labels.
  await writeFile(
    at('constant.onnx'),
    constantDetector({
      boxes: [
        [0, 0, 0.5, 0.5],
        [0, 0, 1, 1],
      ],
      scores: [0.9, 0.8],
      classes: [7, 8],
    }),
  );
});
afterAll(() => rm(root, { recursive: true, force: true }));

const detail = (...more: string[]) => [
  at('set'),
  '--task',
  'detect',
  '--network',
  at('detail.onnx'),
  '--labels',
  at('objects.json'),
  '-n',
  'bicubic',
  '-s',
  '4',
  '--threads',
  '1',
  ...more,
];

test('detail that LR loses: all is found in HR, nothing in bicubic', async () => {
  const { code, stdout, stderr } = await task(detail('--csv', at('seen.csv'), '--quiet'));
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(
    [
      'detail.onnx on set ×4: 6 pictures with 10 objects of 2 categories',
      '',
      'method      AP   AP50   AP75  found  detections',
      'HR       100.0  100.0  100.0     10          10',
      'bicubic    0.0    0.0    0.0      0           0',
      '',
      'AP of  objects     HR  bicubic',
      'fur          5  100.0      0.0',
      'ear          5  100.0      0.0',
      '',
      'Pictures for detail.onnx: to 64×64 by bilinear, rounded; RGB in 0–1; less 0, 0, 0; divided by 1, 1, 1; boxes are xyxy in pixels',
      'Protocol paper-y ×4: HR cut to a multiple of 4; LR = MATLAB bicubic of the integer picture, rounded after each pass',
    ].join('\n'),
  );
  const lines = (await readFile(at('seen.csv'), 'utf8')).trimEnd().split('\n');
  expect(lines.slice(0, 3)).toEqual([
    'network,scale,dataset,protocol,image,objects,method,detections,found',
    'detail.onnx,4,set,paper-y,0.png,1,HR,1,1',
    'detail.onnx,4,set,paper-y,0.png,1,bicubic,0,0',
  ]);
  expect(lines).toHaveLength(13);
});

test('as JSON, with names of classes', async () => {
  const { code, stdout, stderr } = await task(detail('--json', '--classes', at('names.txt')));
  expect([code, stderr]).toEqual([0, '']);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({
    task: 'detect',
    network: 'detail.onnx',
    scale: 4,
    dataset: 'set',
    protocol: { name: 'paper-y' },
    boxes: { form: 'xyxy', unit: 'pixels' },
    failed: [],
  });
  expect(report.methods).toMatchObject([
    { method: 'HR', ap: 1, ap50: 1, ap75: 1, objects: 10, detections: 10 },
    { method: 'bicubic', ap: 0, objects: 10, detections: 0 },
  ]);
  expect(report.methods[0].categories).toMatchObject([
    { category: 7, name: 'fur', objects: 5 },
    { category: 9, name: 'ear', objects: 5 },
  ]);
  expect(report.images[3]).toEqual({
    name: '3.png',
    width: 64,
    height: 64,
    objects: 3,
    methods: { HR: { detections: 3, found: 3 }, bicubic: { detections: 0, found: 0 } },
  });
});

test('by hand: the same box in every picture, and classes that are none; a picture of another size is told', async () => {
  const { code, stdout, stderr } = await task([
    ...[at('set'), '--task', 'detect', '--network', at('constant.onnx'), '--labels', at('sizes.json'), '-n', 'bicubic', '-s', '4'],
    ...['--box-unit', 'parts', '--box-form', 'yxyx', '--json'],
  ]);
  expect(code).toBe(1);
  expect(stderr).toBe('subpixel: ~/set/2.png: Expected 65×64, as ~/sizes.json says, for 2.png but received "64×64"');
  const report = JSON.parse(stdout);
  expect(report.notes).toEqual(['10 detections are of no category of ~/sizes.json and are left out']);
  // The upper left quarter is an object in pictures 0, 3 and 5 of 0, 1, 3, 4 and 5, all scores being equal: precisions 1, 1/2, 2/3, 2/4, 3/5
  // at recalls 1/5, 1/5, 2/5, 2/5, 3/5 of the five objects of category 7; nothing of category 9.
  const fur = (21 + 20 * (2 / 3) + 20 * (3 / 5)) / 101;
  for (const { ap50, categories } of report.methods) {
    expect(categories.map((one: { ap50: number }) => one.ap50)).toEqual([expect.closeTo(fur, 12), 0]);
    expect(ap50).toBeCloseTo(fur / 2, 12);
  }
});

describe('a wrong command line: one sentence and code 2', () => {
  test.each([
    [
      'no labels',
      ['set', '--task', 'detect', '--network', 'detail.onnx', '-n', 'bicubic', '-s', '4'],
      'Expected --labels with the objects, a JSON file as that of COCO, but received none',
    ],
    [
      'a crop',
      ['DETAIL', '--fit', 'crop'],
      'Expected stretch, pad or none for --fit of a detector, which sees whole pictures, but received crop',
    ],
    [
      'an output twice',
      ['DETAIL', '--output', 'boxes=boxes', '--output', 'boxes=scores'],
      'Expected each of boxes=name, scores=name or classes=name once for --output but received "boxes=scores"',
    ],
    [
      'names without a category',
      ['DETAIL', '--classes', 'objects.json'],
      'Expected a line for each category of ~/objects.json for --classes but received "none for fur"',
    ],
    ['an option of classifiers', ['DETAIL', '--scores', 'logits'], 'Expected no --scores for --task detect but received one'],
    [
      'an option of detectors',
      ['set', '--network', 'detail.onnx', '--box-form', 'xywh'],
      'Expected no --box-form for --task classify but received one',
    ],
  ] as const)('%s', async (_, args, sentence) => {
    const paths = args.flatMap((arg) =>
      arg === 'DETAIL' ? detail() : ['set', 'detail.onnx', 'objects.json'].includes(arg) ? [at(arg)] : [arg],
    );
    expect(await task(paths)).toMatchObject({ code: 2, stdout: '', stderr: `subpixel: ${sentence}` });
  });
});
