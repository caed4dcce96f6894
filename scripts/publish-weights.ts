/**
 * Moves finished training runs into `weights/`: `tsx scripts/publish-weights.ts --name espcn --test <folder of test sets> <run folder>...`
 * The folder of a run is called `<network>_x<scale>-<n>`, where n counts the runs that led to the network; of several of one scale the last is
 * installed. Their configurations, logs and lists of pictures go into `weights/training/`, with the weights as they were trained where a later
 * run can go on from them. Then the suite of the benchmark measures what is new, and `manifest.json` states hash, licence and mean scores.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { runFiles } from '../src/cli/run-folder.ts';
import { readScores, type ScoreRow, writeScores } from '../src/cli/score-file.ts';
import { readSuite } from '../src/cli/suite-config.ts';
import { writeFileAtomic } from '../src/codecs/node.ts';
import type { FolderManifest } from '../src/data/manifest.ts';
import { parameterCount } from '../src/graph/cost.ts';
import { parse } from '../src/graph/parse.ts';
import { readMetadata } from '../src/models/metadata.ts';
import { readManifest, weightsFolder } from '../src/weights/installed.ts';
import type { InstalledNetwork, Manifest } from '../src/weights/manifest.ts';
import { dataBehind, listFile, runsBehind, type Trained } from './provenance.ts';

const suiteFile = 'configs/eval/benchmark.yaml';
const training = join(weightsFolder, 'training');
/** Pictures that anyone may use for anything, by the start of their names. */
const freePictures = /^(budgie|popos)-/;

const listPath = (list: Trained['data'][number]): string => join(training, 'data', listFile(list));

/** One line for each picture. */
function listText({ images, ...facts }: FolderManifest): string {
  const head = JSON.stringify(facts, undefined, 1).replace(/\n\}$/, '');
  return `${head},\n "images": [\n${images.map((image) => `  ${JSON.stringify(image)}`).join(',\n')}\n ]\n}\n`;
}

async function publish(run: string, name: string): Promise<InstalledNetwork> {
  const stem = basename(run);
  const bytes = await readFile(join(run, `${stem}.onnx`));
  const { graph, metadata } = parse(bytes);
  const facts = readMetadata(metadata)!;
  const trained = facts.training as unknown as Trained;
  const file = `${name}_x${facts.scale}.onnx`;
  await writeFileAtomic(join(weightsFolder, file), bytes);
  await copyFile(join(run, runFiles.config), join(training, `${stem}.yaml`));
  await copyFile(join(run, runFiles.log), join(training, `${stem}.csv`));
  const weights = `${stem}.safetensors`;
  await copyFile(join(run, weights), join(training, weights)).catch(() => undefined);
  const lists = JSON.parse(await readFile(join(run, runFiles.manifest), 'utf8')) as FolderManifest[];
  for (const list of lists) await writeFileAtomic(listPath(list), listText(list));
  const behind = await Promise.all(
    dataBehind(trained).map(async (list) => JSON.parse(await readFile(listPath(list), 'utf8')) as FolderManifest),
  );
  return {
    name,
    scale: facts.scale,
    file,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    parameters: parameterCount(graph),
    license: facts.license,
    commercialUse: behind.every(({ images }) => images.every((image) => freePictures.test(image.name))),
    trainedOn: [...new Set(behind.map(({ folder }) => folder))],
    training: [stem, ...runsBehind(trained)],
    scores: {},
  };
}

const writeManifest = (manifest: Manifest) =>
  writeFileAtomic(join(weightsFolder, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);

/** Protocol → set → metric → mean, of one network. */
function scoresOf({ sha256 }: InstalledNetwork, means: readonly ScoreRow[]): InstalledNetwork['scores'] {
  const scores: Record<string, Record<string, Record<string, number>>> = {};
  for (const { modelHash, protocol, set, scores: values } of means) {
    if (modelHash !== sha256) continue;
    const rounded = Object.entries(values).map(([metric, value]) => [metric, Number(value.toFixed(4))] as const);
    scores[protocol] = { ...scores[protocol], [set]: Object.fromEntries(rounded) };
  }
  return scores;
}

const { values, positionals: runs } = parseArgs({
  options: { name: { type: 'string' }, test: { type: 'string' } },
  allowPositionals: true,
});
const { name, test } = values;
if (name === undefined || test === undefined) throw new Error('Expected --name and --test');

await mkdir(join(training, 'data'), { recursive: true });
const before = await readManifest();
const byScale = new Map<number, InstalledNetwork>();
for (const run of runs) {
  const network = await publish(run, name);
  byScale.set(network.scale, network);
}
const published = [...byScale.values()];
const kept = before.networks.filter((n) => !published.some((p) => p.name === n.name && p.scale === n.scale));
const networks = [...kept, ...published].sort((a, b) => a.name.localeCompare(b.name) || a.scale - b.scale);
await writeManifest({ ...before, networks });

const suite = await readSuite(suiteFile, test);
execFileSync('npx', ['tsx', 'src/cli/main.ts', 'eval', '--suite', suiteFile, '--data', test], { stdio: ['ignore', 'inherit', 'inherit'] });
const means = await readScores([suite.means!]);
await writeManifest({ ...before, networks: networks.map((network) => ({ ...network, scores: scoresOf(network, means) })) });
// Scores of networks that have been replaced go.
const hashes = new Set(['', ...networks.map(({ sha256 }) => sha256)]);
const pictures = await readScores([suite.csv!]);
await writeScores(
  suite.csv!,
  pictures.filter(({ modelHash }) => hashes.has(modelHash)),
  suite.metrics,
);
