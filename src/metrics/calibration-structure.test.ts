import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readBmp, sharedData } from '../../test/support/pictures.ts';
import { rgbToY } from '../image/color.ts';
import type { Planes } from '../image/image.ts';
import { metrics } from './index.ts';
import { measureOne } from './metric.ts';

const folder = `${sharedData}/metrics/calibration`;

describe.skipIf(!existsSync(folder))('published scores of the calibration pictures (skipped when ../shared/data is not there)', () => {
  /** MS-SSIM is published for luma; the others make gray themselves. Published to four digits. */
  test.each([
    ['ms-ssim', 'ms_ssim', true],
    ['cw-ssim', 'cw_ssim', false],
    ['vif', 'vif', false],
  ] as const)('%s', async (name, key, luma) => {
    const published = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8'))[key] as Record<string, number>;
    for (const [picture, want] of Object.entries(published)) {
      const read = (part: string) => readBmp(`${folder}/${part}/${picture}.bmp`);
      const [sr, hr] = [read('dist'), read('ref')].map((planes) => (luma ? rgbToY(planes) : planes)) as [Planes, Planes];
      const value = await measureOne(metrics[name]!, sr, hr, { dataRange: 255 });
      expect(Math.abs(value - want), `${picture}: ${value}`).toBeLessThan(1e-4);
    }
  });
});
