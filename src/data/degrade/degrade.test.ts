import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { maxDifference, randomImage } from '../../../test/support/pictures.ts';
import { recompress } from '../../codecs/recompress.ts';
import { blurKernel } from '../../image/blur-kernel.ts';
import { convolve } from '../../image/convolve.ts';
import type { Image } from '../../image/image.ts';
import { cropImage, toImage, toPlanes64 } from '../../image/planes.ts';
import { imresize } from '../../image/resize.ts';
import { mulberry32 } from '../../random.ts';
import { makePair } from '../pairs.ts';
import { degrade, degradePatch, reachOf } from './degrade.ts';
import { presetNames, presetSteps } from './presets.ts';
import { drawOps, type Step } from './steps.ts';

const downscale: Step = { kind: 'downscale', kernels: ['bicubic'], antialias: true };
const options = (steps: readonly Step[], scale: number, seed = 1) => ({ steps, scale, random: mulberry32(seed), compress: recompress });

/** A smooth picture of up to 127×127 whose colours say where they are: red is 2x, green 2y, blue even. */
function coordinates(width: number, height: number): Image {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / (3 * width))];
    return [2 * x, 2 * y, 100][i % 3]!;
  });
  return { width, height, channels: 3, data };
}

/** The steps that move or mix pixels. */
function withoutNoise(steps: readonly Step[]): Step[] {
  return steps.flatMap((step): Step[] => {
    if (/noise|jpeg|webp/.test(step.kind)) return [];
    if (step.kind === 'choice') return [{ ...step, options: step.options.map((o) => ({ ...o, steps: withoutNoise(o.steps) })) }];
    return 'steps' in step ? [{ ...step, steps: withoutNoise(step.steps) }] : [step];
  });
}

describe('whole pictures', () => {
  test('blur, then bicubic: the two by themselves, rounded once', async () => {
    const hr = randomImage(3, 24, 32);
    const lr = await degrade(hr, options(presetSteps('blur-downscale', 2), 2));
    const blurred = convolve(toPlanes64(hr), blurKernel({ size: 7, sigma: [1.6, 1.6] }));
    expect(lr).toEqual(toImage(imresize(blurred, { width: 16, height: 12 })));
  });

  test('bicubic alone differs from the exact one by its missing rounding between the passes only', async () => {
    const hr = randomImage(3, 24, 32);
    const lr = await degrade(hr, options([downscale], 2));
    expect(maxDifference(toPlanes64(lr), toPlanes64(makePair('a', hr, 2).lr))).toBeLessThanOrEqual(1);
  });

  test.each([
    ['jpeg', (s: Sharp) => s.jpeg({ quality: 37, chromaSubsampling: '4:2:0' })],
    ['webp', (s: Sharp) => s.webp({ quality: 37 })],
  ] as const)("%s is sharp's own result", async (kind, write) => {
    const hr = coordinates(48, 40);
    const lr = await degrade(hr, options([downscale, { kind, quality: 37 }], 2));
    const plain = await degrade(hr, options([downscale], 2));
    const bytes = await write(sharp(plain.data, { raw: { width: 24, height: 20, channels: 3 } })).toBuffer();
    expect(lr.data).toEqual(new Uint8Array(await sharp(bytes).raw().toBuffer()));
  });

  test('gray pictures stay gray through compression, and 16 bits are kept by all other steps', async () => {
    const gray = randomImage(1, 16, 16);
    for (const kind of ['jpeg', 'webp'] as const)
      expect((await degrade(gray, options([downscale, { kind, quality: 80 }], 2))).channels).toBe(1);
    const deep: Image = { width: 8, height: 8, channels: 1, data: new Uint16Array(64).fill(12_345) };
    const blurred = await degrade(deep, options(presetSteps('blur-downscale', 2), 2));
    expect([...new Set(blurred.data)]).toEqual([12_345]);
  });

  test('decimation keeps the centre of each block', async () => {
    const hr = coordinates(48, 48);
    const lr = await degrade(hr, options([{ kind: 'decimate', factor: 4, size: 9, sigma: 0.8 }, downscale], 4));
    // LR pixel i covers HR pixels 4i … 4i + 3, of mean 4i + 1.5.
    for (const i of [3, 5, 7]) expect([lr.data[(6 * 12 + i) * 3], lr.data[(i * 12 + 6) * 3 + 1]]).toEqual([8 * i + 3, 8 * i + 3]);
  });
});

