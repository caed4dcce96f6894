import { describe, expect, test, vi } from 'vitest';
import { runGraph } from '../../test/support/run-graph.ts';
import { ConfigError } from '../errors.ts';
import { Graph } from '../graph/graph.ts';
import { sizeOf, type Tensor, tensor } from '../graph/tensor.ts';
import { imresize } from '../image/resize.ts';
import { exportNetwork } from '../models/network.ts';
import { mulberry32 } from '../random.ts';
import { ortNode } from '../runtime/ort-node.ts';
import { parseTrainConfig, type TrainConfig } from './config.ts';
import { buildStep, exportedWeights, startStep } from './step.ts';
import { type SupervisedConfig, supervisedLoss } from './supervision.ts';

/** Two networks with side outputs: one shared convolution applied three times, and a pyramid with an output at half the size. */
vi.mock(import('../models/index.ts'), async (original) => {
  const { defineModel } = await import('../models/model.ts');
  const { strictObject } = await import('valibot');
  const facts = {
    paper: { title: 'none', year: 2026 },
    family: 'post-upsampling',
    input: 'lr',
    channels: 1,
    config: strictObject({}),
    params: {},
  } as const;
  const recursion = defineModel({
    ...facts,
    name: 'recursion',
    title: 'Recursion',
    scales: [2],
    build(nn, x, { scale, channels }) {
      const recurse = nn.conv('recurse', 4, 4, 3);
      const rebuild = nn.conv('rebuild', 4, channels * scale ** 2, 3);
      let features = nn.conv('embed', channels, 4, 3)(x);
      const side = Array.from({ length: 3 }, () => {
        features = nn.tanh(recurse(features));
        return nn.pixelShuffle(rebuild(features), scale);
      });
      return { sr: side.at(-1)!, side: side.slice(0, -1) };
    },
  });
  const pyramid = defineModel({
    ...facts,
    name: 'pyramid',
    title: 'Pyramid',
    scales: [4],
    build(nn, x, { channels }) {
      const half = nn.pixelShuffle(nn.conv('level1', channels, channels * 4, 3)(x), 2);
      return { sr: nn.pixelShuffle(nn.conv('level2', channels, channels * 4, 3)(nn.tanh(half)), 2), side: [half] };
    },
  });
  return { models: { ...(await original()).models, recursion, pyramid } };
});

const random = mulberry32(6);
const noise = (shape: readonly number[]) =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, () => random()),
    shape,
  );
const squared = (a: Tensor, b: Tensor) =>
  (a.data as Float32Array).reduce((sum, x, i) => sum + (x - Number(b.data[i])) ** 2, 0) / a.data.length;

const l2: SupervisedConfig = { model: 'x', losses: [{ name: 'l2', weight: 1, options: {} }], unpadded: false };
const [hrShape, halfShape] = [
  [2, 1, 12, 8],
  [2, 1, 6, 4],
];

/** The loss of outputs that are inputs of the graph. */
async function lossOf(config: SupervisedConfig, sr: Tensor, side: readonly Tensor[], hr: Tensor, alpha?: number): Promise<number> {
  const g = new Graph();
  const outputs = { sr: g.input('sr', sr.shape), side: side.map((s, i) => g.input(`side${i}`, s.shape)) };
  g.output(supervisedLoss(g, config, outputs, g.input('hr', hr.shape)), 'loss');
  const feeds = { sr, hr, ...Object.fromEntries(side.map((s, i) => [`side${i}`, s])) };
  return Number((await runGraph(g, alpha === undefined ? feeds : { ...feeds, alpha: tensor([alpha], []) }))['loss']!.data[0]);
}

