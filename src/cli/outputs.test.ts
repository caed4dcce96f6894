import { link, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CodecError, ConfigError } from '../errors.ts';
import type { InputFile } from './inputs.ts';
import { type OutputOptions, originalsOf, planOutputs, prepareOutput } from './outputs.ts';

const named = (path: string): InputFile => ({ path, relative: path.split('/').at(-1)!, named: true });
const found = (root: string, relative: string): InputFile => ({ path: join(root, relative), relative, named: false });
const plan = (files: InputFile[], options: Partial<OutputOptions> = {}) =>
  planOutputs({ files, problems: [] }, { suffix: '_x4', earlier: /^(.+)_(?:x[\d.]+|max\d+)(?:_compare)?$/, ...options });
const outputs = async (files: InputFile[], options: Partial<OutputOptions> = {}) => (await plan(files, options)).jobs.map((j) => j.output);

describe('planOutputs', () => {
  test.each([
    ['p/a.png', {}, 'p/a_x4.png', 'png'],
    ['p/a.JPG', {}, 'p/a_x4.JPG', 'jpeg'],
    ['p/a.gif', {}, 'p/a_x4.png', 'png'],
    ['p/a', {}, 'p/a_x4.png', 'png'],
    ['p/a.b.jpeg', { format: 'jpeg' }, 'p/a.b_x4.jpeg', 'jpeg'],
    ['p/a.png', { format: 'jpeg' }, 'p/a_x4.jpg', 'jpeg'],
    ['p/a.png', { output: 'big' }, 'big/a.png', 'png'],
    ['p/a.png', { output: 'big.d/' }, 'big.d/a.png', 'png'],
    ['p/a.png', { output: 'p' }, 'p/a_x4.png', 'png'],
    ['p/a.png', { output: 'big/b.webp' }, 'big/b.webp', 'webp'],
  ] as const)('%s with %j makes %s (%s)', async (path, options, output, format) => {
    expect(await plan([named(path)], options)).toMatchObject({ jobs: [{ output, format }], problems: [] });
  });

  test('a folder mirrors its tree below --output', async () => {
    const files = [found('in', 'a.png'), found('in', 'x/y/b.tif')];
    expect(await outputs(files, { output: 'out' })).toEqual(['out/a.png', 'out/x/y/b.tif']);
    expect(await outputs(files)).toEqual(['in/a_x4.png', 'in/x/y/b_x4.tif']);
  });

  test('results that would meet get the extension of their original', async () => {
    expect(await outputs([found('in', 'a.png'), found('in', 'a.jpg'), found('in', 'b.jpg')], { format: 'png' })).toEqual([
      'in/a_png_x4.png',
      'in/a_jpg_x4.png',
      'in/b_x4.png',
    ]);
    const same = await plan([named('x/a.png'), named('y/a.png')], { output: 'out' });
    expect(same.jobs.map((j) => j.output)).toEqual(['out/a_png.png']);
    expect(same.problems).toEqual([
      { input: 'y/a.png', message: 'Expected a result of its own for y/a.png but x/a.png is written to out/a_png.png too' },
    ]);
  });

  test('results of earlier runs beside their originals are left alone', async () => {
    const files = ['a.png', 'a_x2.png', 'a_x2_compare.png', 'a_max800.jpg', 'b_x4.png', 'a_x4.png'].map((f) => found('in', f));
    expect(await plan(files)).toMatchObject({
      jobs: [{ output: 'in/a_x4.png' }, { output: 'in/b_x4_x4.png' }],
      leftOut: ['in/a_x2.png', 'in/a_x2_compare.png', 'in/a_max800.jpg', 'in/a_x4.png'],
    });
    expect(await outputs([...files.slice(0, 1), named('in/a_x2.png')])).toEqual(['in/a_x4.png', 'in/a_x2_x4.png']);
    expect(await outputs(files, { output: 'out' })).toHaveLength(6);
  });

  test('of no inputs nothing is asked', async () => expect(await outputs([], { output: 'c.png' })).toEqual([]));

  test('an --output that does not fit is one sentence', async () => {
    await expect(plan([named('a.png')], { output: 'b.xyz' })).rejects.toThrow(
      new ConfigError('Expected a name that ends in .png, .jpg, .webp, .tif, .avif or .gif for --output but received "b.xyz"'),
    );
    await expect(plan([named('a.png')], { output: 'b.jpg', format: 'png' })).rejects.toThrow(
      new ConfigError('Expected a name that ends in .png (--format png) for --output but received "b.jpg"'),
    );
    await expect(plan([named('a.png'), named('b.png')], { output: 'c.png' })).rejects.toThrow(
      new ConfigError('Expected a folder for --output because there are 2 pictures to read but received "c.png"'),
    );
    await expect(plan([found('in', 'a.png')], { output: 'c.png' })).rejects.toThrow(/because there is a folder or glob to read/);
  });
});

describe('prepareOutput', () => {
  let root: string;
  const under = (name: string) => join(root, name);
  const prepare = async (output: string, how: { overwrite?: boolean; resume?: boolean } = {}) =>
    prepareOutput(under(output), await originalsOf([named(under('a.png'))]), { overwrite: false, resume: false, ...how });

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'subpixel-outputs-'));
    await writeFile(under('a.png'), 'original');
    await writeFile(under('done.png'), 'result');
    await writeFile(under('cut.png'), '');
    await symlink(under('a.png'), under('symbolic.png'));
    await link(under('a.png'), under('hard.png'));
    await mkdir(under('folder.png'));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  test('makes the folders of a new file', async () => {
    expect(await prepare('new/deep/b.png')).toBe('write');
    expect(await readdir(under('new'))).toEqual(['deep']);
  });

  test('an existing file: refused, replaced or skipped', async () => {
    await expect(prepare('done.png')).rejects.toThrow(/exists \(--overwrite replaces it, --resume skips it\)$/);
    expect(await prepare('done.png', { overwrite: true })).toBe('write');
    expect(await prepare('done.png', { resume: true })).toBe('skip');
    expect(await prepare('cut.png', { resume: true })).toBe('write');
  });

  test.each(['a.png', 'symbolic.png', 'hard.png'])('never the original, also not as %s', async (output) => {
    await expect(prepare(output, { overwrite: true })).rejects.toThrow(/is one of them$/);
  });

  test('a path below a file, and a folder, are refused', async () => {
    await expect(prepare('a.png/x/b.png')).rejects.toThrow(CodecError);
    await expect(prepare('a.png/x/b.png')).rejects.toThrow(/^Expected a folder that can be written but .*a\.png\/x is none \(ENOTDIR\)$/);
    await expect(prepare('folder.png', { overwrite: true })).rejects.toThrow(/is a folder$/);
  });
});
