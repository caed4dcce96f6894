/** Published scores of metrics whose models are not ours to ship: skipped where the file is not in ../shared/data. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readBmp, sharedData } from '../../test/support/pictures.ts';
import { cropPlanes } from '../image/planes.ts';
import { metrics } from './index.ts';
import { measureOne } from './metric.ts';

const folder = `${sharedData}/metrics`;

/**
 * Key of the published scores, metric, its files and where they lie, pixels left out at each edge, and how far apart scores may be: it is not
 * said whose program made them, and that of pyiqa differs from those of the authors.
 */
const forests = 'nrqm/NRQM_model.mat';
const cases = [
  ['ilniqe', 'il-niqe', { template: 'ilniqe/ILNIQE_templateModel.mat' }, 0, 2e-2],
  ['nrqm', 'nrqm', { model: forests }, 0, 5e-2],
  ['pi', 'pi', { model: forests, niqe: 'niqe/modelparameters.mat' }, 4, 5e-2],
] as const;

describe.each(cases)('published %s', (key, name, paths, crop, tolerance) => {
  const missing = Object.values(paths).filter((path) => !existsSync(`${folder}/${path}`));
  const reason = missing.length > 0 ? ` (skipped: ${missing.join(', ')} is not in ../shared/data/metrics)` : '';
  test.skipIf(missing.length > 0)(`by ${name} with ${Object.values(paths).join(', ')}${reason}`, async () => {
    const published = JSON.parse(readFileSync(`${folder}/calibration/expected.json`, 'utf8'))[key] as Record<string, number>;
    const files = Object.fromEntries(
      Object.entries(paths).map(([file, path]) => [file, new Uint8Array(readFileSync(`${folder}/${path}`))]),
    );
    for (const [picture, want] of Object.entries(published)) {
      const whole = readBmp(`${folder}/calibration/dist/${picture}.bmp`);
      const rect = { x: crop, y: crop, width: whole.width - 2 * crop, height: whole.height - 2 * crop };
      const value = await measureOne(metrics[name]!, cropPlanes(whole, rect), undefined, { dataRange: 255, files });
      expect(Math.abs(value / want - 1), `${picture}: ${value}`).toBeLessThan(tolerance);
    }
  });
});
