import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { manifestOf, sha256 } from './manifest.ts';

test('sha256 of "abc" is the value of FIPS 180-2', async () => {
  expect(await sha256(new TextEncoder().encode('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('one entry for each folder, with the hash that sha256sum gives for its list', async () => {
  const picture = (folder: string, name: string, sha: string) => ({ folder, name, width: 8, height: 6, sha256: sha });
  const manifest = await manifestOf([picture('t91', 't1.png', 'aa'), picture('bsd', 'x/1.jpg', 'bb'), picture('t91', 't2.png', 'cc')]);
  expect(manifest).toEqual([
    {
      folder: 't91',
      count: 2,
      sha256: createHash('sha256').update('aa  t1.png\ncc  t2.png\n').digest('hex'),
      images: [
        { name: 't1.png', width: 8, height: 6, sha256: 'aa' },
        { name: 't2.png', width: 8, height: 6, sha256: 'cc' },
      ],
    },
    {
      folder: 'bsd',
      count: 1,
      sha256: createHash('sha256').update('bb  x/1.jpg\n').digest('hex'),
      images: [{ name: 'x/1.jpg', width: 8, height: 6, sha256: 'bb' }],
    },
  ]);
});
