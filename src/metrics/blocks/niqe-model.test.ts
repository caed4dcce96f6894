import { describe, expect, test } from 'vitest';
import { randomPlanes } from '../../../test/support/pictures.ts';
import { ConfigError, ShapeError } from '../../errors.ts';
import { mulberry32 } from '../../random.ts';
import { niqePristine } from '../niqe-pristine.ts';
import { eigen, type GaussianModel } from './multivariate-gaussian.ts';
import { niqeBlocks } from './niqe-features.ts';
import { fitNiqeModel, niqeModelText, niqeScore, readNiqeModel, sharpFeatures } from './niqe-model.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('fitting', () => {
  test('takes only blocks that are nearly as sharp as the sharpest', () => {
    const gray = randomPlanes(1, 96, 288);
    gray.data.forEach((value, i) => {
      const column = Math.floor((i % 288) / 96);
      gray.data[i] = [value, 0.9 * value, 0.5 * value][column]!;
    });
    const blocks = niqeBlocks(gray);
    expect(sharpFeatures(gray)).toEqual(blocks.slice(0, 2).map(({ features }) => features));
  });

  test('needs more blocks than features', () => {
    const rows = Array.from({ length: 36 }, (_, i) => new Array(36).fill(i));
    expect(() => fitNiqeModel(rows)).toThrow('Expected more than 36 for the sharp blocks to fit a model to but received 36');
  });
});

describe('files', () => {
  test('JSON comes back bit for bit', async () => {
    const random = mulberry32(1);
    const model: GaussianModel = fitNiqeModel(Array.from({ length: 40 }, () => Array.from({ length: 36 }, random)));
    expect(await readNiqeModel(bytesOf(niqeModelText(model)))).toEqual(model);
  });

  test.each(['{', '{"mean": [1], "covariance": []}', 'PNG'])('%s is refused', async (text) => {
    await expect(readNiqeModel(bytesOf(text))).rejects.toThrow(ConfigError);
  });
});

test('pictures with fewer than two blocks that have structure are refused', () => {
  const half = randomPlanes(1, 96, 192);
  half.data.forEach((_, i) => {
    if (i % 192 >= 90) half.data[i] = 255;
  });
  for (const gray of [randomPlanes(1, 96, 96), half]) expect(() => niqeScore(niqeBlocks(gray), niqePristine())).toThrow(ShapeError);
});

test('the model of the package is a mean of plausible shapes and a covariance', () => {
  const { mean, covariance } = niqePristine();
  for (const scale of [0, 18]) expect(mean[scale]).toBeGreaterThan(2);
  expect(Math.min(...eigen(covariance, 36).values)).toBeGreaterThan(1e-7);
  covariance.forEach((value, i) => {
    expect(value).toBe(covariance[(i % 36) * 36 + Math.floor(i / 36)]);
  });
});