describe('patches', () => {
  const hr = randomImage(3, 96, 120, 5);

  test.each([
    ['blur-downscale', presetSteps('blur-downscale', 2)],
    [
      'a large blur after a reduction',
      [
        { kind: 'resize', factor: 0.5, even: 'factor', kernels: ['bicubic'], antialias: true },
        { kind: 'anisotropic-blur', size: 11, sigma: [1, 3], angle: [0, 180], profile: 'plateau', beta: [1, 2], even: 'sigma' },
        downscale,
      ],
    ],
    ['ringing after the reduction', [downscale, { kind: 'sinc', size: 9, cutoff: 1.3 }]],
    ['decimation', [{ kind: 'decimate', factor: 2, size: 25, sigma: [0.1, 1.2] }, downscale]],
    [
      'motion',
      [
        { kind: 'motion-blur', length: [3, 15], angle: [0, 180] },
        { kind: 'downscale', kernels: ['area', 'lanczos3'], antialias: true },
      ],
    ],
    ['an enlargement', [{ kind: 'resize', factor: 2, even: 'factor', kernels: ['bilinear'], antialias: false }, downscale]],
  ] as [string, Step[]][])('%s: a patch is the part of the whole picture, inside and at its edges', async (_, steps) => {
    for (const [x, y] of [
      [0, 0],
      [20, 17],
      [48, 36],
      [31, 0],
    ] as const) {
      const place = { x, y, width: 12, height: 12 };
      for (const seed of [1, 2, 3]) {
        const whole = await degrade(hr, options(steps, 2, seed));
        expect(await degradePatch(hr, place, options(steps, 2, seed))).toEqual(cropImage(whole, place));
      }
    }
  });

  test('the reach is counted in HR pixels at every stage', () => {
    const ops = drawOps(
      [
        { kind: 'gaussian-blur', size: 7, sigma: 1, profile: 'gaussian', beta: 1 }, // 3 at HR size
        { kind: 'resize', factor: 0.5, even: 'factor', kernels: ['bicubic'], antialias: true }, // 2·2 + 1
        { kind: 'sinc', size: 5, cutoff: 1 }, // 2 pixels of 2
        downscale, // (2 + 1) pixels of 4
        { kind: 'sinc', size: 5, cutoff: 1 }, // 2 pixels of 4
      ],
      mulberry32(1),
    );
    expect(reachOf(ops, 4)).toBe(3 + 5 + 4 + 12 + 8);
  });

  test.each(presetNames)('%s: the same seed gives the same patch, another seed another', async (name) => {
    for (const scale of [2, 4]) {
      const steps = presetSteps(name, scale);
      const place = { x: 5, y: 4, width: 16, height: 16 };
      const made = await degradePatch(hr, place, options(steps, scale, 7));
      expect([made.width, made.height, made.channels]).toEqual([16, 16, 3]);
      expect(await degradePatch(hr, place, options(steps, scale, 7))).toEqual(made);
      const other = await degradePatch(hr, place, options(steps, scale, 8));
      expect(other.data.join() === made.data.join()).toBe(name === 'bicubic' || name === 'blur-downscale');
    }
  });

  test.each(presetNames)('%s keeps every patch where it is', async (name) => {
    // The mean of red over the patch is twice its middle column; the bias must stay below a tenth of an LR pixel.
    const map = coordinates(124, 120);
    for (const scale of [2, 4]) {
      const [x, y, size] = [60 / scale, 40 / scale, 12];
      const steps = withoutNoise(presetSteps(name, scale));
      const errors: number[] = [];
      for (let seed = 0; seed < 12; seed++) {
        const { data } = await degradePatch(map, { x, y, width: size, height: size }, options(steps, scale, seed));
        for (const [channel, start] of [
          [0, x],
          [1, y],
        ] as const) {
          let mean = 0;
          for (let i = 0; i < size * size; i++) mean += data[3 * i + channel]! / (size * size);
          errors.push(mean - 2 * ((start + size / 2) * scale - 0.5));
        }
      }
      const bias = errors.reduce((sum, e) => sum + e, 0) / errors.length;
      expect(Math.abs(bias)).toBeLessThan(scale / 5 + 0.5); // half a gray level by rounding
    }
  });
});
