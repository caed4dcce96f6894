import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findInputs } from './inputs.ts';

let root: string;
const under = (...parts: string[]) => join(root, ...parts);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'subpixel-inputs-'));
  const files = [
    'a10.png',
    'a2.JPG',
    'notes.txt',
    '.hidden.png',
    'Thumbs.db',
    'sub/b.webp',
    'sub/.c.png',
    '__MACOSX/d.png',
    '.git/e.png',
    'odd[1].png',
    'empty/readme.md',
  ];
  for (const folder of ['sub', '__MACOSX', '.git', 'empty']) await mkdir(under(folder), { recursive: true });
  for (const file of files) await writeFile(under(file), 'x');
  await symlink(under('sub'), under('sub', 'loop'));
  await symlink(under('a10.png'), under('sub', 'link.png'));
  await symlink(under('nowhere.png'), under('sub', 'broken.png'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const relatives = async (patterns: string[], recursive = false) => (await findInputs(patterns, { recursive })).files.map((f) => f.relative);

describe('findInputs', () => {
  test('a folder: pictures only, no hidden or junk files, counted as people count', async () => {
    expect(await relatives([root])).toEqual(['a2.JPG', 'a10.png', 'odd[1].png']);
  });

  test('recursive: the tree is kept, links to folders are not followed', async () => {
    expect(await relatives([root], true)).toEqual(['a2.JPG', 'a10.png', 'odd[1].png', 'sub/b.webp', 'sub/link.png']);
  });

  test('globs: relative to their fixed part', async () => {
    expect(await relatives([`${root}/**/*.{webp,png,txt}`])).toEqual(['a10.png', 'odd[1].png', 'sub/b.webp', 'sub/link.png']);
    expect(await relatives([`${root}/s*/*.webp`])).toEqual(['sub/b.webp']);
  });

  test('a file whose name looks like a glob is that file; any named file is taken', async () => {
    expect(await findInputs([under('odd[1].png'), under('notes.txt')])).toEqual({
      files: [
        { path: under('odd[1].png'), relative: 'odd[1].png', named: true },
        { path: under('notes.txt'), relative: 'notes.txt', named: true },
      ],
      problems: [],
    });
  });

  test('a picture reached twice counts once', async () => {
    expect(await relatives([under('a10.png'), root, under('.', 'a10.png')])).toEqual(['a10.png', 'a2.JPG', 'odd[1].png']);
  });

  test('each bad input is one sentence and does not hide the others', async () => {
    const { files, problems } = await findInputs([
      under('no.png'),
      under('empty'),
      `${root}/*.tiff`,
      under('notes.txt', 'x.png'),
      under('a2.JPG'),
    ]);
    expect(files).toHaveLength(1);
    expect(problems.map((p) => p.message.replaceAll(root, '~'))).toEqual([
      'Expected a file, folder or glob but there is no ~/no.png',
      'Expected pictures in ~/empty but found none (--recursive looks into its subfolders)',
      'Expected pictures that match ~/*.tiff but found none',
      'Expected a file, folder or glob but there is no ~/notes.txt/x.png',
    ]);
  });
});
