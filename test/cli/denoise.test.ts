/** A network of scale 1: trained on noise, then run on a picture and measured. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cli } from '../support/cli.ts';
import { tinyConfig, trainingFolder } from '../support/training.ts';

const noise = { kind: 'gaussian-noise', sigma: 40, gray: 1 };
let root: string;
const at = (...parts: string[]) => join(root, ...parts);
const run = (...args: string[]) => cli(root, args);

beforeAll(async () => {
  root = await trainingFolder({
    model: 'ircnn',
    scale: 1,
    options: { features: 6, dilations: [2] },
    steps: 120,
    learningRate: 0.01,
    data: null,
  });
  const data = { ...tinyConfig.data, folders: [at('photos')], degradation: [{ kind: 'downscale' }, noise] };
  const { code } = await run('train', '-c', at('tiny.yaml'), '--set', `data=${JSON.stringify(data)}`, '-o', at('denoiser'), '--quiet');
  expect(code).toBe(0);
}, 60_000);
afterAll(() => rm(root, { recursive: true, force: true }));

test('its report measures the noisy pictures', async () => {
  const { bicubicPsnr, protocol } = JSON.parse(await readFile(at('denoiser', 'report.json'), 'utf8'));
  expect(protocol).toContain('LR + Gaussian noise of σ 40');
  // Noise of σ 40 alike in all channels is one of 219/255·40 in luma, less where it was clipped.
  expect(Math.abs(bicubicPsnr - 20 * Math.log10(255 / ((40 * 219) / 255)))).toBeLessThan(1.5);
});

test('upscale makes a picture of the same size through the network', async () => {
  const { code, stdout } = await run('upscale', '-n', at('denoiser', 'denoiser.onnx'), at('photos', 'a.png'), '-o', at('clean.png'));
  expect([code, stdout]).toEqual([0, expect.stringContaining('denoiser ×1')]);
  const [before, after] = await Promise.all([at('photos', 'a.png'), at('clean.png')].map((path) => sharp(path).raw().toBuffer()));
  expect(after!.length).toBe(before!.length);
  expect(after!.equals(before!)).toBe(false);
});

test('eval adds the noise that is asked for, and the network takes some of it off', async () => {
  const { code, stdout } = await run(
    ...['eval', '-n', at('denoiser', 'denoiser.onnx'), '--data', at('photos'), '--noise', '40', '--metric', 'psnr', '--json'],
  );
  // One of the four files is no picture.
  expect(code).toBe(1);
  const { mean } = JSON.parse(stdout);
  expect(mean.psnr).toBeGreaterThan(mean.bicubic.psnr);
});

test('without noise there is nothing to validate with', async () => {
  const data = { ...tinyConfig.data, folders: [at('photos')] };
  const { code, stderr } = await run('train', '-c', at('tiny.yaml'), '--set', `data=${JSON.stringify(data)}`, '-o', at('none'));
  expect(code).toBe(2);
  expect(stderr).toContain('Expected a step gaussian-noise for data.degradation at scale 1');
});
