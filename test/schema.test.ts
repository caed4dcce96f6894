/** The JSON Schema of configurations says of a file what `subpixel train` says of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { namedModels, optionsOf } from '../src/models/presets.ts';
import { parsePlan } from '../src/train/plan.ts';
import { trainFile } from './support/train-file.ts';

const schema = JSON.parse(readFileSync('schema/train.schema.json', 'utf8')) as object;
const validate = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);
const problems = (file: unknown) =>
  validate(file) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);

const files = readdirSync('configs').filter((file) => file.endsWith('.yaml'));
test.each(files)('%s is one', (file) => {
  expect(problems(parse(readFileSync(`configs/${file}`, 'utf8')))).toEqual([]);
});

test.each(namedModels)('the options of $name are known, with all their defaults', (model) => {
  const file = { ...trainFile, model: model.name, scale: model.scales[0], options: optionsOf(model, {}) };
  expect(problems(file)).toEqual([]);
  expect(problems({ ...file, options: { ...file.options, featurs: 1 } })).toContain('/options must NOT have additional properties');
});

test('what a run writes of itself is one', () => {
  const stages = [
    { steps: 5, data: { patch: { lrPatchSize: 9 } } },
    { clip: null, losses: [{ name: 'l2' }] },
  ];
  const { written } = parsePlan({ ...trainFile, supervision: undefined, stages }, 'test');
  expect(problems(JSON.parse(JSON.stringify(written)))).toEqual([]);
});

describe('is refused by both', () => {
  test.each([
    ['a misspelt key', { batchsize: 4 }],
    ['a misspelt key within a key', { data: { ...trainFile.data, patch: { ...trainFile.data.patch, augment: { flip: true } } } }],
    ['a missing key', { steps: undefined }],
    ['another kind of value', { steps: 'many' }],
    ['a number out of range', { learningRate: 0 }],
    ['a network that is not known', { model: 'espcm' }],
    ['a scale that the network has not', { scale: 5 }],
    ['one of several scales that it has not', { scale: [2, 5] }],
    ["an option of the network's that is not known", { options: { feature: [8, 4] } }],
    ['an option of the network of another form', { options: { features: [8] } }],
    ['a loss that is not known', { losses: [{ name: 'l3' }] }],
    ['an option of a loss that is not known', { losses: [{ name: 'huber', options: { sigma: 1 } }] }],
    ['an optimiser that is not known', { optimizer: { name: 'adan' } }],
    ['an option of the optimiser that is not known', { optimizer: { name: 'adam', options: { momentum: 0.9 } } }],
    ['a key of another schedule', { schedule: { name: 'step', every: 10, floor: 0 } }],
    ['a misspelt key of a stage', { stages: [{ step: 5 }] }],
    ['a key that no stage can change', { stages: [{ model: 'espcn' }] }],
  ])('%s', (_title, change) => {
    const file = JSON.parse(JSON.stringify({ ...trainFile, ...change })) as unknown;
    expect(problems(file)).not.toEqual([]);
    expect(() => parsePlan(file, 'test')).toThrow();
  });
  test('and without them it is none', () => expect(problems(trainFile)).toEqual([]));
});
