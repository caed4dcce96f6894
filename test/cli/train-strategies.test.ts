/** Ways of training beyond one network at one rate: first weights of another run, stages, frozen layers, series, changes on resume. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parse as parseNetwork } from '../../src/graph/parse.ts';
import { serialize } from '../../src/graph/serialize.ts';
import { readCheckpoint } from '../../src/train/checkpoint.ts';
import { cli } from '../support/cli.ts';
import { logOf, networkOf, trainingFolder } from '../support/training.ts';

let root: string;
const at = (...parts: string[]) => join(root, ...parts);
beforeAll(async () => {
  root = await trainingFolder({ steps: 20, validation: { holdOutEvery: 3, every: 10 }, checkpointEvery: 10 });
  expect((await train(['--out', at('base')])).code).toBe(0);
  await writeFile(at('cut.safetensors'), 'ab');
});
afterAll(() => rm(root, { recursive: true, force: true }));

const train = (args: readonly string[], signal?: AbortSignal) =>
  cli(root, ['train', '--config', at('tiny.yaml'), '--quiet', ...args], signal ? { signal } : {});
const set = (...pairs: string[]) => pairs.flatMap((pair) => ['--set', pair]);
/** Trains and stops once `steps` rows of the log are there. */
async function trainUntilRows(args: readonly string[], run: string, rows: number) {
  const controller = new AbortController();
  const poll = setInterval(async () => {
    if ((await logOf(at(run)).catch(() => [])).length > rows) controller.abort();
  }, 1);
  const outcome = await train([...args, '--out', at(run)], controller.signal);
  clearInterval(poll);
  return outcome;
}
/** Names of the optimiser's state in the last checkpoint. */
async function slotsOf(run: string): Promise<string[]> {
  const { state } = readCheckpoint(await readFile(at(run, 'last.safetensors')), run);
  return Object.keys(state)
    .filter((name) => name.includes('/'))
    .sort();
}
const base = () => at('base', 'base.onnx');

