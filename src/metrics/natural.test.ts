/** NIQE and BRISQUE in both variants: what they do with pictures and with files of models. */
import { describe, expect, test } from 'vitest';
import { doubles, mat } from '../../test/support/mat.ts';
import { randomPlanes } from '../../test/support/pictures.ts';
import { ConfigError, ShapeError } from '../errors.ts';
import type { Planes } from '../image/image.ts';
import { brisqueFeatures } from './blocks/brisque-features.ts';
import { niqeModelText } from './blocks/niqe-model.ts';
import { roundedGray } from './blocks/rounded-gray.ts';
import { brisque } from './brisque.ts';
import { brisqueMatlab } from './brisque-matlab.ts';
import { measureOne } from './metric.ts';
import { niqe } from './niqe.ts';
import { niqeMatlab } from './niqe-matlab.ts';
import { niqePristine } from './niqe-pristine.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const own = { model: bytesOf(niqeModelText(niqePristine())) };

describe('niqe', () => {
  const picture = randomPlanes(3, 110, 200);

  test('works with the model of the package, and the same from a file', async () => {
    const value = await niqe.measure(picture, { dataRange: 255 });
    expect(value).toBeGreaterThan(10);
    expect(await niqe.measure(picture, { dataRange: 255, files: own })).toBe(value);
  });

  test('is of the rounded gray picture in 0–255', async () => {
    const value = await niqe.measure(picture, { dataRange: 255 });
    expect(await niqe.measure(roundedGray(picture, 255), { dataRange: 255 })).toBe(value);
    const unit: Planes = { ...picture, data: picture.data.map((x) => x / 255) };
    expect(await niqe.measure(unit, { dataRange: 1 })).toBe(value);
  });

  test('needs two blocks', async () => {
    await expect(measureOne(niqe, randomPlanes(3, 150, 150), undefined, { dataRange: 255 })).rejects.toThrow(ShapeError);
  });
});

describe('niqe-matlab', () => {
  test('equals niqe by the same model where sides are long, and stretches blocks over short ones', async () => {
    const options = { dataRange: 255, files: own };
    const long = randomPlanes(3, 192, 200);
    expect(await niqeMatlab.measure(long, options)).toBe(await niqe.measure(long, options));
    const short = randomPlanes(3, 120, 200);
    expect(await niqeMatlab.measure(short, options)).not.toBe(await niqe.measure(short, options));
  });
});

describe('brisque', () => {
  const picture = randomPlanes(3, 40, 50);
  const features = brisqueFeatures(roundedGray(picture, 255), 'authors');
  const range = bytesOf(`x\n-1 1\n${features.map((value, i) => `${i + 1} ${value - 1} ${value + 3}`).join('\n')}\n`);
  /** Every feature scales to −0.5, which is the one support vector but for its first entry. */
  const entries = features.map((_, i) => `${i + 1}:${i === 0 ? 1.5 : -0.5}`).join(' ');
  const model = bytesOf(`svm_type epsilon_svr\nkernel_type rbf\ngamma 0.25\nnr_class 2\ntotal_sv 1\nrho -20\nSV\n8 ${entries}\n`);

  test('is the regression of the scaled features', () => {
    expect(brisque.measure(picture, { dataRange: 255, files: { model, range } })).toBeCloseTo(8 * Math.exp(-1) + 20, 9);
  });

  test('needs both files', () => {
    expect(() => brisque.measure(picture, { dataRange: 255, files: { model } })).toThrow('the file range of brisque');
  });

  test('refuses a flat picture', () => {
    const flat = { ...picture, data: picture.data.map(() => 0) };
    expect(() => brisque.measure(flat, { dataRange: 255, files: { model, range } })).toThrow(ShapeError);
  });
});

describe('brisque-matlab', () => {
  const picture = randomPlanes(3, 30, 30);
  const features = brisqueFeatures(roundedGray(picture, 255), 'matlab');
  const arrays = [doubles('Alpha', [2, 1], [8, -3]), doubles('Bias', [1, 1], [20]), doubles('Scale', [1, 1], [0.5])];

  test('is the regression of the features: the first support vector is half a feature away, the second is the features', async () => {
    const vectors = features.flatMap((value, i) => [i === 4 ? value + 0.5 : value, value]);
    const files = { model: mat(...arrays, doubles('SupportVectors', [2, 36], vectors)) };
    expect(await brisqueMatlab.measure(picture, { dataRange: 255, files })).toBeCloseTo(8 * Math.exp(-1) - 3 + 20, 9);
  });

  test('refuses a file without its arrays', async () => {
    await expect(brisqueMatlab.measure(picture, { dataRange: 255, files: { model: mat(...arrays) } })).rejects.toThrow(ConfigError);
  });
});
