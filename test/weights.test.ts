/** The installed networks: files, hashes and what they state of themselves. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { hashWeights } from '../src/cli/run-folder.ts';
import { publicWorld } from '../src/cli/sets/world.ts';
import type { FolderManifest } from '../src/data/manifest.ts';
import { parse } from '../src/graph/parse.ts';
import { models } from '../src/models/index.ts';
import { readMetadata } from '../src/models/metadata.ts';
import { ortNode } from '../src/runtime/ort-node.ts';
import { parseTrainConfig } from '../src/train/config.ts';
import { installedNetworks, readManifest, weightsFolder } from '../src/weights/installed.ts';
import { distance, fingerprintBits, mirrored } from './support/fingerprint.ts';

const manifest = await readManifest();

test('the default network has every scale of its model', () => {
  const { scales } = installedNetworks(manifest, manifest.default, { engine: ortNode });
  expect(scales).toEqual([2, 3, 4]);
});

interface Training {
  readonly data: readonly { readonly folder: string }[];
  readonly initFrom?: { readonly training: Training };
}

/** The folders of all stages, the last stage first. */
function foldersOf(training: unknown): string[] {
  const { data, initFrom } = training as Training;
  return [...data.map((d) => d.folder), ...(initFrom ? foldersOf(initFrom.training) : [])];
}

describe.each(manifest.networks)('$name ×$scale', ({ name, scale, file, parameters, license, trainedOn }) => {
  const path = join(weightsFolder, file);
  const beside = (ending: string) => path.replace(/\.onnx$/, ending);
  const { graph, metadata } = parse(readFileSync(path));
  const facts = readMetadata(metadata)!;

  test('is small, whole, and runs', async () => {
    expect(statSync(path).size).toBeLessThan(120_000);
    const networks = installedNetworks(manifest, name, { engine: ortNode, threads: 1 });
    expect(await networks.load(scale)).toMatchObject({ scale, channels: facts.channels, overlap: 4 });
    await networks.dispose();
  });

  test('states what it is, and states it rightly', () => {
    expect(facts).toMatchObject({ scale, license, input: 'lr', colorSpace: 'y' });
    expect(models[facts.model]!.params[`x${scale}`]).toBe(parameters);
    expect(hashWeights(Object.fromEntries(graph.weights.map((w) => [w.name, w.tensor!])))).toBe(facts.weightsHash);
    expect([...new Set(foldersOf(facts.training))]).toEqual(trainedOn);
  });

  test('comes with the configuration, log and list of pictures that made it', () => {
    const config = parseTrainConfig(parseYaml(readFileSync(beside('.yaml'), 'utf8')), file);
    expect(config).toMatchObject({ model: facts.model, scale, options: facts.config });
    expect(readFileSync(beside('.csv'), 'utf8')).toMatch(/^step,loss,psnr,/);
    const listed = JSON.parse(readFileSync(beside('.data.json'), 'utf8'));
    expect(facts.training['data']).toEqual(listed.map(({ folder, count, sha256 }: Record<string, unknown>) => ({ folder, count, sha256 })));
  });
});

interface TrainingPicture {
  readonly pixels: string;
  readonly look: string;
}

function golden<T>(name: string): T {
  return JSON.parse(readFileSync(`test/golden/${name}.json`, 'utf8')) as T;
}

describe('no network was trained on a test picture', async () => {
  const { sets, known } = await publicWorld();
  const tested = new Set(sets.filter(({ use }) => use === 'test').flatMap(({ name }) => known[name]?.map(({ pixels }) => pixels) ?? []));
  /** By the SHA-256 of the file, for every file of the training sets: `scripts/data-sets.ts` writes it. */
  const training = golden<Record<string, Record<string, TrainingPicture>>>('training-pictures');
  const looks = golden<Record<string, Record<string, string>>>('test-pictures');
  const pictureOf = Object.assign({}, ...Object.values(training)) as Record<string, TrainingPicture>;
  const views = Object.entries(looks).flatMap(([set, prints]) =>
    Object.entries(prints).flatMap(([name, print]) => [print, mirrored(print)].map((look) => ({ name: `${set}/${name}`, look }))),
  );
  /** Test pictures that a training picture shows, mirrored or not. Copies differ by less than a tenth of the bits, other pictures by a quarter. */
  const shownBy = ({ look }: TrainingPicture) =>
    views.filter((view) => distance(view.look, look) < fingerprintBits / 10).map(({ name }) => name);

  test('the pixels of Set5, Set14 and B100 are known, and none is in a training set', () => {
    expect(tested.size).toBe(119);
    expect(Object.values(pictureOf).filter(({ pixels }) => tested.has(pixels))).toEqual([]);
  });

  test('one training picture shows a test picture', () => {
    expect(views).toHaveLength(2 * 119);
    expect(Object.values(pictureOf).flatMap(shownBy)).toEqual(['Set5/woman']);
  });

  test.each(readdirSync(weightsFolder).filter((file) => file.endsWith('.data.json')))('%s', (file) => {
    const folders = JSON.parse(readFileSync(join(weightsFolder, file), 'utf8')) as FolderManifest[];
    const pictures = folders.flatMap(({ folder, images }) => images.map(({ name, sha256 }) => ({ name: `${folder}/${name}`, sha256 })));
    expect(pictures.length).toBeGreaterThan(0);
    expect(pictures.filter(({ sha256 }) => pictureOf[sha256] === undefined).map(({ name }) => name)).toEqual([]);
    expect(pictures.filter(({ sha256 }) => tested.has(pictureOf[sha256]!.pixels)).map(({ name }) => name)).toEqual([]);
    expect(pictures.flatMap(({ name, sha256 }) => shownBy(pictureOf[sha256]!).map((shown) => `${name} shows ${shown}`))).toEqual([]);
  });
});
