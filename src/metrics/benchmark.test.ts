import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bicubicRows, bicubicScores } from '../../test/support/bicubic.ts';
import { readPicture, sharedData } from '../../test/support/pictures.ts';
import type { Image } from '../image/image.ts';
import { toImage, toPlanes64 } from '../image/planes.ts';
import { imresize, imresizeImage } from '../image/resize.ts';
import { makeLr, measure, protocols } from './protocol.ts';

const set5 = bicubicRows.filter((row) => row.set === 'Set5');

describe.skipIf(!existsSync(sharedData))('published scores (skipped when ../shared/data is not there)', () => {
  test.each(set5)('bicubic rows of $set ×$scale', async (row) => {
    for (const protocol of ['srcnn-y', 'paper-y'] as const) {
      const [psnr, ssim] = await bicubicScores(row, protocol);
      expect(Math.abs(psnr - row[protocol][0])).toBeLessThan(5e-4);
      expect(Math.abs(ssim - row[protocol][1])).toBeLessThan(1e-4);
      if (protocol !== 'srcnn-y') continue;
      expect(Math.abs(psnr - row.published[0])).toBeLessThan(5e-3);
      expect(Math.abs(ssim - row.published[1])).toBeLessThan(5e-4);
    }
  });

  test('the nine per-picture scores that the RCAN authors print for their own SR pictures', async () => {
    const folder = `${sharedData}/metrics/rcan`;
    const scores = Object.entries(
      JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as Record<string, { psnr: number; ssim: number }>,
    );
    expect(scores).toHaveLength(9);
    for (const [name, want] of scores) {
      const [picture, scale] = name.split('_x') as [string, string];
      const sr = await readPicture(`${folder}/${name}.png`);
      const hr = await readPicture(`${sharedData}/test/Set5/${picture}.png`);
      const got = await measure(sr, hr, Number(scale), protocols['paper-y'], ['psnr', 'ssim']);
      expect(Math.abs(got.psnr - want.psnr), name).toBeLessThan(1e-3);
      expect(Math.abs(got.ssim - want.ssim), name).toBeLessThan(1e-4);
    }
  });

  // BasicSR, basicsr/metrics/README: its test pictures are Set14's, reduced and enlarged in double precision with a rounding after each.
  test.each([
    { name: 'baboon', protocol: 'basicsr-y', psnr: 22.441898, ssim: 0.453097 },
    { name: 'comic', protocol: 'basicsr-y', psnr: 21.720398, ssim: 0.585511 },
    { name: 'baboon', protocol: 'mmagic-rgb', psnr: 20.41971, ssim: 0.391853 },
    { name: 'comic', protocol: 'mmagic-rgb', psnr: 20.239912, ssim: 0.567738 },
  ] as const)("BasicSR's scores of bicubic ×4: $name by $protocol", async ({ name, protocol, ...want }) => {
    const hr = await readPicture(`${sharedData}/test/Set14/${name}.png`);
    const lr = makeLr(hr, 4, protocols[protocol]) as Image;
    const sr = toImage(imresize(toPlanes64(lr), { scale: 4 }, { border: 'symmetric' }));
    const got = await measure(sr, hr, 4, protocols[protocol], ['psnr', 'ssim']);
    expect(Math.abs(got.psnr - want.psnr)).toBeLessThan(2e-6);
    expect(Math.abs(got.ssim - want.ssim)).toBeLessThan(2e-6);
  });

  // OpenCV, modules/dnn_superres: README (monarch) and tutorials/benchmark. Its nearest neighbour is ours; its bicubic has another kernel.
  test.each([
    { name: 'Set5/butterfly', scale: 2, psnr: 23.6854 },
    { name: 'Set14/comic', scale: 4, psnr: 18.5106 },
    { name: 'Set14/monarch', scale: 4, psnr: 23.5628 },
  ])("OpenCV's PSNR of nearest neighbour ×$scale: $name", async ({ name, scale, psnr }) => {
    const hr = await readPicture(`${sharedData}/test/${name}.png`);
    const lr = makeLr(hr, scale, protocols['opencv-rgb']) as Image;
    const got = await measure(imresizeImage(lr, { scale }, { kernel: 'nearest' }), hr, scale, protocols['opencv-rgb'], ['psnr']);
    expect(Math.abs(got.psnr - psnr)).toBeLessThan(6e-5);
  });
});
