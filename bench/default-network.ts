/** The network that is used when none is asked for, as a file; before one is installed, a stand-in of the same shape. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expected } from '../src/errors.ts';
import { serialize } from '../src/graph/serialize.ts';
import { writeMetadata } from '../src/models/metadata.ts';
import { buildNetwork, exportNetwork } from '../src/models/network.ts';
import { readManifest, weightsFolder } from '../src/weights/installed.ts';

export interface DefaultNetwork {
  readonly name: string;
  /** The .onnx file. */
  readonly path: string;
}

/** Finds the file for `scale`, or writes a stand-in into `folder`. */
export async function defaultNetwork(scale: number, folder: string): Promise<DefaultNetwork> {
  if (!existsSync(join(weightsFolder, 'manifest.json'))) return writeStandIn(scale, folder);
  const manifest = await readManifest();
  const found = manifest.networks.find((n) => n.name === manifest.default && n.scale === scale);
  if (!found) throw new Error(expected('an installed scale', `the scale of ${manifest.default}`, scale));
  return { name: found.name, path: join(weightsFolder, found.file) };
}

/**
 * ESPCN with random weights, except one channel that carries the picture through, so that the result is one. Speed does not depend on values;
 * the size of the PNG does, a little.
 */
async function writeStandIn(scale: number, folder: string): Promise<DefaultNetwork> {
  const spec = { model: 'espcn', scale, channels: 1, options: {} } as const;
  const { graph } = buildNetwork(spec, [1, 8, 8], 1);
  const weights = Object.fromEntries(graph.weights.map((w) => [w.name, w.tensor!]));
  const carry = (layer: string, outputs: number, value: number): void => {
    const { data, shape } = weights[`${layer}.weight`]!;
    const [, inputs, side] = shape as [number, number, number, number];
    const area = side ** 2;
    data.fill(0 as never, 0, outputs * inputs * area);
    for (let o = 0; o < outputs; o++) data[o * inputs * area + (area >> 1)] = value;
  };
  carry('feature', 1, 0.1);
  carry('mapping', 1, 1);
  carry('subpixel', scale ** 2, 10);
  const metadata = writeMetadata({
    ...{ model: 'espcn', scale, channels: 1, config: {}, colorSpace: 'y', input: 'lr', training: {} },
    license: 'none',
    weightsHash: '',
  });
  const path = join(folder, `espcn_x${scale}.onnx`);
  await writeFile(path, serialize(exportNetwork(spec, weights, metadata)));
  return { name: 'espcn, not trained', path };
}