describe('first weights of another network', () => {
  test('what a file has besides is an error unless it is named as unused', async () => {
    const { graph, ...rest } = parseNetwork(await readFile(base()));
    graph.weight('extra.weight', [1], new Float32Array(1));
    await writeFile(at('extra.onnx'), serialize({ graph, ...rest }));
    const refused = await train(['--out', at('never'), ...set(`initFrom=${at('extra.onnx')}`)]);
    expect(refused.stderr).toBe(
      'subpixel: Expected weights of the network only in ~/extra.onnx but received extra.weight; initFrom.unused may name it as unused',
    );
    const { code } = await train(['--out', at('unused'), ...set(`initFrom={file: "${at('extra.onnx')}", unused: ["extra.*"]}`, 'steps=2')]);
    expect(code).toBe(0);
  });

  test('of another scale: layers named as new start fresh, all others are taken', async () => {
    const run = await train([
      '--out',
      at('x3'),
      ...set(
        'scale=3',
        `initFrom={file: "${base()}", new: ["subpixel.*"]}`,
        'learningRate=1e-9',
        'optimizer={name: sgd, options: {momentum: 0}}',
      ),
    ]);
    expect([run.code, run.stderr]).toEqual([0, '']);
    const [from, to] = [await networkOf(base()), await networkOf(at('x3', 'x3.onnx'))];
    const distance = (name: string) =>
      Math.max(...[...(to.weights[name]!.data as Float32Array)].map((x, i) => Math.abs(x - Number(from.weights[name]!.data[i]))));
    expect(distance('feature.weight')).toBeLessThan(1e-6);
    expect(distance('mapping.weight')).toBeLessThan(1e-6);
    expect(to.weights['subpixel.weight']!.shape).toEqual([9, 4, 3, 3]);
    expect(to.facts.training['initFrom']).toMatchObject({ file: 'base.onnx', weightsHash: from.facts.weightsHash });
  });

  test('a network whose layers are collapsed begins with the weights as they were trained', async () => {
    const ecbsr = ['model=ecbsr', 'options={blocks: 1, features: 4}'];
    expect((await train(['--out', at('chain'), ...set(...ecbsr)])).code).toBe(0);
    const still = ['learningRate=1e-9', 'optimizer={name: sgd, options: {momentum: 0}}', 'steps=2'];
    const again = await train(['--out', at('longer'), ...set(...ecbsr, `initFrom=${at('chain', 'chain.safetensors')}`, ...still)]);
    expect([again.code, again.stderr]).toEqual([0, '']);
    const [from, to] = [await networkOf(at('chain', 'chain.onnx')), await networkOf(at('longer', 'longer.onnx'))];
    for (const [name, { data }] of Object.entries(from.weights)) {
      const moved = [...(data as Float32Array)].map((x, i) => Math.abs(x - Number(to.weights[name]!.data[i])));
      expect(Math.max(...moved), name).toBeLessThan(1e-6);
    }
    expect(to.facts.training['initFrom']).toMatchObject({ file: 'chain.safetensors', weightsHash: from.facts.weightsHash });
  });

  test.each([
    [
      'a weight of another shape',
      ['scale=3', 'initFrom={root}/base/base.onnx'],
      'subpixel: Expected a weight subpixel.weight of shape (9, 4, 3, 3) in ~/base/base.onnx but received float32 (4, 4, 3, 3); initFrom.new may name subpixel.weight as new',
    ],
    [
      'another width',
      ['options.features=[8,6]', 'initFrom={file: {root}/base/base.onnx, new: [subpixel.*]}'],
      /^subpixel: Expected a weight mapping\.weight of shape \(6, 8, 3, 3\)/,
    ],
    [
      'a pattern that fits nothing',
      ['initFrom={file: {root}/base/base.onnx, new: [tail.*]}'],
      /^subpixel: Expected a pattern of weights \(feature\.weight, .*\) for initFrom\.new but received "tail\.\*"/,
    ],
    ['no file', ['initFrom={root}/none.onnx'], 'subpixel: Expected a network for initFrom in ~/none.onnx but it cannot be read (ENOENT)'],
    [
      'trained weights that are cut short',
      ['initFrom={root}/cut.safetensors'],
      'subpixel: Expected a network for initFrom in ~/cut.safetensors but it cannot be read (it has 2 bytes)',
    ],
    ['an unknown key', ['initFrom={file: a, fresh: []}'], /unknown key "initFrom\.fresh" \(known: file, new, unused\)/],
  ])('%s is an error before the first step', async (_title, pairs, sentence) => {
    const outcome = await train(['--out', at('never'), ...set(...pairs.map((p) => p.replaceAll('{root}', root)))]);
    expect(outcome.stderr).toMatch(sentence);
    expect([outcome.code, outcome.stderr.split('\n').length]).toEqual([2, 1]);
    await expect(readFile(at('never', 'config.yaml'))).rejects.toThrow();
  });
});

test('frozen layers keep their weights, and have no state', async () => {
  expect((await train(['--out', at('frozen'), ...set(`initFrom=${base()}`, 'freeze=["feature.*", "*.bias"]')])).code).toBe(0);
  const [from, to] = [await networkOf(base()), await networkOf(at('frozen', 'frozen.onnx'))];
  const same = Object.keys(from.weights).filter(
    (name) => JSON.stringify(from.weights[name]!.data) === JSON.stringify(to.weights[name]!.data),
  );
  expect(same).toEqual(['feature.weight', 'feature.bias', 'mapping.bias', 'subpixel.bias']);
  expect(await slotsOf('frozen')).toEqual(
    ['mapping.weight', 'subpixel.weight'].flatMap((w) => ['moment1', 'moment2'].map((s) => `${s}/${w}`)).sort(),
  );
});

