/**
 * Which network of about a hundred thousand parameters is the best default: each is trained for the same time by the same recipe, measured on
 * pictures that none of them sees, and then timed in turns at making one megapixel.
 */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { multiplyAdds, parameterCount } from '../src/graph/cost.ts';
import { sizeOf, tensor } from '../src/graph/tensor.ts';
import { anySize, buildNetwork, type NetworkSpec } from '../src/models/network.ts';
import { modelNamed } from '../src/models/presets.ts';
import { mulberry32 } from '../src/random.ts';
import type { Session } from '../src/runtime/engine.ts';
import { ortNode } from '../src/runtime/ort-node.ts';
import { alternate, median } from './alternate.ts';
import { threads } from './environment.ts';
import { type BenchOptions, type Row, rounded } from './rows.ts';
import { inTemporaryFolder } from './temporary-folder.ts';
import { baseConfig, holdOut, missingSet, trainFor, trainingSets } from './train-for.ts';

const scale = 2;
/** Of the LR picture, for an output of one megapixel; SAFMN wants a multiple of 8. */
const side = 504;

interface Candidate {
  readonly name: string;
  readonly model: string;
  readonly options?: NetworkSpec['options'];
}

const candidates: readonly Candidate[] = [
  { name: 'ECBSR-M10C32', model: 'ecbsr-m10c32' },
  { name: 'ECBSR-M5C46', model: 'ecbsr', options: { blocks: 5, features: 46 } },
  { name: 'ECBSR-M20C23', model: 'ecbsr', options: { blocks: 20, features: 23 } },
  { name: 'SESR-XL', model: 'sesr-xl' },
  { name: 'SPAN, 24 features', model: 'span', options: { features: 24 } },
  { name: 'SAFMN, 24 features', model: 'safmn', options: { features: 24 } },
];

/** Without the pictures of the training sets there is nothing to measure. */
export async function benchCandidates({ quick, say }: BenchOptions): Promise<Row[]> {
  const missing = missingSet(trainingSets);
  if (missing !== undefined) {
    say(`${missing} is not there`);
    return [];
  }
  return inTemporaryFolder(async (root) => {
    const validation = join(root, 'validation');
    const heldOut = await holdOut(validation);
    const timed = { seconds: quick ? 5 : 270, validation, validations: 1 };
    const trained: { name: string; step: number; psnr: number; file: string }[] = [];
    for (const { name, model, options = {} } of candidates) {
      say(name);
      // Averages would lag behind in networks that make few steps.
      const config = { model, options, ...baseConfig(heldOut), ema: undefined };
      const { run, log } = await trainFor(timed, config, join(root, String(trained.length)));
      const { step, psnr } = log.at(-1)!;
      trained.push({ name, step, psnr, file: join(run, `${basename(run)}.onnx`) });
    }
    const ms = await timesOf(
      trained.map(({ file }) => file),
      quick ? 1 : 9,
    );
    return trained.map(({ name, step, psnr }, i) => ({
      measured: { network: name, ...costOf(candidates[i]!), steps: step, psnr: Number(psnr.toFixed(3)), ms: rounded(ms[i]!) },
      about: { scale, threads },
    }));
  });
}

/** Multiply-adds are those of an output of 1280×720, as the papers have them. */
function costOf({ model, options = {} }: Candidate): { parameters: number; multiplyAddsG: number } {
  const spec = { model, scale, channels: modelNamed(model).channels, options };
  const { graph, sr } = buildNetwork(spec, anySize(spec), 0, { blank: true, collapsed: true });
  graph.output(sr, 'sr');
  return { parameters: parameterCount(graph), multiplyAddsG: rounded(multiplyAdds(graph, { width: 1280, height: 720 }) / 1e9) };
}

/** Medians in milliseconds for one picture, all networks in turns. */
async function timesOf(files: readonly string[], rounds: number): Promise<number[]> {
  const sessions: Session[] = [];
  const turns = [];
  for (const [i, file] of files.entries()) {
    const session = await ortNode.load(await readFile(file), { threads });
    const shape = [1, modelNamed(candidates[i]!.model).channels, side, side];
    const lr = tensor(Float32Array.from({ length: sizeOf(shape) }, mulberry32(1)), shape);
    sessions.push(session);
    turns.push(async () => {
      const start = performance.now();
      await session.run({ lr });
      return [performance.now() - start];
    });
  }
  const samples = await alternate(turns, rounds);
  for (const session of sessions) await session.dispose();
  return samples.map(median);
}
