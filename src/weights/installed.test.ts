import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nearest } from '../../test/support/networks.ts';
import { ConfigError, EngineError } from '../errors.ts';
import { ortNode } from '../runtime/ort-node.ts';
import { installedNetworks, readManifest, weightsFolder } from './installed.ts';
import type { Manifest } from './manifest.ts';

let folder: string;
let manifest: Manifest;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subpixel-weights-'));
  const networks = [];
  for (const scale of [3, 2]) {
    const bytes = nearest({ channels: 1, scale });
    const file = `copy_x${scale}.onnx`;
    await writeFile(join(folder, file), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const scores = { 'paper-y': { Set5: { psnr: 30, ssim: 0.9 } } };
    networks.push({
      name: 'copy',
      scale,
      file,
      sha256,
      parameters: scale ** 2,
      license: 'CC0-1.0',
      commercialUse: true,
      trainedOn: [],
      training: [],
      scores,
    });
  }
  manifest = { default: 'copy', networks };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('readManifest', () => {
  test('reads what is installed', async () => {
    expect(await readManifest(folder)).toEqual(manifest);
  });

  test('is missing', async () => {
    await expect(readManifest(join(folder, 'none'))).rejects.toThrow(/^Expected the list of installed networks in .*manifest\.json/);
  });

  test.each([
    ['an unknown key', { default: 'copy', networks: [], more: 1 }, /but more is wrong/],
    ['a default that is not listed', { default: 'copy', networks: [] }, /the default network is not in the list/],
    [
      'a path out of the folder',
      { default: 'a', networks: [{ ...{}, name: 'a', scale: 2, file: '../a.onnx' }] },
      /but networks\.0\.file is wrong/,
    ],
  ])('refuses %s', async (_name, contents, message) => {
    const wrong = await mkdtemp(join(folder, 'wrong-'));
    await writeFile(join(wrong, 'manifest.json'), JSON.stringify(contents));
    await expect(readManifest(wrong)).rejects.toThrow(ConfigError);
    await expect(readManifest(wrong)).rejects.toThrow(message);
  });
});

describe('installedNetworks', () => {
  test('loads each scale once, with the name of the manifest', async () => {
    const set = installedNetworks(manifest, 'copy', { engine: ortNode, threads: 1 }, folder);
    expect(set.scales).toEqual([2, 3]);
    const network = await set.load(3);
    expect(network).toMatchObject({ name: 'copy', scale: 3, channels: 1, device: 'cpu' });
    expect(await set.load(3)).toBe(network);
    const planes = { channels: 1, width: 2, height: 1, data: Float32Array.of(0.25, 0.75) };
    const { data } = await network.run(planes);
    expect([...data.subarray(0, 6)]).toEqual([0.25, 0.25, 0.25, 0.75, 0.75, 0.75]);
    await expect(set.load(4)).rejects.toThrow('Expected one of 2, 3 for the scale of copy but received 4');
    await set.dispose();
  });

  test('a file that was changed is refused by its hash', async () => {
    const bytes = await readFile(join(folder, 'copy_x2.onnx'));
    const other = await mkdtemp(join(folder, 'changed-'));
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(join(other, 'copy_x2.onnx'), bytes);
    const set = installedNetworks(manifest, 'copy', { engine: ortNode }, other);
    await expect(set.load(2)).rejects.toThrow(EngineError);
    await expect(set.load(2)).rejects.toThrow(/^Expected SHA-256 [0-9a-f]{64} for .*copy_x2\.onnx but received [0-9a-f]{64}/);
    await expect(set.load(3)).rejects.toThrow(/cannot be read \(ENOENT\)$/);
  });

  test('a name that is not installed', () => {
    expect(() => installedNetworks(manifest, 'edsr', { engine: ortNode }, folder)).toThrow(
      'Expected one of copy for the network but received "edsr"',
    );
  });
});

test.skipIf(!existsSync(join(weightsFolder, 'manifest.json')))(
  'the networks of the package have the hashes of its manifest (skipped: none yet)',
  async () => {
    const own = await readManifest();
    for (const { file, sha256 } of own.networks) {
      expect(
        createHash('sha256')
          .update(await readFile(join(weightsFolder, file)))
          .digest('hex'),
        file,
      ).toBe(sha256);
    }
  },
);
