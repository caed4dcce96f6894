import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bicubicRows, bicubicScores } from '../../test/support/bicubic.ts';
import { sharedData } from '../../test/support/pictures.ts';

const large = bicubicRows.filter((row) => row.set !== 'Set5');

describe.skipIf(!existsSync(sharedData))('bicubic rows (skipped when ../shared/data is not there)', () => {
  test.each(large)('$set ×$scale', async (row) => {
    for (const protocol of ['srcnn-y', 'paper-y'] as const) {
      const [psnr, ssim] = await bicubicScores(row, protocol);
      console.log(`${row.set} ×${row.scale} ${protocol}: ${psnr.toFixed(4)} dB, ${ssim.toFixed(4)}`);
      expect(Math.abs(psnr - row[protocol][0])).toBeLessThan(5e-3);
      expect(Math.abs(ssim - row[protocol][1])).toBeLessThan(5e-4);
      if (protocol !== 'srcnn-y') continue;
      expect(Math.abs(psnr - row.published[0])).toBeLessThan(row.set === 'Set14' ? 1e-2 : 5e-3);
      expect(Math.abs(ssim - row.published[1])).toBeLessThan(row.set === 'Set14' ? 1e-3 : 5e-4);
    }
  });
});