describe('stages', () => {
  const stages =
    'stages=[{steps: 15, learningRate: 0.002, data: {patch: {lrPatchSize: 6}}}, {steps: 10, losses: [{name: l1}], batchSize: 2, schedule: {name: cosine}}, {steps: 5, freeze: ["feature.*"], validation: {every: 5}}]';

  test('run in order in one folder, each with what it changes', async () => {
    const { code, stdout } = await train(['--out', at('staged'), '--json', ...set(stages)]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ finished: true, steps: 30, planned: 30 });
    const rows = (await logOf(at('staged'))).slice(1).map((row) => row.split(','));
    expect(rows.map(([step]) => Number(step))).toEqual([10, 15, 20, 25, 30]);
    expect(rows.map(([, , , rate]) => Number(rate))).toEqual([0.002, 0.002, 0.0015, 0, 0.003].map((x) => expect.closeTo(x, 9)));
    const written = parse(await readFile(at('staged', 'config.yaml'), 'utf8'));
    expect(written.stages).toEqual([
      {},
      {
        steps: 10,
        batchSize: 2,
        learningRate: 0.003,
        data: { patch: expect.objectContaining({ lrPatchSize: 8 }) },
        losses: [{ name: 'l1', weight: 1, options: {} }],
        schedule: { name: 'cosine', floor: 0, warmUp: 0 },
      },
      {
        steps: 5,
        learningRate: 0.003,
        data: { patch: expect.objectContaining({ lrPatchSize: 8 }) },
        freeze: ['feature.*'],
        validation: { every: 5 },
      },
    ]);
    await writeFile(at('again.yaml'), await readFile(at('staged', 'config.yaml')));
    const again = await cli(root, ['train', '--config', at('again.yaml'), '--out', at('staged'), '--resume', '--quiet']);
    expect([again.code, again.stderr]).toEqual([0, '']);
  });

  test.each([2, 4])('stopped after %i rows of the log and resumed they give the same weights', async (rows) => {
    const run = `stopped-${rows}`;
    expect((await trainUntilRows(set(stages), run, rows)).code).toBe(130);
    expect((await train(['--out', at(run), '--resume', ...set(stages)])).code).toBe(0);
    expect(await logOf(at(run))).toEqual(await logOf(at('staged')));
    expect((await networkOf(at(run, `${run}.onnx`))).facts.weightsHash).toBe(
      (await networkOf(at('staged', 'staged.onnx'))).facts.weightsHash,
    );
  });

  test.each([
    [
      'another model',
      'stages=[{steps: 5}, {options: {features: [4, 4]}}]',
      'subpixel: ~/tiny.yaml, stage 2: expected the same options in every stage but received one for this stage',
    ],
    ['a wrong key', 'stages=[{steps: 5}, {step: 5}]', 'subpixel: ~/tiny.yaml, stage 2: unknown key "step"; did you mean "steps"?'],
    [
      'a patch that no picture holds',
      'stages=[{steps: 5}, {data: {patch: {lrPatchSize: 40}}}]',
      /^subpixel: Stage 2: Expected at least one picture of 80×80 pixels or more/,
    ],
    [
      'a layer that is not there',
      'stages=[{steps: 5}, {freeze: [tail.*]}]',
      /^subpixel: Stage 2: Expected a pattern of weights \(.*\) for freeze but received "tail\.\*"/,
    ],
    ['nothing left to train', 'stages=[{freeze: ["*"]}]', 'subpixel: Expected at least one weight to train for freeze but received "*"'],
    ['no stage', 'stages=[]', /expected a list of at least one stage for stages but received \[\]/],
  ])('%s fails before the first step', async (_title, pair, sentence) => {
    const outcome = await train(['--out', at('never'), ...set(pair)]);
    expect(outcome.stderr).toMatch(sentence);
    expect([outcome.code, outcome.stderr.split('\n').length]).toEqual([2, 1]);
    await expect(readFile(at('never', 'config.yaml'))).rejects.toThrow();
  });
});

test('early stopping ends the run after validations without a gain', async () => {
  const { code, stdout } = await train([
    '--out',
    at('early'),
    '--json',
    ...set('steps=1000', 'validation.every=2', 'earlyStopping={patience: 3, minGain: 50}'),
  ]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ finished: true, stoppedEarly: true, steps: 8 });
  expect((await networkOf(at('early', 'early.onnx'))).facts.model).toBe('espcn');
});

