import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bicubicRows } from '../../test/support/bicubic.ts';
import { faultyEngine, mixed, nearest, setOf, studioNearest, waveImage } from '../../test/support/networks.ts';
import { readPicture, sharedData } from '../../test/support/pictures.ts';
import { ConfigError, ShapeError } from '../errors.ts';
import { rgbToY } from '../image/color.ts';
import type { Image } from '../image/image.ts';
import { cropImage, toPlanes64 } from '../image/planes.ts';
import { imresizeImage } from '../image/resize.ts';
import { deriveProtocol, type ProtocolName, protocols } from '../metrics/protocol.ts';
import { resampler } from '../upscale/resampler.ts';
import { checkScale, evaluateImage, meanScores } from './evaluate.ts';

const bicubic = resampler('bicubic');
const options = (name: ProtocolName, scale: number) => ({ scale, protocol: protocols[name], metrics: ['psnr'] as const });

/** PSNR of luma in float64 without `border` pixels at each edge, written down again. */
function psnrOfY(sr: Image, hr: Image, border: number): number {
  const [a, b] = [sr, hr].map((image) => (image.channels === 1 ? toPlanes64(image) : rgbToY(toPlanes64(image)))) as [
    ReturnType<typeof toPlanes64>,
    ReturnType<typeof toPlanes64>,
  ];
  let sum = 0;
  for (let y = border; y < a.height - border; y++)
    for (let x = border; x < a.width - border; x++) sum += (a.data[y * a.width + x]! - b.data[y * a.width + x]!) ** 2;
  return 10 * Math.log10(255 ** 2 / (sum / ((a.width - 2 * border) * (a.height - 2 * border))));
}

describe('evaluateImage', () => {
  test('paper-y: every method on the same LR picture, scores of what it returns', async () => {
    const hr = waveImage(3, 50, 41);
    const networks = setOf(nearest, 1, [2]);
    const fractions: number[] = [];
    const made = await evaluateImage(hr, [bicubic, networks], { ...options('paper-y', 2), onProgress: (f) => fractions.push(f) });
    const cut = cropImage(hr, { x: 0, y: 0, width: 50, height: 40 });
    const lr = imresizeImage(cut, { scale: 0.5 });
    expect(made[0]!.image).toEqual(imresizeImage(lr, { scale: 2 }));
    for (const { image, scores } of made) {
      expect([image.width, image.height, image.channels]).toEqual([50, 40, 3]);
      expect(scores.psnr).toBeCloseTo(psnrOfY(image, cut, 2), 9);
    }
    expect(made[1]!.scores.psnr).not.toBe(made[0]!.scores.psnr);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
  });

  test('srcnn-y: LR in luma goes through the network alone, and the result is luma', async () => {
    const hr = waveImage(3, 48, 36);
    const [made] = await evaluateImage(hr, [setOf(mixed, 1, [3])], options('srcnn-y', 3));
    expect([made!.image.width, made!.image.height, made!.image.channels]).toEqual([48, 36, 1]);
    const rounded = rgbToY(toPlanes64(hr), { round: true });
    const truth: Image = { width: 48, height: 36, channels: 1, data: Uint8Array.from(rounded.data) };
    expect(made!.scores.psnr).toBeCloseTo(psnrOfY(made!.image, truth, 3), 9);
    await expect(evaluateImage(hr, [setOf(mixed, 3, [3])], options('srcnn-y', 3))).rejects.toThrow(ConfigError);
  });

  test('gray planes reach a luma network that enlarges as luma in 16–235', async () => {
    const hr = waveImage(1, 48, 36);
    hr.data.fill(255, 0, 48 * 12).fill(0, 48 * 24);
    const [clipped, plain] = await evaluateImage(hr, [setOf(studioNearest, 1, [3]), setOf(nearest, 1, [3])], options('srcnn-y', 3));
    expect(clipped!.image.data[0]).toBe(255);
    expect(clipped!.scores.psnr).toBeGreaterThan(20);
    expect(Math.abs(clipped!.scores.psnr! - plain!.scores.psnr!)).toBeLessThan(1);
  });

  test('LR in float RGB: luma networks make luma and bicubic the chroma, RGB networks all three', async () => {
    const hr = waveImage(3, 48, 36);
    const { lr } = protocols['paper-y'];
    const protocol = deriveProtocol(protocols['paper-y'], { lr: { ...lr, rounding: 'none' } });
    const run = { scale: 2, protocol, metrics: ['psnr'] };
    const [[luma], [rgb], [rounded]] = await Promise.all([
      evaluateImage(hr, [setOf(nearest, 1, [2])], run),
      evaluateImage(hr, [setOf(nearest, 3, [2])], run),
      evaluateImage(hr, [setOf(nearest, 1, [2])], options('paper-y', 2)),
    ]);
    for (const { image } of [luma!, rgb!]) expect([image.width, image.height, image.channels]).toEqual([48, 36, 3]);
    expect(Math.abs(luma!.scores.psnr! - rounded!.scores.psnr!)).toBeLessThan(0.05);
    expect(Math.abs(luma!.scores.psnr! - rgb!.scores.psnr!)).toBeLessThan(0.05);
  });

  test('SR that is not rounded is what the method gives before it becomes a picture', async () => {
    const hr = waveImage(3, 48, 36);
    const protocol = deriveProtocol(protocols['paper-y'], { roundSr: false });
    const run = { scale: 2, protocol, metrics: ['psnr'] };
    const gray = { ...hr, channels: 1 as const, data: hr.data.filter((_, i) => i % 3 === 0) };
    for (const [picture, methods] of [
      [hr, [bicubic, setOf(mixed, 1, [2]), setOf(mixed, 3, [2])]],
      [gray, [bicubic, setOf(mixed, 1, [2]), setOf(mixed, 3, [2])]],
    ] as const) {
      const float = await evaluateImage(picture, methods, run);
      const rounded = await evaluateImage(picture, methods, options('paper-y', 2));
      for (const [i, { scores }] of float.entries()) {
        expect(scores.psnr).not.toBe(rounded[i]!.scores.psnr);
        expect(Math.abs(scores.psnr! - rounded[i]!.scores.psnr!)).toBeLessThan(0.2);
      }
    }
  });

  test('gray and 16-bit pictures', async () => {
    const hr = waveImage(1, 40, 40, 16);
    const [made] = await evaluateImage(hr, [setOf(nearest, 1, [2])], options('paper-y', 2));
    expect(made!.image.data).toBeInstanceOf(Uint16Array);
    expect(made!.scores.psnr).toBeGreaterThan(20);
  });

  test('a device that computes wrongly: the notes say who made the picture', async () => {
    const engine = faultyEngine('webgpu', (t) => ({ ...t, data: (t.data as Float32Array).map(() => Number.NaN) }));
    const [made] = await evaluateImage(waveImage(3, 40, 40), [setOf(nearest, 1, [2], engine, 'webgpu')], options('paper-y', 2));
    expect(made!.device).toBe('cpu');
    expect(made!.notes.join()).toContain('made on the CPU, because webgpu failed');
  });

  test('a scale that the network does not have is refused, classical methods take any', async () => {
    const networks = setOf(nearest, 1, [2, 3]);
    const run = evaluateImage(waveImage(3, 40, 40), [networks], options('paper-y', 4));
    await expect(run).rejects.toThrow(
      new ConfigError('Expected 2, 3 for the scale of test, which is measured at its own scales only, but received 4'),
    );
    expect(() => checkScale(bicubic, 7)).not.toThrow();
  });

  test('a picture that the border leaves nothing of', async () => {
    const protocol = deriveProtocol(protocols['paper-y'], { cropBorder: { timesScale: 0, plus: 20 } });
    const run = (side: number) => evaluateImage(waveImage(1, side, side), [bicubic], { scale: 2, protocol, metrics: ['psnr'] });
    await expect(run(41)).rejects.toThrow(
      new ShapeError('Expected at least 42×42 pixels (20 pixels are left out at each edge) for the picture but received "41×41"'),
    );
    expect((await run(42))[0]!.scores.psnr).toBeGreaterThan(20);
  });

  test('an abort rejects with its reason', async () => {
    const signal = AbortSignal.abort(new Error('stop'));
    await expect(evaluateImage(waveImage(3, 40, 40), [bicubic], { ...options('paper-y', 2), signal })).rejects.toThrow('stop');
  });
});

