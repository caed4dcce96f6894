/** Batches that leave no element of a network at a kink, where rounding alone decides between two gradients. */
import type { Graph } from '../../src/graph/graph.ts';
import { identity } from '../../src/graph/ops.ts';
import { type Tensor, tensor } from '../../src/graph/tensor.ts';
import type { ModelDef } from '../../src/models/model.ts';
import { buildNetwork } from '../../src/models/network.ts';
import type { TrainConfig } from '../../src/train/config.ts';
import { supervisedLoss } from '../../src/train/supervision.ts';
import { load } from './run-graph.ts';
import { noiseBatch } from './seeded-training.ts';

/** Operators whose gradient jumps where their input is zero. */
const kinked: ReadonlySet<string> = new Set(['Abs', 'LeakyRelu', 'PRelu', 'Relu']);
/** Twice what WebGPU was seen to differ from float64 by, as a share of the tensor's largest element. */
const clearance = 5e-6;
const mostSeeds = 200;

/** The first seed whose batch keeps every input of a kinked operator away from zero, by `clearance`, on the CPU. */
export async function seedAwayFromKinks(config: TrainConfig, model: ModelDef): Promise<number> {
  const graph = kinkGraph(config, model);
  if (graph.outputs.length === 0) return 1;
  const session = await load(graph);
  try {
    for (let seed = 1; seed <= mostSeeds; seed++) {
      const inputs = await session.run({ ...noiseBatch(config, model, seed), alpha: tensor([1], []) });
      if (Object.values(inputs).every((input) => smallestShare(input) > clearance)) return seed;
    }
  } finally {
    await session.dispose();
  }
  throw new Error(`${model.name}: none of ${mostSeeds} batches keeps away from kinks`);
}

/** The network and its loss; outputs are the inputs of kinked operators. */
function kinkGraph(config: TrainConfig, model: ModelDef): Graph {
  const { batchSize, data, scale, seed } = config;
  const hrSize = data.patch.lrPatchSize * scale;
  const size = model.input === 'lr' ? data.patch.lrPatchSize : hrSize;
  const spec = { ...config, channels: model.channels };
  const network = buildNetwork(spec, [batchSize, size, size], seed, { training: true, model });
  const g = network.graph;
  supervisedLoss(g, config, network, g.input('hr', [batchSize, model.channels, hrSize, hrSize]));
  const inputs = g.nodes.filter(({ op }) => kinked.has(op)).map((node) => node.inputs[0]!);
  for (const [i, input] of inputs.entries()) g.output(identity(g, input), `kink${i}`);
  return g;
}

/** Exact zeros are those of units whose every input is zero, on any device. */
function smallestShare({ data }: Tensor): number {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const value of data as Float32Array) {
    if (value !== 0) least = Math.min(least, Math.abs(value));
    most = Math.max(most, Math.abs(value));
  }
  return least / most;
}
