/** NRQM and PI with small forests of our own. */
import { describe, expect, test } from 'vitest';
import { cells, doubles, mat, structure } from '../../test/support/mat.ts';
import { randomPlanes } from '../../test/support/pictures.ts';
import { ConfigError, ShapeError } from '../errors.ts';
import { rgbToY } from '../image/color.ts';
import { niqeBlocks } from './blocks/niqe-features.ts';
import { niqeModelText, niqeScore } from './blocks/niqe-model.ts';
import { nrqmFeatures } from './blocks/nrqm-features.ts';
import { roundedGray } from './blocks/rounded-gray.ts';
import { niqePristine } from './niqe-pristine.ts';
import { nrqm } from './nrqm.ts';
import { pi } from './pi.ts';

/** One tree that is `low` where a feature is at most the threshold, else `high`. */
const stump = (feature: number, threshold: number, low: number, high: number) =>
  structure('', [1, 1], {
    lDau: [doubles('', [3, 1], [2, 0, 0])],
    rDau: [doubles('', [3, 1], [3, 0, 0])],
    nodestatus: [doubles('', [3, 1], [-3, -1, -1])],
    nrnodes: [doubles('', [1, 1], [3])],
    upper: [doubles('', [3, 1], [threshold, 0, 0])],
    avnode: [doubles('', [3, 1], [0, low, high])],
    mbest: [doubles('', [3, 1], [feature, 0, 0])],
  });

const modelOf = (stumps: readonly Buffer[], linear: readonly number[]) =>
  mat(structure('model', [1, 1], { rf: [cells('', [1, stumps.length], stumps)], linear: [doubles('', [linear.length, 1], linear)] }));

const picture = randomPlanes(3, 110, 200, 3);
const features = nrqmFeatures(roundedGray(picture, 255));
const weights = [0.5, 0.25, 2, -1];
/** Features 3, 20 and 70 are compared with themselves and with a little less. */
const model = modelOf(
  [stump(3, features[0][2]!, 4, 100), stump(20, features[1][19]! - 1e-9, 100, 6), stump(70, features[2][69]!, 3, 100)],
  weights,
);
const score = 0.5 + 0.25 * 4 + 2 * 6 - 3;

describe('nrqm', () => {
  test('is the combination of the forests of the features', async () => {
    expect(await nrqm.measure(picture, { dataRange: 255, files: { model } })).toBeCloseTo(score, 12);
    const unit = { ...picture, data: picture.data.map((value) => value / 255) };
    expect(await nrqm.measure(unit, { dataRange: 1, files: { model } })).toBeCloseTo(score, 12);
  });

  test('refuses files without forests, and with other weights', async () => {
    const measure = (file: Uint8Array) => nrqm.measure(picture, { dataRange: 255, files: { model: file } });
    await expect(measure(mat(doubles('linear', [4, 1], weights)))).rejects.toThrow('Expected model.linear with 4 numbers');
    await expect(measure(modelOf([stump(1, 0, 1, 1)], weights))).rejects.toThrow('Expected an array model.rf{2}.lDau');
    await expect(measure(modelOf([stump(19, 0, 1, 1), stump(1, 0, 1, 1), stump(1, 0, 1, 1)], weights))).rejects.toThrow(ConfigError);
  });
});

describe('pi', () => {
  const luma = rgbToY({ ...picture, data: picture.data.map(Math.round) }, { round: true });
  const ofLuma = nrqmFeatures(luma);
  const file = modelOf([stump(1, ofLuma[0][0]!, 5, 100), stump(1, ofLuma[1][0]!, 5, 100), stump(1, ofLuma[2][0]!, 6, 100)], weights);
  const ma = 0.5 + 0.25 * 5 + 2 * 5 - 6;

  test('is half of 10 less NRQM, and half of NIQE, of the luma', async () => {
    const want = (10 - ma + niqeScore(niqeBlocks(luma), niqePristine())) / 2;
    expect(await pi.measure(picture, { dataRange: 255, files: { model: file } })).toBeCloseTo(want, 12);
  });

  test('with a NIQE model of yours', async () => {
    const { mean, covariance } = niqePristine();
    const other = { mean: mean.map((value) => value + 0.1), covariance };
    const niqe = new TextEncoder().encode(niqeModelText(other));
    const want = (10 - ma + niqeScore(niqeBlocks(luma), other)) / 2;
    expect(await pi.measure(picture, { dataRange: 255, files: { model: file, niqe } })).toBeCloseTo(want, 12);
  });

  test('needs colours', async () => {
    await expect(pi.measure(randomPlanes(1, 110, 200), { dataRange: 255, files: { model: file } })).rejects.toThrow(ShapeError);
  });
});