test('meanScores', () => {
  const scores = [
    { psnr: 30, ssim: 0.8 },
    { psnr: 34, ssim: 0.9 },
  ];
  expect(meanScores(scores, ['psnr', 'ssim'])).toEqual({ psnr: 32, ssim: expect.closeTo(0.85, 12) });
});

describe.skipIf(!existsSync(sharedData))(`bicubic's rows on Set5 (skipped: ${sharedData} is not there)`, () => {
  test.each(bicubicRows.filter(({ set }) => set === 'Set5'))('×$scale', async (row) => {
    const folder = `${sharedData}/test/${row.set}`;
    const files = readdirSync(folder).filter((file) => file.endsWith('.png'));
    for (const name of ['paper-y', 'srcnn-y'] as const) {
      const all = [];
      for (const file of files) {
        const hr = await readPicture(`${folder}/${file}`);
        const [made] = await evaluateImage(hr, [bicubic], { scale: row.scale, protocol: protocols[name], metrics: ['psnr', 'ssim'] });
        all.push(made!.scores);
      }
      const { psnr, ssim } = meanScores(all, ['psnr', 'ssim']);
      expect(Math.abs(psnr! - row[name][0])).toBeLessThan(5e-4);
      expect(Math.abs(ssim! - row[name][1])).toBeLessThan(1e-4);
    }
  });

  // LapSRN's evaluate_SR: LR of RGB in double precision, the result rounded. Check values recomputed by MATLAB's rules.
  test.each([
    [2, 33.6876, 0.9306],
    [4, 28.4333, 0.8113],
  ])('×%i with an LR picture that is never rounded', async (scale, psnr, ssim) => {
    const { lr } = protocols['paper-y'];
    const protocol = deriveProtocol(protocols['paper-y'], { lr: { ...lr, rounding: 'none' } });
    const all = [];
    for (const file of readdirSync(`${sharedData}/test/Set5`)) {
      const hr = await readPicture(`${sharedData}/test/Set5/${file}`);
      all.push((await evaluateImage(hr, [bicubic], { scale, protocol, metrics: ['psnr', 'ssim'] }))[0]!.scores);
    }
    const mean = meanScores(all, ['psnr', 'ssim']);
    expect(Math.abs(mean.psnr! - psnr)).toBeLessThan(5e-4);
    expect(Math.abs(mean.ssim! - ssim)).toBeLessThan(1e-4);
  });
});
