/** The installed networks: files, hashes and what they state of themselves. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { hashWeights } from '../src/cli/run-folder.ts';
import { publicWorld } from '../src/cli/sets/world.ts';
import type { FolderManifest } from '../src/data/manifest.ts';
import { parameterCount } from '../src/graph/cost.ts';
import { parse } from '../src/graph/parse.ts';
import { readMetadata } from '../src/models/metadata.ts';
import { modelNamed, type NamedModel, namedModels, optionsOf } from '../src/models/presets.ts';
import { ortNode } from '../src/runtime/ort-node.ts';
import { parsePlan } from '../src/train/plan.ts';
import { installedNetworks, readManifest, weightsFolder } from '../src/weights/installed.ts';
import { distance, fingerprintBits, mirrored } from './support/fingerprint.ts';

const manifest = await readManifest();

test('the default network has every scale of its model', () => {
  const { scales } = installedNetworks(manifest, manifest.default, { engine: ortNode });
  expect(scales).toEqual([2, 3, 4]);
});

type Listed = Pick<FolderManifest, 'folder' | 'count' | 'sha256'>;

interface Training {
  readonly data: readonly Listed[];
  readonly initFrom?: { readonly training: Training };
}

/** The data of all runs, the last run first. */
function dataOf(training: unknown): Listed[] {
  const { data, initFrom } = training as Training;
  return [...data, ...(initFrom ? dataOf(initFrom.training) : [])];
}

const listsFolder = join(weightsFolder, 'training', 'data');
const lists = readdirSync(listsFolder).map((file) => JSON.parse(readFileSync(join(listsFolder, file), 'utf8')) as FolderManifest);

describe.each(manifest.networks)('$name ×$scale', ({ name, scale, file, parameters, license, commercialUse, trainedOn, training }) => {
  const path = join(weightsFolder, file);
  const { graph, metadata } = parse(readFileSync(path));
  const facts = readMetadata(metadata)!;
  const data = dataOf(facts.training);

  test('is small, whole, and runs', async () => {
    expect(statSync(path).size).toBeLessThan(4_000_000);
    const networks = installedNetworks(manifest, name, { engine: ortNode, threads: 1 });
    expect(await networks.load(scale)).toMatchObject({ scale, channels: facts.channels });
    await networks.dispose();
  });

  test('states what it is, and states it rightly', () => {
    expect(facts).toMatchObject({ scale, license });
    expect(parameterCount(graph)).toBe(parameters);
    const { model } = modelNamed(facts.model);
    const sameOptions = (m: NamedModel) => isDeepStrictEqual(optionsOf(m, {}), optionsOf(m, facts.config));
    const known = namedModels.find((m) => m.model === model && m.channels === facts.channels && sameOptions(m))!;
    expect(known.params[`x${scale}`]).toBe(parameters);
    expect(hashWeights(Object.fromEntries(graph.weights.map((w) => [w.name, w.tensor!])))).toBe(facts.weightsHash);
    expect([...new Set(data.map(({ folder }) => folder))]).toEqual(trainedOn);
    for (const set of trainedOn) expect(license).toContain(set.replace('_luma_crops', '').replace('photos', 'photographs'));
  });

  test('comes with the configurations and logs of its runs', () => {
    for (const [i, run] of training.entries()) {
      const beside = (ending: string) => readFileSync(join(weightsFolder, 'training', `${run}${ending}`), 'utf8');
      const { stages } = parsePlan(parseYaml(beside('.yaml')), run);
      if (i === 0) expect(stages.at(-1)).toMatchObject({ model: facts.model, scale: [scale], options: facts.config, license });
      expect(beside('.csv')).toMatch(/^step,loss,psnr,/);
    }
  });

  test('comes with the lists of its pictures, which are free for every use where it says so', () => {
    const behind = data.map((d) => lists.find(({ sha256: hash }) => hash === d.sha256)!);
    expect(behind.map((list) => list && { folder: list.folder, count: list.images.length, sha256: list.sha256 })).toEqual(data);
    const free = behind.every(({ folder, images }) => folder === 'photos' && images.every((image) => /^(budgie|popos)-/.test(image.name)));
    expect(commercialUse).toBe(free);
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

  test.each(lists)('$folder, $count pictures', ({ folder, images }) => {
    const pictures = images.map(({ name, sha256 }) => ({ name: `${folder}/${name}`, sha256 }));
    expect(pictures.length).toBeGreaterThan(0);
    expect(pictures.filter(({ sha256 }) => pictureOf[sha256] === undefined).map(({ name }) => name)).toEqual([]);
    expect(pictures.filter(({ sha256 }) => tested.has(pictureOf[sha256]!.pixels)).map(({ name }) => name)).toEqual([]);
    expect(pictures.flatMap(({ name, sha256 }) => shownBy(pictureOf[sha256]!).map((shown) => `${name} shows ${shown}`))).toEqual([]);
  });
});
