/** How long every network takes for one picture of 64×64 LR pixels on the CPU, with weights as they start, at the first of its scales. */
import { type NamedModel, namedModels } from '../src/models/presets.ts';
import { median } from './alternate.ts';
import { costOf, drawn } from './drawn.ts';
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
  const outSize = lrSize * spec.scale;
  const { parameters, work } = costOf(spec, { width: outSize, height: outSize });
  if (work > most) return `left out, ${rounded(work / 1e9)} G multiply-adds for ${lrSize}×${lrSize} LR pixels`;
  const network = await drawn(spec, Math.ceil((input === 'lr' ? lrSize : outSize) / multipleOf) * multipleOf);
  await network.time();
  const ms: number[] = [];
  for (let round = 0; round < rounds; round++) ms.push(await network.time());
  await network.dispose();
  const time = median(ms);
  return {
    measured: {
      network: name,
      scale: spec.scale,
      parameters,
      multiplyAddsG: rounded(work / 1e9),
      ms: rounded(time),
      gflopPerS: rounded((2 * work) / time / 1e6),
    },
    about: { lrSize, channels, input },
  };
}
