/** One training step of every network, ours and those of the benchmarks, gives the same on WebGPU as on the CPU. */
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { configOf, modelOf } from '../bench/network.ts';
import { trainCases } from '../bench/train-cases.ts';
import { models } from '../src/models/index.ts';
import type { ModelDef } from '../src/models/model.ts';
import { optimizers } from '../src/optim/index.ts';
import { ortNode } from '../src/runtime/ort-node.ts';
import { parseTrainConfig, type TrainConfig } from '../src/train/config.ts';
import type { State } from '../src/train/step.ts';
import { agreement, zerosOf } from './support/agreement.ts';
import { seedAwayFromKinks } from './support/kinks.ts';
import { trainConfigured } from './support/seeded-training.ts';
import { webgpuMissing } from './support/webgpu.ts';

const missing = await webgpuMissing();
if (missing) console.warn(`Networks are not compared on WebGPU: ${missing}`);

// After the first step a velocity is the gradient itself; Adam would show no more of it than its sign.
const optimizer = { name: 'sgd', options: v.parse(optimizers['sgd']!.config, { momentum: 0.9 }) as Record<string, unknown> };
const learningRate = 0.01;
/** Small, so that some batch has no element at a kink: at the first try LapSRN had one in 581 632, worth 0.4 % of a gradient. */
const batch = { batchSize: 1, lrPatchSize: 4 } as const;

/** What batch normalisation behind it undoes has a gradient of exactly zero: biases, and xUnit's scale before ReLU, depthwise convolution and the next one. */
const normalized = /\.bias$|^velocity\/unit\d\.before\.weight$/;

const isSlot = (name: string) => name.includes('/');
const part = (state: State, of: (name: string) => boolean): State => Object.fromEntries(Object.entries(state).filter(([name]) => of(name)));

async function expectAgreement(config: TrainConfig, model: ModelDef): Promise<void> {
  const seed = await seedAwayFromKinks(config, model);
  const cpu = await trainConfigured(ortNode, { ...config, device: 'cpu' }, { model, seed });
  const gpu = await trainConfigured(ortNode, { ...config, device: 'webgpu' }, { model, seed });
  expect(gpu.losses[0]! / cpu.losses[0]!).toBeCloseTo(1, 3);
  const zeros = zerosOf(part(gpu.state, isSlot), part(cpu.state, isSlot));
  expect(zeros.filter((name) => !normalized.test(name))).toEqual([]);
  const unmoved = zeros.map((name) => name.slice(name.indexOf('/') + 1));
  expect(agreement(gpu.state, cpu.state, [...zeros, ...unmoved])).toBeLessThan(1e-3);
}

/** Every network at test size and the first of its scales, in patches of about 4 pixels, or of two blocks where a network takes whole ones only. */
test.skipIf(missing).each(Object.values(models))('$name', (model) => {
  const { name, scales, input, multipleOf = 1, tiny = {} } = model;
  const [scale] = scales as [number];
  const step = input === 'lr' ? multipleOf : multipleOf / greatestCommonDivisor(multipleOf, scale);
  const patch = { mode: 'random', lrPatchSize: step > 1 ? 2 * step : batch.lrPatchSize };
  const settings = { model: name, scale, options: tiny, steps: 1, batchSize: batch.batchSize, optimizer, learningRate };
  const config = { ...settings, losses: [{ name: 'l2' }], data: { folders: ['unused'], patch }, validation: { holdOutEvery: 2 } };
  return expectAgreement(parseTrainConfig(config, 'the test'), model);
});

test.skipIf(missing).each(trainCases)('$network at the size of the benchmark', (one) =>
  expectAgreement({ ...configOf({ ...one, ...batch }, { learningRate }), optimizer }, modelOf(one)),
);

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
