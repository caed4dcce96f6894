/** `subpixel eval --explain` from the command line to the table, inside this process. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cli } from '../support/cli.ts';
import { nearest, waveImage } from '../support/networks.ts';

let root: string;
const at = (...parts: string[]) => join(root, ...parts);
const explain = (...args: string[]) => cli(root, ['eval', '--explain', '-s', '2', '--quiet', ...args]);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'subpixel-explain-'));
  const { data, width, height } = waveImage(3, 60, 48);
  await sharp(data, { raw: { width, height, channels: 3 } }).toFile(at('waves.png'));
  await writeFile(at('rgb.onnx'), nearest({ channels: 3, scale: 2 }));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('a row for each choice; the scores are those that eval gives by the changed protocol', async () => {
  const { code, stdout } = await explain('-n', 'bicubic', '--data', at('waves.png'), '--json');
  expect(code).toBe(0);
  const { scores, changes, ...rest } = JSON.parse(stdout);
  expect(rest).toMatchObject({ model: 'bicubic', scale: 2, data: 'waves.png', pictures: 1, protocol: { name: 'paper-y' } });
  const border = changes.find(({ choice }: { choice: string }) => choice === 'border of the scale + 6 left out');
  expect(border.difference.psnr).toBeCloseTo(border.scores.psnr - scores.psnr, 9);
  const plain = await cli(root, ['eval', '-n', 'bicubic', '-s', '2', '--data', root, '--crop-border', '8', '--json']);
  expect(JSON.parse(plain.stdout).images[0].psnr).toBeCloseTo(border.scores.psnr, 9);
});

test('as a table, for a folder; choices that do not go with the network are left out', async () => {
  const { code, stdout, stderr } = await explain('-n', at('rgb.onnx'), '--data', root, '--protocol', 'mmagic-rgb');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^rgb ×2 on subpixel-explain-\w+\n\nchanged +PSNR dB +difference +SSIM +difference\nmmagic-rgb +\d/);
  expect(stdout).toMatch(/\nmeasured on Y of 16–235 +\d+\.\d{3} +\+\d/);
  expect(stdout).not.toContain('LR of Y');
  expect(stdout).toContain(
    'Protocol mmagic-rgb ×2: HR cut to a multiple of 12; LR = MATLAB bicubic mirrored at the edge of the integer picture, rounded once',
  );
});

test('what does not go together is refused', async () => {
  expect(await explain('--data', root, '--csv', at('x.csv'))).toMatchObject({
    code: 2,
    stderr: 'subpixel: Expected no --csv beside --explain: it prints a table or JSON only',
  });
  expect((await explain()).stderr).toBe('subpixel: Expected a picture or a folder of them: subpixel eval --explain --data <picture>');
});
