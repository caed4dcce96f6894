/** `subpixel degrade` from the command line to the files, inside this process. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Image } from '../../src/image/image.ts';
import { cropImage } from '../../src/image/planes.ts';
import { makeLr, protocols } from '../../src/metrics/protocol.ts';
import { cli } from '../support/cli.ts';
import { waveImage } from '../support/networks.ts';
import { readPicture } from '../support/pictures.ts';

let root: string;
let hr: Image;
const at = (...parts: string[]) => join(root, ...parts);
const run = (...args: string[]) => cli(root, ['degrade', ...args.map((arg) => arg.replace('~', root))]);
const write = (name: string, { data, width, height, channels }: Image) =>
  sharp(data, { raw: { width, height, channels } }).toFile(at(name));

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'subpixel-degrade-'));
  await mkdir(at('set'));
  hr = cropImage(await readPicture('examples/cat-original.png'), { x: 100, y: 40, width: 97, height: 80 });
  for (const name of ['a', 'b', 'c']) await write(`set/${name}.png`, hr);
  await write('alpha.png', waveImage(4, 40, 32));
  await writeFile(at('steps.yaml'), '- { kind: gaussian-blur, size: 7, sigma: 1.6 }\n- { kind: downscale, kernels: [bicubic] }\n');
  await writeFile(at('steps.json'), '[{ "kind": "downscale", "kernels": ["area"] }, { "kind": "jpeg", "quality": [30, 60] }]');
  await writeFile(at('wrong.yaml'), '- { kind: gaussian-blurr, size: 7 }\n');
  await writeFile(at('none.yaml'), '- { kind: jpeg, quality: 50 }\n');
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('the preset bicubic is what the protocols make', async () => {
  const { code, stdout } = await run('~/set/a.png', '--degradation', 'bicubic', '-s', '2');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^~\/set\/a\.png → ~\/set\/a_d2_bicubic\.png · 48×40 · bicubic ÷2 · \d.* · 97×80 cut to 96×80, a multiple of 2$/);
  expect(await readPicture(at('set/a_d2_bicubic.png'))).toEqual(makeLr(hr, 2, protocols['paper-y']) as Image);
});

test('random numbers follow from seed and name: not from order or company', async () => {
  const steps = ['--degradation', 'bsrgan', '-s', '4'];
  expect((await run('~/set', ...steps, '-o', '~/all')).code).toBe(0);
  expect((await run('~/set/c.png', ...steps, '-o', '~/alone/')).code).toBe(0);
  expect((await run('~/set/c.png', ...steps, '-o', '~/other/', '--seed', '2')).code).toBe(0);
  const bytes = (name: string) => readFile(at(name));
  expect(await bytes('alone/c.png')).toEqual(await bytes('all/c.png'));
  expect(await bytes('all/b.png')).not.toEqual(await bytes('all/c.png'));
  expect(await bytes('other/c.png')).not.toEqual(await bytes('all/c.png'));
  expect((await sharp(at('all/c.png')).metadata()).width).toBe(24);
});

test('steps of a file, as JSON; alpha is left out', async () => {
  const blurred = await run('~/set/a.png', '--degradation', '~/steps.yaml', '-s', '2', '-o', '~/blur.png');
  await run('~/set/a.png', '--degradation', 'blur-downscale', '-s', '2', '-o', '~/preset.png');
  expect(blurred.code).toBe(0);
  expect(await readPicture(at('blur.png'))).toEqual(await readPicture(at('preset.png')));
  const { stdout } = await run('~/alpha.png', '--degradation', '~/steps.json', '-s', '2', '--seed', '5', '--json');
  expect(JSON.parse(stdout)).toEqual({
    ...{ input: '~/alpha.png', output: '~/alpha_d2_steps.png', inWidth: 40, inHeight: 32, width: 20, height: 16 },
    ...{ degradation: 'steps', scale: 2, seed: 5, seconds: expect.any(Number), notes: ['the transparency was left out'] },
  });
});

describe('one sentence and the right exit code', () => {
  test.each([
    ['no degradation', ['-s', '2'], 2, /^Expected --degradation with bicubic, .*, or a file of steps but received none$/],
    ['no scale', ['--degradation', 'noise'], 2, /^Expected --scale, how many times smaller/],
    [
      'a misspelt preset',
      ['--degradation', 'bsrgam', '-s', '2'],
      2,
      /or a file of steps for --degradation but received "bsrgam"; did you mean bsrgan\?$/,
    ],
    [
      'a fraction',
      ['--degradation', 'noise', '-s', '1.5'],
      2,
      /^Expected a whole number beside --degradation noise for --scale but received 1\.5$/,
    ],
    [
      'a wrong step',
      ['--degradation', '~/wrong.yaml', '-s', '2'],
      2,
      /^~\/wrong\.yaml: expected .* for 0\.kind but received "gaussian-blurr"$/,
    ],
    ['no step to LR size', ['--degradation', '~/none.yaml', '-s', '2'], 2, /^~\/none\.yaml: expected exactly one downscale/],
    [
      'both ways of going on',
      ['--degradation', 'noise', '-s', '2', '--resume', '--overwrite'],
      2,
      /^Expected only one of --resume and --overwrite/,
    ],
    [
      'a picture below the scale',
      ['--degradation', 'noise', '-s', '16'],
      1,
      /^Expected at least 16×16 pixels for scale 16 but ~\/tiny\.png has 9×9$/,
    ],
  ])('%s', async (_title, args, code, sentence) => {
    await write('tiny.png', waveImage(1, 9, 9));
    const outcome = await run('~/tiny.png', ...args);
    expect(outcome.stderr.replace('subpixel: ', '')).toMatch(sentence);
    expect([outcome.code, outcome.stdout]).toEqual([code, '']);
  });
});
