import { describe, expect, test } from 'vitest';
import { trainFile as good } from '../../test/support/train-file.ts';
import { losses } from '../losses/index.ts';
import { parseTrainConfig } from './config.ts';

const parse = (changes: object) => () => parseTrainConfig({ ...good, ...changes }, 'x.yaml');

describe('training configuration', () => {
  test('fills in every default, those of what it names too', () => {
    expect(parse({})()).toMatchObject({
      batchSize: 16,
      options: { features: [64, 32] },
      losses: [{ name: 'charbonnier', weight: 1, options: { eps: 1e-3 } }],
      optimizer: { options: { beta1: 0.9, beta2: 0.999 } },
      schedule: { name: 'constant' },
    });
  });

  test.each([
    ['an unknown key', { batchsize: 4 }, 'x.yaml: unknown key "batchsize"; did you mean "batchSize"?'],
    ['an unknown inner key', { data: { folders: ['a'], patch: { mode: 'random', lrPachSize: 8 } } }, 'did you mean "lrPatchSize"?'],
    [
      'an unknown option of the model',
      { options: { feature: [4, 4] } },
      'x.yaml, options: unknown key "feature"; did you mean "features"?',
    ],
    ['an unknown option of a loss', { losses: [{ name: 'l1', options: { eps: 1 } }] }, 'options of l1: unknown key "eps"'],
    ['a missing key', { steps: undefined }, 'x.yaml: expected a value for steps but it is missing'],
    ['a wrong type', { steps: 'many' }, 'x.yaml: expected number for steps but received "many"'],
    ['a number out of range', { learningRate: -1 }, 'x.yaml: expected >0 for learningRate but received -1'],
    [
      'an unknown model',
      { model: 'espn' },
      'Expected a name that `subpixel networks` lists for model but received "espn"; did you mean espcn?',
    ],
    ['a scale that the model lacks', { scale: 5 }, 'x.yaml: Expected 2, 3, 4 for scale but received 5'],
    [
      'an unknown loss',
      { losses: [{ name: 'l3' }] },
      `x.yaml: Expected one of ${Object.keys(losses).join(', ')} for loss but received "l3"`,
    ],
    ['an unknown optimiser', { optimizer: { name: 'adagrad' } }, 'for optimizer but received "adagrad"'],
    ['an unknown option of an optimiser', { optimizer: { name: 'lion', options: { eps: 1 } } }, 'options of lion: unknown key "eps"'],
    ['an unknown schedule', { schedule: { name: 'stairs' } }, 'for schedule.name but received "stairs"'],
    ['an unknown option of a schedule', { schedule: { name: 'cosine', warmup: 5 } }, 'did you mean "warmUp"?'],
    ['an unknown way to clip', { clip: { name: 'theta', theta: 1 } }, 'for clip.name but received "theta"'],
    ['an option of another way to clip', { clip: { name: 'adjustable', theta: 1, max: 1 } }, 'x.yaml: unknown key "clip.max"'],
    ['an average that never changes', { ema: 1 }, 'x.yaml: expected <1 for ema but received 1'],
    [
      'parts that do not make up a batch',
      { microBatches: 3 },
      'x.yaml: Expected a divisor of batchSize, 16, for microBatches but received 3',
    ],
    ['an unknown supervision', { supervision: { name: 'deep' } }, 'for supervision.name but received "deep"'],
    ['two ways to validate', { validation: { holdOutEvery: 5, folder: 'b' } }, 'expected one of folder and holdOutEvery for validation'],
    ['several scales in a library configuration', { scale: [2, 3] }, 'x.yaml: Expected one number for scale but received "2, 3"'],
    ['a scale out of range', { scale: 9 }, 'x.yaml: expected <=8 for scale but received 9'],
    ['a fold out of range', { validation: { holdOutEvery: 5, fold: 6 } }, 'Expected 1 to 5 for validation.fold but received 6'],
    ['a fold of a folder', { validation: { folder: 'a', fold: 1 } }, 'Expected holdOutEvery beside it for validation.fold but received 1'],
    ['a wrong strategy', { earlyStopping: { patience: 0 } }, 'expected >=1 for earlyStopping.patience but received 0'],
    ['an unknown strategy key', { earlyStoping: { patience: 1 } }, 'unknown key "earlyStoping"; did you mean "earlyStopping"?'],
    ['an unknown key of first weights', { initFrom: { file: 'a', fresh: [] } }, 'unknown key "initFrom.fresh"'],
    ['first weights without a file', { initFrom: { new: ['a'] } }, 'expected a value for initFrom.file but it is missing'],
    ['no way to validate', { validation: {} }, 'expected one of folder and holdOutEvery for validation'],
  ])('%s is a sentence', (_title, changes, sentence) => {
    expect(parse(changes)).toThrow(sentence);
  });
});
