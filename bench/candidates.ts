/**
 * Which network of about a hundred thousand parameters is the best default: each is trained for the same time by the same recipe, measured on
 * pictures that none of them sees, and then timed in turns at making one megapixel.
 */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { multiplyAdds, parameterCount } from '../src/graph/cost.ts';
import { anySize, buildNetwork, type NetworkSpec } from '../src/models/network.ts';
import { modelNamed } from '../src/models/presets.ts';
import { ortNode } from '../src/runtime/ort-node.ts';
import { loadNetwork } from '../src/upscale/network.ts';
import { upscaleImage } from '../src/upscale/upscale.ts';
import { alternate, median } from './alternate.ts';
import { threads } from './environment.ts';
import { photo } from './photo.ts';
import { type BenchOptions, type Row, rounded } from './rows.ts';
import { inTemporaryFolder } from './temporary-folder.ts';
import { baseConfig, holdOut, missingSet, runSubpixel, trainFor, trainingSets } from './train-for.ts';

const scale = 2;
/** Of the LR picture, for an output of one megapixel. */
const side = 500;

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
    const trained: { name: string; steps: number; psnr: number; file: string }[] = [];
    for (const { name, model, options = {} } of candidates) {
      say(name);
      const config = { model, options, ...baseConfig(heldOut) };
      const { run, steps } = await trainFor(timed, config, join(root, String(trained.length)));
      const file = join(run, `${basename(run)}.onnx`);
      trained.push({ name, steps, psnr: await lumaPsnr(file, validation), file });
    }
    const ms = await timesOf(
      trained.map(({ file }) => file),
      quick ? 1 : 9,
    );
    return trained.map(({ name, steps, psnr }, i) => ({
      measured: { network: name, ...costOf(candidates[i]!), steps, psnr: Number(psnr.toFixed(3)), ms: rounded(ms[i]!) },
      about: { scale, threads },
    }));
  });
}

/** Mean of the pictures by the protocol of the tables, also for networks of RGB. */
async function lumaPsnr(network: string, pictures: string): Promise<number> {
  const args = ['--data', pictures, '--protocol', 'paper-y', '--metric', 'psnr', '--threads', '1', '--quiet', '--json'];
  return JSON.parse(await runSubpixel(['eval', '-n', network, ...args])).mean.psnr;
}

/** Multiply-adds are those of an output of 1280×720, as the papers have them. */
function costOf({ model, options = {} }: Candidate): { parameters: number; multiplyAddsG: number } {
  const spec = { model, scale, channels: modelNamed(model).channels, options };
  const { graph, sr } = buildNetwork(spec, anySize(spec), 0, { blank: true, collapsed: true });
  graph.output(sr, 'sr');
  return { parameters: parameterCount(graph), multiplyAddsG: rounded(multiplyAdds(graph, { width: 1280, height: 720 }) / 1e9) };
}

/** Medians in milliseconds for the luma (or RGB) of one picture, all networks in turns. */
async function timesOf(files: readonly string[], rounds: number): Promise<number[]> {
  const picture = photo(side, side);
  const networks = [];
  for (const file of files) networks.push(await loadNetwork(await readFile(file), ortNode, { threads, name: file }));
  const turns = networks.map((network) => async () => {
    const start = performance.now();
    await upscaleImage(picture, { name: network.name, scales: [scale], load: async () => network }, { scale });
    return [performance.now() - start];
  });
  const samples = await alternate(turns, rounds);
  for (const network of networks) await network.dispose();
  return samples.map(median);
}
