import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bicubicRows, bicubicScores } from '../../test/support/bicubic.ts';
import { readPicture, sharedData } from '../../test/support/pictures.ts';
import { measure, protocols } from './protocol.ts';

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
});
