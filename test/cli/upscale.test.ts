/** `subpixel upscale` from the command line to the files, inside this process. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli as runInside } from '../support/cli.ts';
import { nearest, waveImage } from '../support/networks.ts';

let root: string;
const at = (...parts: string[]) => join(root, ...parts);

const cli = (args: readonly string[], options?: Parameters<typeof runInside>[2]) => runInside(root, args, options);
const upscale = (...args: string[]) => cli(['upscale', '-n', 'bicubic', ...args]);

async function picture(name: string, channels: 1 | 3 | 4 = 3): Promise<void> {
  const { data, width, height } = waveImage(channels, 40, 30);
  await sharp(data, { raw: { width, height, channels } }).toFile(at(name));
}
const sizeOf = async (name: string) => {
  const { width, height, format } = await sharp(at(name)).metadata();
  return `${width}×${height} ${format}`;
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'subpixel-cli-'));
  for (const folder of ['photos/sub', 'empty', 'bad']) await mkdir(at(folder), { recursive: true });
  for (const name of ['photos/a.png', 'photos/b.jpg', 'photos/sub/c.webp', 'photos/g.gif', 'one.png']) await picture(name);
  await writeFile(at('photos/notes.txt'), 'hello');
  await writeFile(at('bad/text.png'), 'this is no picture');
  await writeFile(at('bad/zero.png'), '');
  const jpeg = await readFile(at('photos/b.jpg'));
  await writeFile(at('bad/cut.jpg'), jpeg.subarray(0, jpeg.length / 2));
  await writeFile(at('x2.onnx'), nearest({ channels: 1, scale: 2 }));
  await writeFile(at('x3.onnx'), nearest({ channels: 3, scale: 3 }));
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('bad input: one sentence and the right exit code', () => {
  test.each([
    ['a missing file', ['no.png'], 1, 'Expected a file, folder or glob but there is no ~/no.png'],
    ['a folder without pictures', ['empty'], 1, /^subpixel: Expected pictures in ~\/empty but found none/],
    ['text named .png', ['bad/text.png'], 1, /^subpixel: Expected a picture .* for ~\/bad\/text\.png but received a text file$/],
    ['a truncated JPEG', ['bad/cut.jpg'], 1, /^subpixel: Expected a whole JPEG picture for ~\/bad\/cut\.jpg but received a damaged/],
    ['an empty file', ['bad/zero.png'], 1, /^subpixel: Expected a picture .* for ~\/bad\/zero\.png but received an empty file$/],
    ['too many pixels', ['one.png', '--max-pixels', '1199'], 1, /^subpixel: Expected at most 0.001199 million pixels for ~\/one\.png/],
    [
      'an output below a file',
      ['one.png', '-o', '~/one.png/x/'],
      1,
      'Expected a folder that can be written but ~/one.png/x is none (ENOTDIR)',
    ],
    ['scale 0', ['one.png', '--scale', '0'], 2, 'Expected a number above 0 and up to 16 for --scale but received 0'],
    ['scale -1', ['one.png', '-s', '-1'], 2, 'Expected a number above 0 and up to 16 for -s but received -1'],
    ['scale NaN', ['one.png', '-s', 'NaN'], 2, 'Expected a number above 0 and up to 16 for -s but received "NaN"'],
    ['scale 1000', ['one.png', '-s', '1000'], 2, 'Expected a number above 0 and up to 16 for -s but received 1000'],
    [
      'two sizes',
      ['one.png', '-s', '2', '--width', '80'],
      2,
      'Expected only one of --scale, --width with --height, and --max-side but received several',
    ],
    ['a small tile', ['one.png', '-t', '16'], 2, 'Expected 0 (automatic) or a whole number of 32 or more for --tile but received 16'],
    ['a quality for PNG', ['one.png', '-q', '80', '-f', 'png'], 2, 'Expected jpg, webp or avif beside --quality but received --format png'],
    ['a missing file to a file', ['no.png', '-o', '~/out.png'], 1, 'Expected a file, folder or glob but there is no ~/no.png'],
    ['a missing file to standard output', ['no.png', '-o', '-'], 1, 'Expected a file, folder or glob but there is no ~/no.png'],
    ['no input', [], 2, 'Expected files|folders|globs|- but received nothing (see subpixel upscale --help)'],
    ['standard input and a file', ['-', 'one.png'], 2, 'Expected - alone or files but received both'],
    ['JSON into the picture', ['-', '--json'], 2, /^subpixel: Expected --output beside --json/],
  ])('%s', async (_name, args, code, sentence) => {
    const given = args.map((a) => (a.startsWith('~') ? a.replace('~', root) : /^(empty|[a-z/]+\.(png|jpg))$/.test(a) ? at(a) : a));
    const { code: received, stdout, stderr } = await upscale(...given);
    if (typeof sentence === 'string') expect(stderr).toBe(`subpixel: ${sentence}`);
    else expect(stderr).toMatch(sentence);
    expect(stderr.split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(received).toBe(code);
  });

  test('an unknown network or command: the nearest one', async () => {
    const { code, stderr } = await cli(['upscale', at('one.png'), '-n', at('none.onnx')]);
    expect([code, stderr]).toEqual([2, 'subpixel: Expected an .onnx file at ~/none.onnx but there is none']);
    expect(await cli(['upscael'])).toMatchObject({ code: 2, stderr: 'subpixel: Unknown command "upscael"; did you mean upscale?' });
  });
});

describe('files', () => {
  test('next to the original, in its own format, at the default scale', async () => {
    const { code, stdout } = await upscale(at('one.png'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^~\/one\.png → ~\/one_x4\.png · 160×120 · bicubic enlargement · cpu · \d/);
    expect(await sizeOf('one_x4.png')).toBe('160×120 png');
  });

  test('a tree is mirrored; one bad file is told and the others are made; --resume goes on', async () => {
    await writeFile(at('photos/broken.png'), 'x');
    const args = [at('photos'), '-r', '-s', '2', '-o', at('out')];
    const first = await upscale(...args);
    expect(first.code).toBe(1);
    expect(first.stderr).toMatch(/^subpixel: Expected a picture .*broken\.png/);
    expect(first.stdout.split('\n').at(-1)).toBe('4 upscaled, 1 failed, 0 skipped');
    expect((await readdir(at('out'), { recursive: true })).sort()).toEqual(['a.png', 'b.jpg', 'g.png', 'sub', 'sub/c.webp']);
    expect(await sizeOf('out/sub/c.webp')).toBe('80×60 webp');

    await rm(at('photos/broken.png'));
    await rm(at('out/b.jpg'));
    const before = await readFile(at('out/a.png'));
    expect((await upscale(...args)).stderr).toMatch(/a\.png exists \(--overwrite replaces it, --resume skips it\)/);
    await rm(at('out/b.jpg'));
    const again = await upscale(...args, '--resume');
    expect([again.code, again.stdout.split('\n').at(-1)]).toEqual([0, '1 upscaled, 0 failed, 3 skipped']);
    expect(await readFile(at('out/a.png'))).toEqual(before);
  });

  test('a folder whose results lie in it: a second run resumes, and does not enlarge the results', async () => {
    await mkdir(at('same'));
    await picture('same/a.png');
    expect((await upscale(at('same'), '-s', '2')).code).toBe(0);
    const again = await upscale(at('same'), '-s', '2', '--resume');
    expect([again.code, again.stderr]).toEqual([0, '']);
    expect(again.stdout).toBe(
      '1 left alone as results of earlier runs, such as ~/same/a_x2.png\n~/same/a.png · skipped, ~/same/a_x2.png is there',
    );
    expect((await upscale(at('same'), '-s', '2', '--overwrite')).code).toBe(0);
    expect((await readdir(at('same'))).sort()).toEqual(['a.png', 'a_x2.png']);
  });

  test('never the original', async () => {
    const before = await readFile(at('one.png'));
    const { code, stderr } = await upscale(at('one.png'), '-o', at('one.png'), '--overwrite');
    expect(code).toBe(1);
    expect(stderr).toBe('subpixel: Expected a result beside the originals but ~/one.png is one of them');
    expect(await readFile(at('one.png'))).toEqual(before);
  });

  test.each([
    [['--width', '100'], '100×75 png', 'w.png'],
    [['--width', '100', '--height', '50'], '100×50 png', 'wh.png'],
    [['--max-side', '60'], '60×45 png', 'm.png'],
    [['-s', '1.5'], '60×45 webp', 's.webp'],
  ])('%j makes %s', async (args, size, name) => {
    expect((await upscale(at('one.png'), ...args, '-o', at(name))).code).toBe(0);
    expect(await sizeOf(name)).toBe(size);
  });

  test('quiet says nothing; the comparison is a picture', async () => {
    const outcome = await upscale(at('one.png'), '-s', '3', '-o', at('q.png'), '--quiet', '--compare');
    expect(outcome).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(await sizeOf('q_compare.png')).toMatch(/^996×\d+ png$/);
    await rm(at('q.png'));
    const again = await upscale(at('one.png'), '-s', '3', '-o', at('q.png'), '--compare');
    expect([again.code, again.stderr]).toEqual([1, expect.stringMatching(/q_compare\.png exists/)]);
  });
});

describe('networks', () => {
  test('JSON: one object per picture, made or not', async () => {
    const args = ['upscale', at('one.png'), at('no.png'), '-n', at('x2.onnx'), '-s', '3', '-f', 'png', '-o', at('json'), '--json'];
    const { code, stdout } = await cli(args);
    expect(code).toBe(1);
    const [failed, made] = stdout.split('\n').map((line) => JSON.parse(line));
    expect(failed).toEqual({ input: '~/no.png', error: 'Expected a file, folder or glob but there is no ~/no.png' });
    expect(made).toMatchObject({
      ...{
        input: '~/one.png',
        output: '~/json/one.png',
        inWidth: 40,
        inHeight: 30,
        width: 120,
        height: 90,
        model: 'x2',
        device: 'cpu',
        tile: 0,
      },
      passes: ['x2 ×2, 40×30 to 80×60', 'x2 ×2, 80×60 to 160×120', 'bicubic reduction to 120×90'],
    });
    expect(made.seconds).toBeGreaterThan(0);
    expect(made.megapixelsPerSecond).toBeCloseTo(0.0108 / made.seconds, 2);
  });

  test('an .onnx file has its own scale by default, and the line says what was done', async () => {
    const { code, stdout } = await cli(['upscale', at('one.png'), '-n', at('x3.onnx'), '-f', 'jpg', '--threads', '1']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^~\/one\.png → ~\/one_x3\.jpg · 120×90 · x3 ×3 · cpu · \d\.\d\d s$/);
  });

  test('the pixels of the file are those of the network', async () => {
    await cli(['upscale', at('one.png'), '-n', at('x3.onnx'), '-o', at('pixels.png'), '-t', '32']);
    const small = await sharp(at('one.png')).raw().toBuffer();
    const large = await sharp(at('pixels.png')).raw().toBuffer();
    const wrong = large.findIndex(
      (v, i) => v !== small[(Math.floor(i / 3 / 120 / 3) * 40 + Math.floor(((i / 3) % 120) / 3)) * 3 + (i % 3)],
    );
    expect(wrong).toBe(-1);
  });
});

describe('streams', () => {
  test('a picture in, a picture out, words elsewhere', async () => {
    const { code, bytes, stderr } = await cli(['upscale', '-', '-n', 'bicubic', '-s', '2'], { stdin: await readFile(at('photos/b.jpg')) });
    expect(code).toBe(0);
    const { width, height, format } = await sharp(bytes).metadata();
    expect([width, height, format]).toEqual([80, 60, 'jpeg']);
    expect(stderr).toMatch(/^standard input → standard output · 80×60/);
  });

  test('nothing in is one sentence; a terminal gets no picture', async () => {
    const empty = await cli(['upscale', '-', '-n', 'bicubic']);
    expect([empty.code, empty.stdout, empty.stderr]).toEqual([
      1,
      '',
      expect.stringMatching(/^subpixel: Expected a picture .* for standard input but received an empty file$/),
    ]);
    const terminal = await cli(['upscale', at('one.png'), '-n', 'bicubic', '-o', '-'], { isTTY: true });
    expect([terminal.code, terminal.stderr]).toEqual([2, expect.stringMatching(/standard output is a terminal$/)]);
  });
});

test('--help, help and --version', async () => {
  const help = await cli(['upscale', '--help']);
  expect(help.code).toBe(0);
  expect(help.stdout).toContain('-s, --scale <number>');
  expect((await cli(['help', 'upscale'])).stdout).toBe(help.stdout);
  expect((await cli(['--help'])).stdout).toMatch(/upscale +enlarge pictures/);
  expect((await cli(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+$/);
});
