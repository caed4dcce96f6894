import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError } from '../errors.ts';
import type { Image } from '../image/image.ts';
import { listImages, loadFolders } from './files.ts';
import { manifestOf } from './manifest.ts';

let root: string;
let folder: string;
const files = ['b.png', 'a10.PNG', 'a2.jpg', 'sub/c.webp', 'notes.txt'];

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'subpixel-data-'));
  folder = join(root, 'set');
  mkdirSync(join(folder, 'sub'), { recursive: true });
  mkdirSync(join(root, 'empty'));
  for (const file of files) writeFileSync(join(folder, file), file);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Stands for a codec: the file's text names the picture; .webp has alpha, `a2` is broken. */
async function decode(path: string): Promise<{ image: Image }> {
  const text = readFileSync(path, 'utf8');
  if (text.startsWith('a2')) throw new Error('not a picture');
  return { image: text.endsWith('.webp') ? { width: 1, height: 2, channels: 4, data: Uint8Array.from([1, 2, 3, 0, 4, 5, 6, 9]) } : gray };
}
const gray: Image = { width: 2, height: 2, channels: 1, data: new Uint8Array(4) };

describe('listImages', () => {
  test('lists pictures by extension, sorted', async () => {
    expect(await listImages(folder)).toEqual(['a10.PNG', 'a2.jpg', 'b.png', 'sub/c.webp']);
    expect(await listImages(folder, { recursive: false })).toEqual(['a10.PNG', 'a2.jpg', 'b.png']);
  });

  test('follows include and exclude', async () => {
    expect(await listImages(folder, { include: ['a*', '**/*.webp'] })).toEqual(['a10.PNG', 'a2.jpg', 'sub/c.webp']);
    expect(await listImages(folder, { exclude: ['sub/**', '*.jpg'] })).toEqual(['a10.PNG', 'b.png']);
  });

  test('refuses a folder that is not there', async () => {
    const missing = join(root, 'missing');
    await expect(listImages(missing)).rejects.toThrow(ConfigError);
    await expect(listImages(missing)).rejects.toThrow(`Expected an existing folder for the data but received "${missing}"`);
  });
});

describe('loadFolders', () => {
  test('skips what cannot be read and drops alpha, each with a notice', async () => {
    const notices: string[] = [];
    const pictures = await loadFolders([folder], decode, { onNotice: (sentence) => notices.push(sentence) });
    expect(pictures.map(({ name }) => name)).toEqual(['a10.PNG', 'b.png', 'sub/c.webp']);
    expect(pictures[2]!.image).toEqual({ width: 1, height: 2, channels: 3, data: Uint8Array.from([1, 2, 3, 4, 5, 6]) });
    expect(notices).toEqual([
      `${join(folder, 'a2.jpg')} is skipped: not a picture`,
      `${join(folder, 'sub/c.webp')}: its transparency is dropped`,
    ]);
  });

  test('the manifest names the folder without its path and the hash of the bytes', async () => {
    const [set] = await manifestOf(await loadFolders([`${folder}/`], decode));
    expect([set!.folder, set!.count]).toEqual(['set', 3]);
    expect(set!.images[0]).toEqual({ name: 'a10.PNG', width: 2, height: 2, sha256: createHash('sha256').update('a10.PNG').digest('hex') });
    expect(await manifestOf(await loadFolders([folder], decode))).toEqual([set]);
  });

  test('holds out by position and stops at maxImages', async () => {
    const names = async (options: object) => (await loadFolders([folder], decode, options)).map(({ name }) => name);
    expect(await names({ holdOut: { every: 3, part: 'validation' } })).toEqual(['b.png']);
    expect(await names({ holdOut: { every: 3, part: 'train' } })).toEqual(['a10.PNG', 'sub/c.webp']);
    expect(await names({ maxImages: 1 })).toEqual(['a10.PNG']);
  });

  test('refuses an empty folder and folders without a readable picture', async () => {
    const empty = join(root, 'empty');
    await expect(loadFolders([folder, empty], decode)).rejects.toThrow(
      `Expected a folder with at least one picture for the data but received "${empty}"`,
    );
    await expect(loadFolders([folder], decode, { include: ['a2*'] })).rejects.toThrow(
      'Expected at least one readable picture for the data',
    );
  });
});
