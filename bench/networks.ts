/** How long every network takes for one picture of 64×64 LR pixels on the CPU, with weights as they start, at the first of its scales. */
import { multiplyAdds, parameterCount } from '../src/graph/cost.ts';
import { serialize } from '../src/graph/serialize.ts';
import { sizeOf, tensor } from '../src/graph/tensor.ts';
import { anySize, buildNetwork, exportNetwork } from '../src/models/network.ts';
import { type NamedModel, namedModels } from '../src/models/presets.ts';
import { mulberry32 } from '../src/random.ts';
import { ortNode } from '../src/runtime/ort-node.ts';
import { median } from './alternate.ts';
import { threads } from './environment.ts';
import { type BenchOptions, type Row, rounded } from './rows.ts';

const lrSize = 64;
/** Multiply-adds for the picture above which a network is left out: a pass would take seconds. */
const most = 100e9;

export async function benchNetworks({ quick, say }: BenchOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for (const model of namedModels) {
    const row = await benchNetwork(model, quick ? 1 : 7);
    if (typeof row === 'string') say(`${model.name}: ${row}`);
    else rows.push(row);
  }
  return rows;
}

/** The row, or why there is none. */
async function benchNetwork({ name, scales, channels, input, multipleOf = 1 }: NamedModel, rounds: number): Promise<Row | string> {
  const spec = { model: name, scale: scales[0]!, channels, options: {} };
  const { graph, sr } = buildNetwork(spec, anySize(spec), 0, { blank: true, collapsed: true });
  const outSize = lrSize * spec.scale;
  graph.output(sr, 'sr');
  const work = multiplyAdds(graph, { width: outSize, height: outSize });
  if (work > most) return `left out, ${rounded(work / 1e9)} G multiply-adds for ${lrSize}×${lrSize} LR pixels`;
  const drawn = buildNetwork(spec, anySize(spec), 1, { collapsed: true }).graph.weights;
  const weights = Object.fromEntries(drawn.map((w) => [w.name, w.tensor!]));
  const side = Math.ceil((input === 'lr' ? lrSize : outSize) / multipleOf) * multipleOf;
  const shape = [1, channels, side, side];
  const lr = tensor(Float32Array.from({ length: sizeOf(shape) }, mulberry32(1)), shape);
  const session = await ortNode.load(serialize(exportNetwork(spec, weights, {}, { collapsed: true })), { threads });
  const ms: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const began = performance.now();
    await session.run({ lr });
    if (round > 0) ms.push(performance.now() - began);
  }
  await session.dispose();
  const time = median(ms);
  return {
    measured: {
      network: name,
      scale: spec.scale,
      parameters: parameterCount(graph),
      multiplyAddsG: rounded(work / 1e9),
      ms: rounded(time),
      gflopPerS: rounded((2 * work) / time / 1e6),
    },
    about: { lrSize, channels, input },
  };
}
