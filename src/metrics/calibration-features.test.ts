import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readBmp, sharedData } from '../../test/support/pictures.ts';
import { metrics } from './index.ts';
import { measureOne } from './metric.ts';

const folder = `${sharedData}/metrics/calibration`;

async function expectNear(name: string, wanted: Readonly<Record<string, number>>, tolerance: (want: number) => number): Promise<void> {
  for (const [picture, want] of Object.entries(wanted)) {
    const [sr, hr] = ['dist', 'ref'].map((part) => readBmp(`${folder}/${part}/${picture}.bmp`)) as [
      ReturnType<typeof readBmp>,
      ReturnType<typeof readBmp>,
    ];
    const value = await measureOne(metrics[name]!, sr, hr, { dataRange: 255 });
    expect(Math.abs(value - want), `${picture}: ${value}`).toBeLessThan(tolerance(want));
  }
}

describe.skipIf(!existsSync(folder))('published scores of the calibration pictures (skipped when ../shared/data is not there)', () => {
  const published = (key: string) => JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8'))[key] as Record<string, number>;

  test('gmsd, of the authors', () => expectNear('gmsd', published('gmsd'), (want) => 1e-12 * want + 1e-15));
  test('fsimc, of the authors, in four digits', () => expectNear('fsimc', published('fsim'), () => 1e-4));
  test('vsi, of pyiqa (ResultsCalibra/results_compare/vsi_imported_result.txt)', () =>
    expectNear('vsi', { I03: 0.92435104, I04: 0.94965756, I06: 0.98773867 }, () => 2e-4));
  test('vsi, of a program of other authors', () => expectNear('vsi', published('vsi'), (want) => 0.014 * want));
});
