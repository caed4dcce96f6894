import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { configOf, modelOf } from '../../bench/network.ts';
import { trainCases } from '../../bench/train-cases.ts';
import { Graph } from '../graph/graph.ts';
import { type OnnxModel, opsets } from '../graph/model.ts';
import * as op from '../graph/ops.ts';
import { parse } from '../graph/parse.ts';
import { serialize } from '../graph/serialize.ts';
import { sizeOf, type Tensor, tensor } from '../graph/tensor.ts';
import { sgd } from '../optim/sgd.ts';
import { mulberry32 } from '../random.ts';
import { buildStep } from '../train/step.ts';
import { blockSize } from './block-size.ts';
import { blockConvolutions } from './blocked.ts';
import { ortNode } from './ort-node.ts';

async function runModel(model: OnnxModel, feeds: Record<string, Tensor>): Promise<Record<string, Tensor>> {
  const session = await ortNode.load(serialize(model), { threads: 1 });
  return session.run(feeds).finally(() => session.dispose());
}

function randomFeeds({ graph }: OnnxModel, seed = 3): Record<string, Tensor> {
  const random = mulberry32(seed);
  const draw = (shape: readonly number[]) =>
    tensor(
      Float32Array.from({ length: sizeOf(shape) }, () => random() - 0.5),
      shape,
    );
  return Object.fromEntries(graph.inputs.map(({ name, sizes }) => [name, draw(sizes)]));
}

const largest = ({ data }: Tensor) => (data as Float32Array).reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** Differences count by the size of their tensor, and from `floor` on: a gradient that is zero but for rounding has no size. */
function expectClose(got: Tensor, want: Tensor, floor = 1e-6): void {
  expect(got.shape).toEqual(want.shape);
  const difference = (want.data as Float32Array).map((x, i) => Number(got.data[i]) - x);
  expect(largest({ ...want, data: difference }) / Math.max(largest(want), floor)).toBeLessThan(1e-4);
}

const block = await blockSize(async (model, feeds) => (await runModel(model, feeds))['y']!);
if (block === undefined) console.warn('Convolutions in blocks are not compared: this processor has none');

test('engines that refuse blocks, or give something else with them, are left without', async () => {
  const refusing = (model: OnnxModel) =>
    model.opsets.size > opsets.size ? Promise.reject(new Error('no such domain')) : Promise.resolve(tensor([1], [1]));
  expect(await blockSize(refusing)).toBeUndefined();
  let calls = 0;
  expect(await blockSize(async () => tensor([calls++], [1]))).toBeUndefined();
  expect(calls).toBe(3);
});

describe('a graph in blocks', () => {
  const g = new Graph();
  const x = g.input('x', [2, 32, 6, 5]);
  const w = (name: string, o: number, i: number, k: number) => g.input(name, [o, i, k, k]);
  const first = op.conv(g, x, w('first', 32, 32, 3), { pads: 1, bias: g.input('bias', [32]) });
  const active = op.relu(g, first);
  const second = op.conv(g, active, w('second', 32, 32, 3), { pads: 1 });
  // Used twice, so that its Relu is not part of the convolution.
  const sum = op.add(g, op.relu(g, second), second);
  const scaled = op.mul(g, sum, g.input('perChannel', [32, 1, 1]));
  const strided = op.conv(g, op.add(g, scaled, x), w('strided', 64, 32, 3), { pads: 1, strides: 2 });
  const small = op.conv(g, strided, w('small', 3, 64, 3), { pads: 1 });
  g.output(active, 'active');
  g.output(op.add(g, small, g.constant(0.5)), 'y');
  g.output(strided, 'strided y');
  const model: OnnxModel = { graph: g, opsets, metadata: {} };

  test.skipIf(block === undefined)('gives what it gives without', async () => {
    const feeds = randomFeeds(model);
    const [got, want] = [await runModel(blockConvolutions(model, block!), feeds), await runModel(model, feeds)];
    expect(Object.keys(got)).toEqual(Object.keys(want));
    for (const name of Object.keys(want)) expectClose(got[name]!, want[name]!);
  });

  test('has the convolutions that gain, the activation within, and elementwise operators between', () => {
    const { nodes } = blockConvolutions(model, 16).graph;
    const count = (name: string, domain: string) => nodes.filter((n) => n.op === name && n.domain === domain).length;
    expect(count('Conv', 'com.microsoft.nchwc')).toBe(3);
    expect(count('Conv', '')).toBe(1);
    expect(count('Relu', '')).toBe(1);
    expect(count('ReorderInput', 'com.microsoft.nchwc')).toBe(2);
    expect(count('ReorderOutput', 'com.microsoft.nchwc')).toBe(3);
  });
});

test('a model without large convolutions stays as it is', () => {
  const g = new Graph();
  g.output(op.conv(g, g.input('x', [1, 32, 4, 4]), g.input('w', [32, 32, 1, 1])), 'y');
  const model: OnnxModel = { graph: g, opsets, metadata: {} };
  expect(blockConvolutions(model, 16)).toBe(model);
});

describe.each(trainCases.map((one) => ({ ...one, batchSize: 2, lrPatchSize: 6 })))('a training step of $network', (one) => {
  test.skipIf(block === undefined)('is the same in blocks', async () => {
    // Adam would show no more of the gradient than its sign.
    const config = { ...configOf(one, { learningRate: 1e-3 }), optimizer: { name: 'sgd', options: v.parse(sgd.config, {}) } };
    const { model: bytes, initial } = buildStep(config, modelOf(one));
    const step = parse(bytes);
    const feeds = { ...randomFeeds(step), ...initial };
    for (const { name, shape } of step.graph.inputs) if (shape.length === 0) feeds[name] = tensor([0.5], []);
    const [got, want] = [await runModel(blockConvolutions(step, block!), feeds), await runModel(step, feeds)];
    const floor = 1e-3 * Math.max(...Object.values(want).map(largest));
    for (const name of Object.keys(want)) expectClose(got[name]!, want[name]!, floor);
  });
});
