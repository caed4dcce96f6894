import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readBmp, sharedData } from '../../test/support/pictures.ts';
import { metrics } from './index.ts';
import { measureOne } from './metric.ts';

const folder = `${sharedData}/metrics/calibration`;

describe.skipIf(!existsSync(folder))('published scores of the calibration pictures (skipped when ../shared/data is not there)', () => {
  /** NLPD is published with all digits, PIQE with two after the point. */
  test.each([
    ['nlpd', 1e-13],
    ['piqe', 5e-3],
  ] as const)('%s', async (name, tolerance) => {
    const published = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8'))[name] as Record<string, number>;
    for (const [picture, want] of Object.entries(published)) {
      const read = (part: string) => readBmp(`${folder}/${part}/${picture}.bmp`);
      const value = await measureOne(metrics[name]!, read('dist'), read('ref'), { dataRange: 255 });
      expect(Math.abs(value - want), `${picture}: ${value}`).toBeLessThan(tolerance);
    }
  });
});
