/** One run for several scales, with a model whose weights do not depend on the scale, as VDSR's do not. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cli } from '../support/cli.ts';
import { logOf, networkOf, trainingFolder } from '../support/training.ts';

vi.mock('../../src/models/index.ts', async (original) => {
  const { models } = await original<typeof import('../../src/models/index.ts')>();
  const { defineModel } = await import('../../src/models/model.ts');
  const { add, concat, pixelShuffle } = await import('../../src/graph/ops.ts');
  /** x, each pixel repeated r × r times, plus two convolutions of it. */
  const repeated = defineModel({
    name: 'repeated',
    title: 'Repeated',
    paper: { title: 'none', year: 2026 },
    family: 'post-upsampling',
    input: 'lr',
    channels: 1,
    scales: [2, 3, 4],
    config: v.strictObject({}),
    params: {},
    build(nn, x, { scale }) {
      const large = pixelShuffle(
        nn.graph,
        concat(
          nn.graph,
          Array.from({ length: scale ** 2 }, () => x),
          1,
        ),
        scale,
      );
      return add(nn.graph, large, nn.conv('last', 4, 1, 3)(nn.relu(nn.conv('first', 1, 4, 3)(large))));
    },
  });
  return { models: { ...models, repeated } };
});

let root: string;
const at = (...parts: string[]) => join(root, ...parts);
beforeAll(async () => {
  root = await trainingFolder({
    model: 'repeated',
    options: {},
    scale: [2, 3, 4],
    steps: 24,
    validation: { holdOutEvery: 3, every: 12 },
    data: undefined,
  });
});
afterAll(() => rm(root, { recursive: true, force: true }));

const train = (out: string, extra: readonly string[] = [], signal?: AbortSignal) =>
  cli(
    root,
    [
      'train',
      '-c',
      at('tiny.yaml'),
      '--out',
      at(out),
      '--set',
      `data={folders: ["${at('photos')}"], patch: {mode: grid, lrPatchSize: 6, stride: 4}}`,
      '--json',
      ...extra,
    ],
    signal ? { signal } : {},
  );

test('a file for each scale, all of the same weights, which every scale trained', async () => {
  const { code, stdout, stderr } = await train('shared');
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout).networks).toEqual(['~/shared/shared_x2.onnx', '~/shared/shared_x3.onnx', '~/shared/shared_x4.onnx']);
  const networks = await Promise.all([2, 3, 4].map((scale) => networkOf(at('shared', `shared_x${scale}.onnx`))));
  expect(networks.map(({ facts }) => [facts.scale, facts.training['scales']])).toEqual([2, 3, 4].map((s) => [s, [2, 3, 4]]));
  expect(networks[1]!.weights).toEqual(networks[0]!.weights);
  expect(networks[2]!.weights).toEqual(networks[0]!.weights);
});

test('stopped and resumed it gives the same weights, scales drawn at random too', async () => {
  const order = ['--set', 'scaleOrder=random', '--set', 'logEvery=4'];
  expect((await train('random', order)).code).toBe(0);
  const controller = new AbortController();
  const poll = setInterval(async () => {
    if ((await logOf(at('stopped')).catch(() => [])).length > 2) controller.abort();
  }, 1);
  expect((await train('stopped', order, controller.signal)).code).toBe(130);
  clearInterval(poll);
  expect((await train('stopped', [...order, '--resume'])).code).toBe(0);
  expect(await logOf(at('stopped'))).toEqual(await logOf(at('random')));
  expect((await networkOf(at('stopped', 'stopped_x3.onnx'))).weights).toEqual((await networkOf(at('random', 'random_x3.onnx'))).weights);
});

test('a scale that the model lacks is named', async () => {
  const { code, stderr } = await train('never', ['--set', 'scale=[2, 5]']);
  expect([code, stderr]).toEqual([2, 'subpixel: ~/tiny.yaml: Expected 2, 3, 4 for scale but received 5']);
});
