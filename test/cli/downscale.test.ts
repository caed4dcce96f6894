/** `subpixel downscale` from the command line to the files, inside this process. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Image } from '../../src/image/image.ts';
import { makeLr, protocols } from '../../src/metrics/protocol.ts';
import { cli } from '../support/cli.ts';
import { waveImage } from '../support/networks.ts';
import { readPicture } from '../support/pictures.ts';

const original = 'examples/cat-original.png';
let root: string;
const at = (...parts: string[]) => join(root, ...parts);
const run = (...args: string[]) => cli(root, ['downscale', ...args.map((arg) => arg.replace('~', root))]);
const sizeOf = async (name: string) => {
  const { width, height, format } = await sharp(at(name)).metadata();
  return `${width}×${height} ${format}`;
};

async function picture(name: string, channels: 1 | 3 | 4 = 3): Promise<void> {
  const { data, width, height } = waveImage(channels, 41, 30);
  await sharp(data, { raw: { width, height, channels } }).toFile(at(name));
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'subpixel-downscale-'));
  await mkdir(at('set/sub'), { recursive: true });
  for (const name of ['set/a.png', 'set/b.jpg', 'set/sub/c.webp', 'one.png']) await picture(name);
  await picture('alpha.png', 4);
  await picture('tiny.png', 1);
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('LR pictures are those of the protocols, bit for bit, and the line tells what was cut', async () => {
  const { code, stdout } = await run(original, '-s', '4', '-o', '~/cat.png');
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^examples\/cat-original\.png → ~\/cat\.png · 112×75 · bicubic ÷4 · \d.* · 451×300 cut to 448×300, a multiple of 4$/,
  );
  expect(await readPicture(at('cat.png'))).toEqual(makeLr(await readPicture(original), 4, protocols['paper-y']) as Image);
});

test('next to the original as PNG; a second run leaves the results alone', async () => {
  expect((await run('~/set', '-s', '2')).stdout).toMatch(/\n2 made smaller, 0 failed, 0 skipped$/);
  expect((await readdir(at('set'))).sort()).toEqual(['a.png', 'a_d2.png', 'b.jpg', 'b_d2.png', 'sub']);
  expect(await sizeOf('set/b_d2.png')).toBe('20×15 png');
  const again = await run('~/set', '-s', '2', '--resume');
  expect(again.stdout.split('\n').at(-1)).toBe('0 made smaller, 0 failed, 2 skipped');
  expect(again.stdout).toContain('2 left alone as results of earlier runs, such as ~/set/a_d2.png\n');
  const refused = await run('~/set/a.png', '-s', '2');
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringMatching(/a_d2\.png exists \(--overwrite replaces it, --resume skips it\)$/),
  ]);
});

test('a tree is mirrored, in another format', async () => {
  expect((await run('~/set', '-r', '--max-side', '20', '-o', '~/small', '-f', 'jpg', '-q', '80')).code).toBe(0);
  expect((await readdir(at('small'), { recursive: true })).filter((name) => name.includes('c'))).toEqual(['sub/c.jpg']);
  expect(await sizeOf('small/sub/c.jpg')).toBe('20×15 jpeg');
});

test.each([
  [['--width', '20'], '20×15 png'],
  [['--height', '10'], '14×10 png'],
  [['--width', '20', '--height', '20', '--kernel', 'area'], '20×20 png'],
  [['--max-side', '100'], '41×30 png'],
  [['-s', '1.5'], '26×20 png'],
])('%j makes %s', async (args, size) => {
  expect((await run('~/one.png', ...args, '-o', '~/sized.png', '--overwrite')).code).toBe(0);
  expect(await sizeOf('sized.png')).toBe(size);
});

test('JSON: one object per picture, made or not', async () => {
  await writeFile(at('text.png'), 'x');
  const { code, stdout } = await run('~/alpha.png', '~/text.png', '-s', '3', '-o', '~/json', '--json');
  const [made, failed] = stdout.split('\n').map((line) => JSON.parse(line));
  expect(code).toBe(1);
  expect(made).toEqual({
    ...{ input: '~/alpha.png', output: '~/json/alpha.png', inWidth: 41, inHeight: 30, width: 13, height: 10 },
    ...{ kernel: 'bicubic', scale: 3, seconds: expect.any(Number), notes: ['41×30 cut to 39×30, a multiple of 3'] },
  });
  expect(failed).toMatchObject({ input: '~/text.png', error: expect.stringMatching(/^Expected a picture/) });
});

describe('one sentence and the right exit code', () => {
  test.each([
    ['no size', ['~/one.png'], 2, 'Expected one of --scale, --width with --height, and --max-side but received none'],
    [
      'two sizes',
      ['~/one.png', '-s', '2', '--width', '9'],
      2,
      'Expected one of --scale, --width with --height, and --max-side but received several',
    ],
    [
      'a scale that is no fraction',
      ['~/one.png', '-s', '1.2345'],
      2,
      'Expected a fraction with a denominator of at most 20 for scale but received 1.2345',
    ],
    [
      'an enlargement',
      ['~/one.png', '--width', '50'],
      1,
      'Expected a size within that of the picture but 50×37 is asked of ~/one.png, which has 41×30',
    ],
    [
      'a quality for PNG',
      ['~/one.png', '-s', '2', '-q', '80'],
      2,
      'Expected jpg, webp or avif beside --quality but results are written without loss',
    ],
    [
      'a picture below the scale',
      ['examples/cat.png', '~/pixel.png', '-s', '16'],
      1,
      'Expected at least 16×16 pixels for scale 16 but ~/pixel.png has 5×4',
    ],
    [
      'the original',
      ['~/one.png', '-s', '2', '-o', '~/one.png', '--overwrite'],
      1,
      'Expected a result beside the originals but ~/one.png is one of them',
    ],
  ])('%s', async (_title, args, code, sentence) => {
    const { data, width, height } = waveImage(3, 5, 4);
    await sharp(data, { raw: { width, height, channels: 3 } }).toFile(at('pixel.png'));
    const before = await readFile(at('one.png'));
    const outcome = await run(
      ...args,
      ...(args.includes('-o') ? [] : ['-o', '~/out/']),
      ...(args.includes('--overwrite') ? [] : ['--overwrite']),
    );
    expect([outcome.code, outcome.stderr]).toEqual([code, `subpixel: ${sentence}`]);
    expect(await readFile(at('one.png'))).toEqual(before);
  });
});
