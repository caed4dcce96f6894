import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomImage } from '../../test/support/pictures.ts';
import { encodeToFile } from '../codecs/node.ts';
import { toPlanes64 } from '../image/planes.ts';
import { readIlNiqeTemplate } from '../metrics/blocks/il-niqe-model.ts';
import { fitNiqeModel, niqeModelText, sharpFeatures } from '../metrics/blocks/niqe-model.ts';
import { roundedGray } from '../metrics/blocks/rounded-gray.ts';
import type { Context } from './command.ts';
import { fitModel } from './fit-model.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fit-model-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function contextOf(written: string[]): Context {
  const stdout = { write: (chunk: string | Uint8Array) => written.push(String(chunk)) };
  return { stdin: process.stdin, stdout, stderr: { write: () => true }, signal: new AbortController().signal, debug: false };
}

test('fit-niqe writes the model of the pictures of a folder, or nothing where they are too few', async () => {
  const output = join(folder, 'niqe.json');
  await encodeToFile(join(folder, 'few.png'), randomImage(3, 96, 192));
  await expect(fitModel('fit-niqe', folder, output, contextOf([]))).rejects.toThrow('Expected more than 36');
  const image = randomImage(3, 576, 672, 2);
  await encodeToFile(join(folder, 'more.png'), image);
  const written: string[] = [];
  await fitModel('fit-niqe', folder, output, contextOf(written));
  expect(written.join('')).toBe(`${output}  44 sharp blocks of 2 pictures\n`);
  const rows = [randomImage(3, 96, 192), image].flatMap((picture) => sharpFeatures(roundedGray(toPlanes64(picture), 255)));
  expect(readFileSync(output, 'utf8')).toBe(niqeModelText(fitNiqeModel(rows)));
});

test('fit-il-niqe writes the template of the pictures of a folder, gray ones too', async () => {
  const own = join(folder, 'il-niqe');
  mkdirSync(own);
  const output = join(own, 'il-niqe.json');
  const images = [randomImage(3, 524, 524), randomImage(1, 524, 524, 2)];
  for (const [i, image] of images.entries()) await encodeToFile(join(own, `${i}.png`), image);
  const written: string[] = [];
  await fitModel('fit-il-niqe', own, output, contextOf(written));
  expect(written.join('')).toBe(`${output}  72 sharp blocks of 2 pictures\n`);
  const { center, axes, covariance } = await readIlNiqeTemplate(readFileSync(output));
  expect(axes).toHaveLength(Math.floor(0.92 * 72));
  expect(center.every(Number.isFinite) && covariance.every(Number.isFinite)).toBe(true);
  // Red less green, which a gray picture has none of, makes the first picture's half of the mean: above 0.
  expect(center[29]).toBeGreaterThan(0);
}, 240_000);
