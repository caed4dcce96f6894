import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError } from '../errors.ts';
import type { Image } from '../image/image.ts';
import { listImages, loadFolders, loadPairFolders, patchFileManifest } from './files.ts';
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

describe('loadPairFolders', () => {
  /** Stands for a codec: a file holds `width height channels`. */
  async function decodeSize(path: string): Promise<{ image: Image }> {
    const [width, height, channels] = readFileSync(path, 'utf8').split(' ').map(Number) as [number, number, 1 | 3];
    if (!width || !height) throw new Error('not a picture');
    return { image: { width, height, channels, data: new Uint8Array(width * height * channels) } };
  }
  let count = 0;
  function folders(hr: Record<string, string>, lr: Record<string, string>): { hr: string; lr: string } {
    const made = { hr: join(root, `hr${++count}`), lr: join(root, `lr${count}`) };
    for (const side of ['hr', 'lr'] as const) {
      mkdirSync(made[side]);
      for (const [name, text] of Object.entries(side === 'hr' ? hr : lr)) writeFileSync(join(made[side], name), text);
    }
    return made;
  }

  test('matches by name, also with the scale in it, whatever the format', async () => {
    const both = folders(
      { '0001.png': '8 6 3', '0002.png': '4 4 3' },
      { '0001x2.png': '4 3 3', '0002.webp': '2 2 3', 'more.png': '9 9 3' },
    );
    const pairs = await loadPairFolders(both, 2, decodeSize);
    expect(pairs.map(({ hr, lr }) => [hr.name, lr.name, hr.image.width, lr.image.width])).toEqual([
      ['0001.png', '0001x2.png', 8, 4],
      ['0002.png', '0002.webp', 4, 2],
    ]);
    const held = await loadPairFolders(both, 2, decodeSize, { holdOut: { every: 2, part: 'validation' } });
    expect(held.map(({ hr }) => hr.name)).toEqual(['0002.png']);
  });

  test('a missing partner, other sizes and other channels are refused, naming the files', async () => {
    const alone = folders({ 'a.png': '4 4 3' }, { 'b.png': '2 2 3' });
    await expect(loadPairFolders(alone, 2, decodeSize)).rejects.toThrow(
      new ConfigError(`Expected a partner in ${alone.lr} for ${join(alone.hr, 'a.png')} but received "none"`),
    );
    const sized = folders({ 'a.png': '5 4 3' }, { 'a.png': '2 2 3' });
    await expect(loadPairFolders(sized, 2, decodeSize)).rejects.toThrow(
      new ConfigError(`Expected 4×4 (2 times ${join(sized.lr, 'a.png')}) for ${join(sized.hr, 'a.png')} but received "5×4"`),
    );
    const colored = folders({ 'a.png': '4 4 3' }, { 'a.png': '2 2 1' });
    await expect(loadPairFolders(colored, 2, decodeSize)).rejects.toThrow(
      new ConfigError(`Expected 1 channels as ${join(colored.lr, 'a.png')} has for ${join(colored.hr, 'a.png')} but received 3`),
    );
  });

  test('a pair of which one file cannot be read is skipped with a notice; none at all is an error', async () => {
    const both = folders({ 'a.png': '4 4 3', 'b.png': '4 4 3' }, { 'a.png': 'broken', 'b.png': '2 2 3' });
    const notices: string[] = [];
    const pairs = await loadPairFolders(both, 2, decodeSize, { onNotice: (sentence) => notices.push(sentence) });
    expect(pairs.map(({ hr }) => hr.name)).toEqual(['b.png']);
    expect(notices).toEqual([`${join(both.lr, 'a.png')} is skipped: not a picture`]);
    const none = folders({ 'a.png': '4 4 3' }, { 'a.png': 'broken' });
    await expect(loadPairFolders(none, 2, decodeSize)).rejects.toThrow('Expected at least one readable pair for the data');
    const empty = folders({}, {});
    await expect(loadPairFolders(empty, 2, decodeSize)).rejects.toThrow('Expected a folder with at least one picture for the data');
  });
});

test('the manifest of a file of patches has the hash of its bytes', async () => {
  const path = join(root, 'patches.h5');
  writeFileSync(path, 'rows');
  const sha = createHash('sha256').update('rows').digest('hex');
  expect(await patchFileManifest(path, 7)).toEqual({ folder: 'patches.h5', count: 7, sha256: sha, images: [] });
});
