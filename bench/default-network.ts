/** The network that is used when none is asked for, as a file. */
import { join } from 'node:path';
import { expected } from '../src/errors.ts';
import { readManifest, weightsFolder } from '../src/weights/installed.ts';

export interface DefaultNetwork {
  readonly name: string;
  /** The .onnx file. */
  readonly path: string;
}

export async function defaultNetwork(scale: number): Promise<DefaultNetwork> {
  const manifest = await readManifest();
  const found = manifest.networks.find((n) => n.name === manifest.default && n.scale === scale);
  if (!found) throw new Error(expected('an installed scale', `the scale of ${manifest.default}`, scale));
  return { name: found.name, path: join(weightsFolder, found.file) };
}
