import { deflateRawSync, deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { inflate } from './inflate.ts';

const plain = Buffer.alloc(100_000, 'numbers');

test('unpacks both formats, up to a bound', async () => {
  expect(Buffer.from(await inflate(deflateSync(plain), 'deflate', plain.length)).equals(plain)).toBe(true);
  expect(Buffer.from(await inflate(deflateRawSync(plain), 'deflate-raw')).equals(plain)).toBe(true);
  await expect(inflate(deflateSync(plain), 'deflate', plain.length - 1)).rejects.toThrow('Expected at most 99999 bytes');
});

test('refuses what is damaged or cut off', async () => {
  const packed = deflateSync(plain);
  await expect(inflate(packed.subarray(0, packed.length - 20), 'deflate')).rejects.toThrow('damaged');
  await expect(inflate(plain, 'deflate')).rejects.toThrow('damaged');
});