describe('the loss of several outputs', () => {
  const [sr, hr, ...side] = [hrShape, hrShape, hrShape, hrShape].map((shape) => noise(shape!)) as [Tensor, Tensor, Tensor, Tensor];
  const half = noise(halfShape!);
  const hrHalf = tensor(
    Float32Array.from(imresize({ channels: 2, height: 12, width: 8, data: hr.data as Float32Array }, { scale: 0.5 }).data),
    halfShape!,
  );

  test('without supervision only the last counts', async () => {
    expect(await lossOf({ ...l2, losses: [{ name: 'l2', weight: 3, options: {} }] }, sr, [half], hr)).toBeCloseTo(3 * squared(sr, hr), 5);
  });

  test('recursive: α times the mean of the side outputs and 1 − α times the last', async () => {
    const config: SupervisedConfig = { ...l2, supervision: { name: 'recursive', alpha: 1, schedule: { name: 'constant' } } };
    const want = (alpha: number) => (alpha * (squared(side[0], hr) + squared(side[1], hr))) / 2 + (1 - alpha) * squared(sr, hr);
    for (const alpha of [0, 0.3, 1]) expect(await lossOf(config, sr, side, hr, alpha)).toBeCloseTo(want(alpha), 5);
  });

  test('pyramid: each output against HR at its size', async () => {
    const plain = squared(sr, hr) + squared(half, hrHalf) + squared(side[0], hr);
    expect(await lossOf({ ...l2, supervision: { name: 'pyramid' } }, sr, [half, side[0]], hr)).toBeCloseTo(plain, 5);
    const weighted = squared(sr, hr) + 0.5 * squared(half, hrHalf) + 2 * squared(side[0], hr);
    expect(await lossOf({ ...l2, supervision: { name: 'pyramid', weights: [0.5, 2] } }, sr, [half, side[0]], hr)).toBeCloseTo(weighted, 5);
  });

  test('the smallest scale of a progressive network has one level, which is all that pyramid trains', async () => {
    const config: SupervisedConfig = { ...l2, model: 'mslapsrn', supervision: { name: 'pyramid' } };
    expect(await lossOf(config, sr, [], hr)).toBeCloseTo(squared(sr, hr), 5);
  });

  test.each<[SupervisedConfig, readonly Tensor[], string]>([
    [{ ...l2, supervision: { name: 'pyramid' } }, [], 'supervision: expected a network with side outputs but x has none'],
    [
      { ...l2, supervision: { name: 'pyramid', weights: [1] } },
      [half, half],
      'Expected 2 numbers, one for each side output for supervision.weights',
    ],
    [
      { ...l2, unpadded: true, supervision: { name: 'pyramid' } },
      [half],
      'supervision: expected padding with pyramid but unpadded is true',
    ],
    [
      { ...l2, supervision: { name: 'recursive', alpha: 1, schedule: { name: 'constant' } } },
      [half],
      'Expected side outputs of shape (2, 1, 12, 8) for supervision recursive but received "(2, 1, 6, 4)"',
    ],
  ])('what does not fit is a sentence: %#', async (config, outputs, sentence) => {
    const failing = lossOf(config, sr, outputs, hr);
    await expect(failing).rejects.toThrow(ConfigError);
    await expect(failing).rejects.toThrow(sentence);
  });
});

function configOf(model: string, scale: number, supervision: object | undefined, changes: object = {}): TrainConfig {
  return parseTrainConfig(
    {
      ...{ model, scale, steps: 4, batchSize: 2, learningRate: 1e-2, threads: 1, ...(supervision ? { supervision } : {}) },
      data: { folders: ['none'], patch: { mode: 'random', lrPatchSize: 6 } },
      validation: { holdOutEvery: 2 },
      losses: [{ name: 'l2' }],
      optimizer: { name: 'sgd' },
      ...changes,
    },
    'test',
  );
}

describe('training with side outputs', () => {
  test('α falls with its schedule: linear to nothing at the last step where it is not stated', async () => {
    const config = configOf('recursion', 2, { name: 'recursive' }, { learningRate: 1e-30 });
    const runner = await startStep(config, buildStep(config), ortNode);
    const batch = { lr: noise([2, 1, 6, 6]), hr: noise([2, 1, 12, 12]) };
    const at: number[] = [];
    for (let step = 0; step <= 4; step++) at.push((await runner.run(step, batch)).loss);
    await runner.dispose();
    // The weights do not move: losses lie on the line from the mean of the side outputs to the last output.
    const [first, last] = [at[0]!, at[4]!];
    expect(Math.abs(first - last)).toBeGreaterThan(1e-4);
    at.forEach((loss, step) => {
      expect(loss).toBeCloseTo(first + ((last - first) * step) / 4, 6);
    });
    const alone = configOf('recursion', 2, undefined);
    const single = await startStep(alone, buildStep(alone), ortNode);
    expect((await single.run(0, batch)).loss).toBeCloseTo(last, 6);
    await single.dispose();
  });

  test('a pyramid learns at every level, and the exported network has only the last output', async () => {
    const config = configOf('pyramid', 4, { name: 'pyramid', weights: [0.5] }, { steps: 60, optimizer: { name: 'adam' }, ema: 0.5 });
    const step = buildStep(config);
    const runner = await startStep(config, step, ortNode);
    const batch = { lr: noise([2, 1, 6, 6]), hr: noise([2, 1, 24, 24]) };
    const losses: number[] = [];
    for (let i = 0; i < config.steps; i++) losses.push((await runner.run(i, batch)).loss);
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
    const { graph } = exportNetwork({ ...config, channels: 1 }, exportedWeights(step, await runner.read()), {});
    await runner.dispose();
    expect(graph.outputs.map((o) => o.name)).toEqual(['sr']);
  });
});
