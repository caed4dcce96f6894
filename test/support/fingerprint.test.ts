import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { decode } from '../../src/codecs/node.ts';
import { distance, fingerprint, fingerprintBits, mirrored } from './fingerprint.ts';

const path = 'examples/cat-original.png';
const printOf = async (picture: Sharp) => fingerprint((await decode(await picture.png().toBuffer())).image);
const cat = await printOf(sharp(path));

test.each([
  ['half as large', (s: Sharp) => s.resize({ width: 112 })],
  ['compressed', (s: Sharp) => s.jpeg({ quality: 30 })],
  ['gray', (s: Sharp) => s.grayscale()],
  ['darker', (s: Sharp) => s.linear(0.8, 0)],
])('a copy looks the same: %s', async (_, change) => {
  const bytes = await change(sharp(path)).toBuffer();
  expect(distance(cat, await printOf(sharp(bytes)))).toBeLessThan(fingerprintBits / 10);
});

test('mirrored is the fingerprint of the mirrored picture, but for neighbours that are equal', async () => {
  const bytes = await sharp(path).flop().toBuffer();
  expect(distance(mirrored(cat), await printOf(sharp(bytes)))).toBeLessThan(3);
  expect(mirrored(mirrored(cat))).toBe(cat);
});

test('another part of the picture looks different', async () => {
  const bytes = await sharp(path).extract({ left: 0, top: 150, width: 200, height: 150 }).toBuffer();
  expect(distance(cat, await printOf(sharp(bytes)))).toBeGreaterThan(fingerprintBits / 4);
});
