import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readBmp, sharedData } from '../../test/support/pictures.ts';
import { readNiqeModel } from './blocks/niqe-model.ts';
import { niqe } from './niqe.ts';

const folder = `${sharedData}/metrics`;

describe.skipIf(!existsSync(folder))('published scores of NIQE (skipped when ../shared/data is not there)', () => {
  test.each(['niqe_pris_params.npz', 'modelparameters.mat'])('with %s', async (name) => {
    const published = JSON.parse(readFileSync(`${folder}/calibration/expected.json`, 'utf8')).niqe as Record<string, number>;
    const files = { model: readFileSync(`${folder}/niqe/${name}`) };
    for (const [picture, want] of Object.entries(published)) {
      const value = await niqe.measure(readBmp(`${folder}/calibration/dist/${picture}.bmp`), { dataRange: 255, files });
      // In I03 and I06 are flat parts, which are noise in the authors' program.
      expect(Math.abs(value / want - 1), `${picture}: ${value}`).toBeLessThan(picture === 'I04' ? 1e-12 : 6e-4);
    }
  });

  test('both files hold the same model', async () => {
    const [npz, mat] = await Promise.all(
      ['niqe_pris_params.npz', 'modelparameters.mat'].map((name) => readNiqeModel(readFileSync(`${folder}/niqe/${name}`))),
    );
    expect(mat).toEqual(npz);
  });

  test('the model of the package gives scores near those of the authors', async () => {
    const published = JSON.parse(readFileSync(`${folder}/calibration/expected.json`, 'utf8')).niqe as Record<string, number>;
    for (const [picture, want] of Object.entries(published)) {
      const value = await niqe.measure(readBmp(`${folder}/calibration/dist/${picture}.bmp`), { dataRange: 255 });
      expect(Math.abs(value / want - 1), `${picture}: ${value}`).toBeLessThan(0.2);
    }
  });
});
