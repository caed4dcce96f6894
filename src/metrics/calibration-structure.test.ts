import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readBmp, sharedData } from '../../test/support/pictures.ts';
import { gray255 } from './blocks/channels.ts';
import { metrics } from './index.ts';
import { measureOne } from './metric.ts';

const folder = `${sharedData}/metrics/calibration`;

describe.skipIf(!existsSync(folder))('published scores of the calibration pictures (skipped when ../shared/data is not there)', () => {
  /** Published to four digits for gray pictures. MS-SSIM of I03, a picture of noise, is 0.5 % off (0.6700), as pyiqa's own is (0.6698, its results_ours.csv). */
  test.each([
    ['ssim', 'ssim', 1e-4],
    ['ms-ssim', 'ms_ssim', 5e-3],
    ['cw-ssim', 'cw_ssim', 1e-4],
    ['vif', 'vif', 1e-4],
  ] as const)('%s', async (name, key, tolerance) => {
    const published = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8'))[key] as Record<string, number>;
    for (const [picture, want] of Object.entries(published)) {
      const read = (part: string) => gray255(readBmp(`${folder}/${part}/${picture}.bmp`), 255);
      const value = await measureOne(metrics[name]!, read('dist'), read('ref'), { dataRange: 255 });
      expect(Math.abs(value - want), `${picture}: ${value}`).toBeLessThan(tolerance);
    }
  });
});
