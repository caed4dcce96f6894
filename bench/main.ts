/** `npm run bench -- [train] [upscale] [memory] [state] [networks] [recipe] [candidates] [serve] [--json] [--quick]`: speed and memory, most of it beside other programs, and the server under load; writes results/bench-*.csv. */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ConfigError, expected } from '../src/errors.ts';
import { benchCandidates } from './candidates.ts';
import { environment } from './environment.ts';
import { benchMemory } from './memory.ts';
import { benchNetworks } from './networks.ts';
import { benchRecipe } from './recipe.ts';
import { type Bench, csvOf, tableOf } from './rows.ts';
import { benchServe } from './serve.ts';
import { benchState } from './state.ts';
import { benchTrain } from './train.ts';
import { benchUpscale } from './upscale.ts';

const benches: Readonly<Record<string, Bench>> = {
  train: benchTrain,
  upscale: benchUpscale,
  memory: benchMemory,
  state: benchState,
  networks: benchNetworks,
  recipe: benchRecipe,
  candidates: benchCandidates,
  serve: benchServe,
};

/** Trainings of half an hour and more, so only when they are asked for. */
const long: readonly string[] = ['recipe', 'candidates'];

const results = new URL('../results/', import.meta.url);

interface Options {
  /** Objects on standard output, one per line, and no table. */
  readonly json: boolean;
  /** A few rounds to see that all works; nothing is written. */
  readonly quick: boolean;
}

async function runBench(name: string, { json, quick }: Options): Promise<void> {
  const say = (line: string): void => console.error(`${name}: ${line}`);
  const rows = await benches[name]!({ quick, say });
  if (json) for (const row of rows) console.log(JSON.stringify(row.measured));
  else if (rows.length > 0) console.log(tableOf(rows.map((row) => row.measured)));
  if (quick || rows.length === 0) return say(quick ? 'a quick run, so nothing is written' : 'no row, so the file of the last run stays');
  await mkdir(results, { recursive: true });
  await writeFile(
    new URL(`bench-${name}.csv`, results),
    csvOf(rows.map(({ measured, about }) => ({ ...environment(), ...about, ...measured }))),
  );
  say(`wrote results/bench-${name}.csv`);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const known = Object.keys(benches);
  for (const name of positionals)
    if (!known.includes(name)) throw new ConfigError(expected(`one of ${known.join(', ')}`, 'what to measure', name));
  for (const name of known)
    if (positionals.includes(name) || (positionals.length === 0 && !long.includes(name))) await runBench(name, values);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
