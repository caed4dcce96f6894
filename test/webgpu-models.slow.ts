/** One training step of every network, ours and those of the benchmarks, gives the same on WebGPU as on the CPU. */
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { configOf, modelOf } from '../bench/network.ts';
import { trainCases } from '../bench/train-cases.ts';
import { models } from '../src/models/index.ts';
import { optimizers } from '../src/optim/index.ts';
import type { Device } from '../src/runtime/engine.ts';
import { ortNode } from '../src/runtime/ort-node.ts';
import { agreement } from './support/agreement.ts';
import { seededBatch, type Trained, trainConfigured, trainSeeded } from './support/seeded-training.ts';
import { webgpuMissing } from './support/webgpu.ts';

const missing = await webgpuMissing();
if (missing) console.warn(`Networks are not compared on WebGPU: ${missing}`);

// After the first step a velocity is the gradient itself; Adam would show no more of it than its sign.
const optimizer = { name: 'sgd', options: { momentum: 0.9 } };
const learningRate = 0.01;

/** Of the networks of the benchmarks; docs/gpu.md says what is known of the others. */
const agreeing = ['fsrcnn_x2', 'vdsr', 'edsr-b8f64_x2'];

async function expectAgreement(trainOn: (device: Device) => Promise<Trained>): Promise<void> {
  const [cpu, gpu] = [await trainOn('cpu'), await trainOn('webgpu')];
  expect(gpu.losses[0]! / cpu.losses[0]!).toBeCloseTo(1, 3);
  expect(agreement(gpu.state, cpu.state)).toBeLessThan(1e-3);
}

const networks = Object.values(models).flatMap(({ name, scales }) => scales.map((scale) => ({ name, scale })));

test.skipIf(missing).each(networks)('$name ×$scale', ({ name: model, scale }) =>
  expectAgreement((device) => trainSeeded(ortNode, { model, scale, steps: 1, optimizer, learningRate, device })),
);

test.skipIf(missing).each(trainCases.filter(({ network }) => agreeing.includes(network)))('$network', (one) =>
  expectAgreement((device) => {
    const options = v.parse(optimizers['sgd']!.config, optimizer.options) as Record<string, unknown>;
    const config = { ...configOf({ ...one, ...seededBatch }, { learningRate, device }), optimizer: { ...optimizer, options } };
    return trainConfigured(ortNode, config, modelOf(one));
  }),
);