describe('a change of the configuration on resume', () => {
  test('is refused unless it is named', async () => {
    const longer = set('steps=40', 'learningRate=0.001');
    const refused = await train(['--out', at('base'), '--resume', ...longer]);
    expect(refused.stderr).toBe(
      'subpixel: ~/base: expected the configuration that the run was started with but steps was 20 and is now 40; --allow-change steps would allow it',
    );
    const named = await train(['--out', at('base'), '--resume', ...longer, '--allow-change', 'steps', '--allow-change', 'learningRate']);
    expect([named.code, named.stderr]).toEqual([0, '']);
    expect((await logOf(at('base'))).at(-1)).toMatch(/^40,.*,0\.001$/);
  });

  test('of the optimiser starts its state anew and keeps the weights', async () => {
    expect(
      (
        await train([
          '--out',
          at('base'),
          '--resume',
          ...set('steps=50', 'learningRate=0.001', 'optimizer={name: sgd}'),
          '--allow-change',
          'optimizer',
          '--allow-change',
          'steps',
        ])
      ).code,
    ).toBe(0);
    expect(new Set((await slotsOf('base')).map((name) => name.split('/')[0]))).toEqual(new Set(['velocity']));
  });

  test.each([
    [
      'of the network',
      ['--resume', ...set('options.features=[4,4]')],
      /expected the configuration that the run was started with but options\.features was \[8,4\] and is now \[4,4\]$/,
    ],
    [
      'of the network, named',
      ['--resume', '--allow-change', 'options'],
      /^subpixel: Expected one of .* for --allow-change but received "options"/,
    ],
    ['that is no key', ['--resume', '--allow-change', 'learningrate'], /for --allow-change but received "learningrate"/],
    ['without --resume', ['--allow-change', 'steps'], 'subpixel: Expected --resume beside --allow-change but received none'],
  ])('%s is an error', async (_title, args, sentence) => {
    const outcome = await train(['--out', at('base'), ...args]);
    expect(outcome.stderr).toMatch(sentence);
    expect([outcome.code, outcome.stderr.split('\n').length]).toEqual([2, 1]);
  });
});

describe('series', () => {
  test('seeds: one run each, with mean and standard deviation', async () => {
    const { code, stdout } = await train(['--out', at('seeds'), '--seeds', '1,2,3', '--json', ...set('steps=10')]);
    expect(code).toBe(0);
    const { runs, mean, deviation } = JSON.parse(stdout);
    const scores = runs.map((r: { psnr: number }) => r.psnr) as [number, number, number];
    expect(runs.map((r: { name: string }) => r.name)).toEqual(['seed-1', 'seed-2', 'seed-3']);
    expect(new Set(scores).size).toBe(3);
    expect(mean).toBeCloseTo((scores[0] + scores[1] + scores[2]) / 3, 12);
    expect(deviation).toBeCloseTo(Math.sqrt(scores.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 2), 12);
    expect(JSON.parse(await readFile(at('seeds', 'series.json'), 'utf8'))).toEqual(JSON.parse(stdout));
  });

  test('folds: every picture is validated on once, and the series goes on where it stopped', async () => {
    const args = ['--folds', '3', ...set('steps=10', 'logEvery=2')];
    const controller = new AbortController();
    const poll = setInterval(async () => {
      if ((await logOf(at('folds', 'fold-2')).catch(() => [])).length > 1) controller.abort();
    }, 1);
    const first = await train([...args, '--out', at('folds')], controller.signal);
    clearInterval(poll);
    expect([first.code, first.stderr]).toEqual([130, 'Stopped in run 2 of 3. Go on with the same command and --resume']);
    const second = await train([...args, '--out', at('folds'), '--resume']);
    expect(second.code).toBe(0);
    expect(second.stdout).toMatch(/fold-1 .*\nfold-2 .*\nfold-3 .*\nmean .* dB, standard deviation .* dB$/s);
    const trained = await Promise.all(
      [1, 2, 3].map(async (i) =>
        JSON.parse(await readFile(at('folds', `fold-${i}`, 'data.json'), 'utf8'))[0].images.map((p: { name: string }) => p.name),
      ),
    );
    expect(trained).toEqual([
      ['b.png', 'c.png'],
      ['a.png', 'c.png'],
      ['a.png', 'b.png'],
    ]);
  });

  test.each([
    ['both', ['--seeds', '1,2', '--folds', '2'], 'subpixel: Expected only one of --seeds and --folds but received both'],
    ['one seed', ['--seeds', '1'], /^subpixel: Expected at least two different whole numbers, such as 1,2,3 for --seeds but received "1"/],
    ['equal seeds', ['--seeds', '1,1'], /for --seeds but received "1,1"/],
  ])('%s is an error', async (_title, args, sentence) => {
    const outcome = await train(args);
    expect(outcome.stderr).toMatch(sentence);
    expect(outcome.code).toBe(2);
  });
});
