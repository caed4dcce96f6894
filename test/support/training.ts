/** A folder of small pictures, and a configuration that trains a tiny network on them within a second. */
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { stringify } from 'yaml';
import { parse } from '../../src/graph/parse.ts';
import { readMetadata } from '../../src/models/metadata.ts';
import { mulberry32 } from '../../src/random.ts';

export const tinyConfig = {
  model: 'espcn',
  scale: 2,
  options: { features: [8, 4] },
  steps: 60,
  batchSize: 4,
  data: { folders: [''], patch: { mode: 'grid', lrPatchSize: 8, stride: 6 } },
  validation: { holdOutEvery: 3, every: 30 },
  losses: [{ name: 'l2' }],
  optimizer: { name: 'adam' },
  learningRate: 0.003,
  logEvery: 10,
  checkpointEvery: 20,
  threads: 1,
  license: 'made for a test',
};

/** A new folder with `photos/` of three pictures and a broken one, and `tiny.yaml`. */
export async function trainingFolder(changes: object = {}): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'subpixel-train-'));
  await mkdir(join(root, 'photos'));
  const random = mulberry32(3);
  for (const name of ['a', 'b', 'c']) {
    const [fx, fy] = [3 + 6 * random(), 3 + 6 * random()];
    const data = Uint8Array.from({ length: 64 * 56 * 3 }, (_, i) => {
      const [x, y] = [Math.floor(i / 3) % 64, Math.floor(i / 192)];
      return 128 + 90 * Math.sin(x / fx + (i % 3)) * Math.cos(y / fy);
    });
    await sharp(data, { raw: { width: 64, height: 56, channels: 3 } }).toFile(join(root, 'photos', `${name}.png`));
  }
  await writeFile(join(root, 'photos', 'z-broken.png'), 'no picture');
  const data = { ...tinyConfig.data, folders: [join(root, 'photos')] };
  await writeFile(join(root, 'tiny.yaml'), stringify({ ...tinyConfig, data, ...changes }));
  return root;
}

/** The first four cells of every line of a run's log. */
export async function logOf(run: string): Promise<string[]> {
  const text = await readFile(join(run, 'log.csv'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(',').slice(0, 4).join());
}

/** Weights by name and metadata of a network file. */
export async function networkOf(path: string) {
  const { graph, metadata } = parse(await readFile(path));
  return { weights: Object.fromEntries(graph.weights.map((w) => [w.name, w.tensor!])), facts: readMetadata(metadata)! };
}
