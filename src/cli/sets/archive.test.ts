/** Archives as tools make them, and archives made to harm. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { tarOf, zipOf } from '../../../test/support/archives.ts';
import { defaultLimits, readArchive } from './archive.ts';
import type { Limits } from './member.ts';

const root = mkdtempSync(join(tmpdir(), 'subpixel-archive-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let files = 0;
async function contents(bytes: Uint8Array, limits: Limits = defaultLimits): Promise<Record<string, string>> {
  const path = join(root, `archive${++files}`);
  writeFileSync(path, bytes);
  const found: Record<string, string> = {};
  for await (const member of readArchive(path, limits)) found[member.path] = Buffer.from(member.bytes).toString();
  return found;
}

const two = [
  { name: 'set/a.png', data: 'first' },
  { name: 'set/notes.txt', data: 'text' },
  { name: 'set/b.bmp', data: 'second '.repeat(500) },
];

describe.each([
  ['zip', (entries: Parameters<typeof zipOf>[0]) => zipOf(entries)],
  ['tar', (entries: Parameters<typeof tarOf>[0]) => tarOf(entries)],
  ['tar.gz', (entries: Parameters<typeof tarOf>[0]) => gzipSync(tarOf(entries))],
])('%s', (_, make) => {
  test('only the pictures come out', async () => {
    expect(await contents(make(two))).toEqual({ 'set/a.png': 'first', 'set/b.bmp': 'second '.repeat(500) });
  });

  test.each(['../a.png', '/a.png', 'set/../../a.png', 'C:\\a.png', 'set\\..\\a.png', 'a\nb.png'])('%j is refused', async (name) => {
    await expect(contents(make([...two, { name, data: 'x' }]))).rejects.toThrow(
      /^Expected names inside the archive only for .* but received/,
    );
  });

  test('links and hidden files are left out', async () => {
    const odd = [
      { name: 'l.png', data: '/etc/passwd', link: true },
      { name: '__MACOSX/a.png', data: 'x' },
      { name: '.a.png', data: 'x' },
    ];
    expect(await contents(make(odd))).toEqual({});
  });

  test('too many files, too large a file, too much in all', async () => {
    await expect(contents(make(two), { ...defaultLimits, maxEntries: 1 })).rejects.toThrow(/^Expected at most 1 files/);
    await expect(contents(make(two), { ...defaultLimits, maxFileBytes: 100 })).rejects.toThrow(/^Expected .*100/);
    await expect(contents(make(two), { ...defaultLimits, maxBytes: 1000 })).rejects.toThrow(/^Expected at most 1000 /);
  });

  test('cut off anywhere, it is refused', async () => {
    const whole = make(two);
    for (const part of [0.3, 0.6, 0.8]) {
      await expect(contents(whole.subarray(0, Math.floor(whole.length * part)))).rejects.toThrow(/^Expected a/);
    }
  });
});

test('a file that unpacks to more than it states is refused', async () => {
  const zip = Buffer.from(zipOf([{ name: 'a.png', data: 'x'.repeat(100_000) }]));
  const directory = zip.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'));
  zip.writeUInt32LE(10, directory + 24);
  await expect(contents(zip)).rejects.toThrow(/received a damaged a\.png$/);
});

test('a wrong checksum is refused', async () => {
  const zip = Buffer.from(zipOf([{ name: 'a.png', data: 'abc' }]));
  zip.writeUInt32LE(crc32('abd'), zip.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1')) + 16);
  await expect(contents(zip)).rejects.toThrow(/received a damaged a\.png$/);
});

test('gzip that grows beyond what pictures can is refused', async () => {
  const zeros = gzipSync(Buffer.concat([tarOf([{ name: 'a.txt', data: Buffer.alloc(60e6) }])]));
  await expect(contents(zeros)).rejects.toThrow(/^Expected at most \d+ unpacked bytes/);
});

test('neither zip nor tar', async () => {
  await expect(contents(deflateRawSync('abc'))).rejects.toThrow(
    /^Expected a zip, tar or tar\.gz archive for .* but received "something else"$/,
  );
});

const tar = (() => {
  try {
    return execFileSync('tar', ['--version'], { encoding: 'utf8' }).startsWith('tar (GNU tar)');
  } catch {
    return false;
  }
})();

test.skipIf(!tar).each(['gnu', 'pax', 'ustar'])(
  'an archive of GNU tar with a long name, format %s (skipped without GNU tar)',
  async (format) => {
    const long = `${'deep/'.repeat(30)}a.png`;
    const folder = join(root, format);
    mkdirSync(join(folder, 'deep/'.repeat(30)), { recursive: true });
    writeFileSync(join(folder, long), 'far down');
    symlinkSync('/etc/passwd', join(folder, 'l.png'));
    execFileSync('tar', [`--format=${format}`, '-cf', join(root, `${format}.tar`), '-C', folder, 'deep', 'l.png']);
    expect(await contents(readFileSync(join(root, `${format}.tar`)))).toEqual({ [long]: 'far down' });
  },
);
