/**
 * Which network of about a hundred thousand parameters is the best default: each is trained for the same time by the same recipe, measured on
 * pictures that none of them sees, and then timed in turns at making one megapixel.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRecords } from '../src/cli/csv.ts';
import type { NetworkSpec } from '../src/models/network.ts';
import { modelNamed } from '../src/models/presets.ts';
import { alternate, median } from './alternate.ts';
import { costOf, drawn } from './drawn.ts';
import { threads } from './environment.ts';
import { type BenchOptions, type Row, rounded } from './rows.ts';
import { inTemporaryFolder } from './temporary-folder.ts';
import { baseConfig, holdOut, missingSet, soap, type TrainingLog, trainFor, trainingSets } from './train-for.ts';

const scale = 2;
/** Of the LR picture, for an output of one megapixel; SAFMN wants a multiple of 8. */
const side = 504;
/** Of the output for which papers state multiply-adds. */
const paperSize = { width: 1280, height: 720 };

interface Candidate {
  readonly network: string;
  readonly model: string;
  readonly options?: NetworkSpec['options'];
  readonly learningRate: number;
}

/** ECBSR makes no difference between the two rates; the others are given both. */
const candidates: readonly Candidate[] = [
  { network: 'ECBSR-M10C32', model: 'ecbsr-m10c32', learningRate: 0.002 },
  { network: 'ECBSR-M5C46', model: 'ecbsr', options: { blocks: 5, features: 46 }, learningRate: 0.002 },
  { network: 'ECBSR-M20C23', model: 'ecbsr', options: { blocks: 20, features: 23 }, learningRate: 0.002 },
  ...[0.002, 0.0007].flatMap((learningRate): Candidate[] => [
    { network: 'SESR-XL', model: 'sesr-xl', learningRate },
    { network: 'SPAN, 24 features', model: 'span', options: { features: 24 }, learningRate },
    { network: 'SAFMN, 24 features', model: 'safmn', options: { features: 24 }, learningRate },
  ]),
];

interface Trained {
  readonly steps: number;
  readonly psnr: number;
}

/** What is in the file of results is not trained again, only timed. Without the pictures of the training sets there is nothing to measure. */
export async function benchCandidates({ quick, say }: BenchOptions): Promise<Row[]> {
  const missing = missingSet(trainingSets);
  if (missing !== undefined) {
    say(`${missing} is not there`);
    return [];
  }
  const known = quick ? [] : await trainedBefore();
  const trained = await inTemporaryFolder(async (root) => {
    const validation = join(root, 'validation');
    const heldOut = await holdOut(validation);
    const timed = { seconds: quick ? 5 : 270, validation, validations: 1 };
    const made: Trained[] = [];
    for (const { network, model, options = {}, learningRate } of candidates) {
      const before = known.find((row) => row.network === network && row.learningRate === learningRate);
      say(`${network} at ${learningRate}${before ? ', trained before' : ''}`);
      // Averages would lag behind in networks that make few steps.
      const config = { model, options, ...baseConfig(heldOut), ...soap(learningRate), ema: undefined };
      made.push(before ?? lastOf(await trainFor(timed, config, join(root, String(made.length)))));
    }
    return made;
  });
  const ms = await timesOf(candidates, quick ? 1 : 9);
  return candidates.map((candidate, i) => {
    const { network, learningRate } = candidate;
    const { steps, psnr } = trained[i]!;
    const { parameters, work } = costOf(specOf(candidate), paperSize);
    return {
      measured: { network, parameters, multiplyAddsG: rounded(work / 1e9), learningRate, steps, psnr, ms: rounded(ms[i]!) },
      about: { scale, threads },
    };
  });
}

async function trainedBefore(): Promise<(Trained & Pick<Candidate, 'network' | 'learningRate'>)[]> {
  const file = 'results/bench-candidates.csv';
  if (!existsSync(file)) return [];
  return parseRecords(await readFile(file, 'utf8')).map(({ network = '', learningRate, steps, psnr }) => ({
    network,
    ...{ learningRate: Number(learningRate), steps: Number(steps), psnr: Number(psnr) },
  }));
}

function lastOf(log: TrainingLog): Trained {
  const { step, psnr } = log.at(-1)!;
  return { steps: step, psnr: Number(psnr.toFixed(3)) };
}

function specOf({ model, options = {} }: Candidate): NetworkSpec {
  return { model, scale, channels: modelNamed(model).channels, options };
}

/** Medians in milliseconds for one picture, all networks in turns. */
async function timesOf(candidates: readonly Candidate[], rounds: number): Promise<number[]> {
  const networks = await Promise.all(candidates.map((candidate) => drawn(specOf(candidate), side)));
  const turns = networks.map((network) => async () => [await network.time()]);
  const samples = await alternate(turns, rounds);
  for (const network of networks) await network.dispose();
  return samples.map(median);
}
