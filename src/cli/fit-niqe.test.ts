import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomImage } from '../../test/support/pictures.ts';
import { encodeToFile } from '../codecs/node.ts';
import { toPlanes64 } from '../image/planes.ts';
import { fitNiqeModel, niqeModelText, sharpFeatures } from '../metrics/blocks/niqe-model.ts';
import { roundedGray } from '../metrics/blocks/rounded-gray.ts';
import type { Context } from './command.ts';
import { fitNiqe } from './fit-niqe.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fit-niqe-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function contextOf(written: string[]): Context {
  const stdout = { write: (chunk: string | Uint8Array) => written.push(String(chunk)) };
  return { stdin: process.stdin, stdout, stderr: { write: () => true }, signal: new AbortController().signal, debug: false };
}

test('writes the model of the pictures of a folder, or nothing where they are too few', async () => {
  const output = join(folder, 'niqe.json');
  await encodeToFile(join(folder, 'few.png'), randomImage(3, 96, 192));
  await expect(fitNiqe(folder, output, contextOf([]))).rejects.toThrow('Expected more than 36');
  const image = randomImage(3, 576, 672, 2);
  await encodeToFile(join(folder, 'more.png'), image);
  const written: string[] = [];
  await fitNiqe(folder, output, contextOf(written));
  expect(written.join('')).toBe(`${output}  44 sharp blocks of 2 pictures\n`);
  const rows = [randomImage(3, 96, 192), image].flatMap((picture) => sharpFeatures(roundedGray(toPlanes64(picture), 255)));
  expect(readFileSync(output, 'utf8')).toBe(niqeModelText(fitNiqeModel(rows)));
});
