/** One training step of every network gives the same on WebGPU as on the CPU. */
import { expect, test } from 'vitest';
import { models } from '../src/models/index.ts';
import { ortNode } from '../src/runtime/ort-node.ts';
import { agreement } from './support/agreement.ts';
import { trainSeeded } from './support/seeded-training.ts';
import { webgpuMissing } from './support/webgpu.ts';

const missing = await webgpuMissing();
if (missing) console.warn(`Networks are not compared on WebGPU: ${missing}`);

test.skipIf(missing).each(Object.values(models))('$name', async (model) => {
  // After the first step a velocity is the gradient itself; Adam would show no more of it than its sign.
  const one = {
    model: model.name,
    scale: model.scales[0]!,
    steps: 1,
    optimizer: { name: 'sgd', options: { momentum: 0.9 } },
    learningRate: 0.01,
  };
  const cpu = await trainSeeded(ortNode, { ...one, device: 'cpu' });
  const gpu = await trainSeeded(ortNode, { ...one, device: 'webgpu' });
  expect(gpu.losses[0]! / cpu.losses[0]!).toBeCloseTo(1, 3);
  expect(agreement(gpu.state, cpu.state)).toBeLessThan(1e-3);
});
