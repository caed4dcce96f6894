/**
 * Moves finished training runs into `weights/`: `tsx scripts/publish-weights.ts --name espcn --test <folder of test sets> <run folder>...`
 * Each network comes with the configuration, log and list of pictures that made it; `manifest.json` states hash, licence and the
 * scores measured here. The scores are of whole test sets (folders of HR pictures), by the protocol paper-y.
 */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse as parseYaml } from 'yaml';
import { openNetworks } from '../src/cli/networks.ts';
import { runFiles } from '../src/cli/run-folder.ts';
import { decode, writeFileAtomic } from '../src/codecs/node.ts';
import { loadFolders } from '../src/data/files.ts';
import type { FolderManifest } from '../src/data/manifest.ts';
import { evaluateImage, meanScores } from '../src/evaluate/evaluate.ts';
import { parameterCount } from '../src/graph/cost.ts';
import { parse } from '../src/graph/parse.ts';
import { protocols } from '../src/metrics/protocol.ts';
import { readMetadata } from '../src/models/metadata.ts';
import { type InstalledNetwork, type Manifest, readManifest, weightsFolder } from '../src/weights/installed.ts';

const { values, positionals: runs } = parseArgs({
  options: { name: { type: 'string' }, test: { type: 'string' } },
  allowPositionals: true,
});
const { name, test } = values;
if (name === undefined || test === undefined || runs.length === 0) throw new Error('Expected --name, --test and run folders');
const metrics = ['psnr', 'ssim'] as const;

/** The mean scores of one network file on every set. */
async function scoresOf(path: string, scale: number): Promise<Record<string, Record<string, number>>> {
  const networks = await openNetworks({ name: path });
  const sets: Record<string, Record<string, number>> = {};
  for (const set of (await readdir(test!)).sort()) {
    const scores = [];
    for (const { image } of await loadFolders([join(test!, set)], decode)) {
      const [result] = await evaluateImage(image, [networks], { scale, protocol: protocols['paper-y'], metrics });
      scores.push(result!.scores);
    }
    const mean = meanScores(scores, metrics);
    sets[set] = Object.fromEntries(metrics.map((metric) => [metric, Number(mean[metric]!.toFixed(4))]));
    console.log(`${basename(path)}  ${set}  ${mean.psnr!.toFixed(4)} dB  ${mean.ssim!.toFixed(4)}`);
  }
  await networks.dispose();
  return sets;
}

/** The run and those that its first weights come from, last first. */
async function stagesOf(run: string): Promise<string[]> {
  const { initFrom } = parseYaml(await readFile(join(run, runFiles.config), 'utf8')) as { initFrom?: string };
  return initFrom === undefined ? [run] : [run, ...(await stagesOf(dirname(initFrom)))];
}

async function publish(run: string): Promise<InstalledNetwork> {
  const stem = basename(run);
  const bytes = await readFile(join(run, `${stem}.onnx`));
  const { graph, metadata } = parse(bytes);
  const facts = readMetadata(metadata)!;
  await writeFileAtomic(join(weightsFolder, `${stem}.onnx`), bytes);
  const folders: string[] = [];
  for (const stage of await stagesOf(run)) {
    const to = (ending: string) => join(weightsFolder, `${basename(stage)}${ending}`);
    await copyFile(join(stage, runFiles.config), to('.yaml'));
    await copyFile(join(stage, runFiles.log), to('.csv'));
    await copyFile(join(stage, runFiles.manifest), to('.data.json'));
    const data = JSON.parse(await readFile(join(stage, runFiles.manifest), 'utf8')) as FolderManifest[];
    folders.push(...data.map((d) => d.folder));
  }
  return {
    name: name!,
    scale: facts.scale,
    file: `${stem}.onnx`,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    parameters: parameterCount(graph),
    license: facts.license,
    commercialUse: false,
    trainedOn: [...new Set(folders)],
    scores: { 'paper-y': await scoresOf(join(run, `${stem}.onnx`), facts.scale) },
  };
}

await mkdir(weightsFolder, { recursive: true });
const before: Manifest | undefined = await readManifest().catch(() => undefined);
const published: InstalledNetwork[] = [];
for (const run of runs) published.push(await publish(run));
const kept = (before?.networks ?? []).filter((n) => !published.some((p) => p.name === n.name && p.scale === n.scale));
const networks = [...kept, ...published].sort((a, b) => a.name.localeCompare(b.name) || a.scale - b.scale);
await writeFileAtomic(
  join(weightsFolder, 'manifest.json'),
  `${JSON.stringify({ default: before?.default ?? name, networks }, undefined, 2)}\n`,
);
