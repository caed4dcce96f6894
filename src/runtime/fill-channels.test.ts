import { expect, test } from 'vitest';
import { webgpuMissing } from '../../test/support/webgpu.ts';
import { Graph } from '../graph/graph.ts';
import { opsets } from '../graph/model.ts';
import * as op from '../graph/ops.ts';
import { serialize } from '../graph/serialize.ts';
import { sizeOf, tensor } from '../graph/tensor.ts';
import { mulberry32 } from '../random.ts';
import { fillChannels } from './fill-channels.ts';
import { ortNode } from './ort-node.ts';

const missing = await webgpuMissing();
if (missing) console.warn(`Convolutions are not run on WebGPU: ${missing}`);

const draw = (shape: readonly number[], seed: number) => tensor(Float32Array.from({ length: sizeOf(shape) }, mulberry32(seed)), shape);

/** A convolution k×k from so many channels to four, and one 1×1 behind it. */
function convolution(channels: number, kernel = 3) {
  const g = new Graph();
  const x = g.input('x', [1, channels, 6, 6]);
  const w = g.constant(draw([4, channels, kernel, kernel], 2), 'w');
  const y = op.conv(g, x, w, { pads: kernel >> 1, bias: g.constant(draw([4], 3), 'b') });
  g.output(op.relu(g, y), 'y');
  return { graph: g, opsets, metadata: {} };
}

const inputChannels = (model: ReturnType<typeof convolution>) =>
  model.graph.nodes.filter((n) => n.op === 'Conv').map((n) => n.inputs[1]!.sizes[1]);

test('fills 6 and 9 channels up to 8 and 12, and the result stays', async () => {
  for (const [channels, filled] of [
    [6, 8],
    [9, 12],
  ] as const) {
    const model = convolution(channels);
    const x = draw([1, channels, 6, 6], 1);
    const run = async () => {
      const session = await ortNode.load(serialize(model));
      return Array.from((await session.run({ x }).finally(() => session.dispose()))['y']!.data as Float32Array);
    };
    const before = await run();
    expect(fillChannels(model)).toBe(true);
    expect(inputChannels(model)).toEqual([filled]);
    const after = await run();
    before.forEach((v, i) => {
      expect(after[i]).toBeCloseTo(v, 4);
    });
  }
});

test('leaves 3, 4, 12 and 16 channels and filters of 1×1 as they are', () => {
  for (const model of [3, 4, 12, 16].map((channels) => convolution(channels))) expect(fillChannels(model)).toBe(false);
  expect(fillChannels(convolution(6, 1))).toBe(false);
});

test.skipIf(missing)('WebGPU makes of 6 channels what the CPU does', async () => {
  const x = draw([1, 6, 6, 6], 1);
  const [cpu, gpu] = await Promise.all(
    (['cpu', 'webgpu'] as const).map(async (device) => {
      const session = await ortNode.load(serialize(convolution(6)), { device });
      return Array.from((await session.run({ x }).finally(() => session.dispose()))['y']!.data as Float32Array);
    }),
  );
  cpu!.forEach((v, i) => {
    expect(gpu![i]).toBeCloseTo(v, 3);
  });
});
