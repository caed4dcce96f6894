import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CodecError } from '../errors.ts';
import { temporaryName, writeAtomically, writeFileAtomic } from './atomic.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'subpixel-atomic-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a file is written and replaced whole, with nothing left beside it', async () => {
  const path = join(folder, 'a.txt');
  await writeFileAtomic(path, 'first');
  await writeFileAtomic(path, Uint8Array.of(1, 2, 3));
  expect([...readFileSync(path)]).toEqual([1, 2, 3]);
  expect(readdirSync(folder)).toEqual(['a.txt']);
});

test('a writer that fails half way leaves the old file and no temporary one', async () => {
  const path = join(folder, 'a.txt');
  writeFileSync(path, 'old');
  const failing = writeAtomically(path, async (temporaryPath) => {
    writeFileSync(temporaryPath, 'half');
    expect(readdirSync(folder).filter((name) => temporaryName.test(name))).toHaveLength(1);
    expect(readdirSync(folder)).toHaveLength(2);
    throw new Error('the pen broke');
  });
  await expect(failing).rejects.toThrow(CodecError);
  await expect(failing).rejects.toThrow(`for ${path} but received the failure the pen broke`);
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['a.txt']);
});

test('each kind of place that cannot be written to has its own sentence', async () => {
  const missing = join(folder, 'none', 'a.txt');
  await expect(writeFileAtomic(missing, 'x')).rejects.toThrow(
    `Expected an existing folder for ${missing} but received a folder that does not exist`,
  );
  writeFileSync(join(folder, 'file'), '');
  await expect(writeFileAtomic(join(folder, 'file', 'a.txt'), 'x')).rejects.toThrow('a path through something that is no folder');
  mkdirSync(join(folder, 'taken'));
  await expect(writeFileAtomic(join(folder, 'taken'), 'x')).rejects.toThrow('Expected the name of a file');
  expect(readdirSync(folder).sort()).toEqual(['file', 'taken']);
});

test('an encoder that ran out of space is told apart by its message', async () => {
  const path = join(folder, 'a.png');
  const full = writeAtomically(path, () => Promise.reject(new Error('pngsave: unable to write to target')));
  await expect(full).rejects.toThrow(`Expected enough free space for ${path} but received a disk that took no more data`);
  expect(readdirSync(folder)).toEqual([]);
});

test.skipIf(process.getuid?.() === 0)('a folder without permission (skipped for root, who may write everywhere)', async () => {
  chmodSync(folder, 0o500);
  await expect(writeFileAtomic(join(folder, 'a.txt'), 'x')).rejects.toThrow('Expected a writable folder');
  chmodSync(folder, 0o700);
  expect(readdirSync(folder)).toEqual([]);
});

test('two writers of one file do not meet', async () => {
  const path = join(folder, 'a.txt');
  await Promise.all(Array.from({ length: 8 }, (_, i) => writeFileAtomic(path, String(i).repeat(10_000))));
  const text = readFileSync(path, 'utf8');
  expect(text).toBe(text.charAt(0).repeat(10_000));
  expect(readdirSync(folder)).toEqual(['a.txt']);
});
