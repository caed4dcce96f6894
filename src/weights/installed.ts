/** Networks that come with the package: `weights/manifest.json` lists them, with hash, licence and scores. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, EngineError } from '../errors.ts';
import { type InstalledNetwork, type Manifest, parseManifest } from './manifest.ts';
import { networkSet, type OpenOptions, type OwnedNetworkSet } from './set.ts';

/** The package's own folder of weights, seen from `src/` as from `dist/`. */
export const weightsFolder = fileURLToPath(new URL('../../weights/', import.meta.url));

/** What is installed. Throws ConfigError when the manifest is missing or wrong. */
export async function readManifest(folder: string = weightsFolder): Promise<Manifest> {
  const path = join(folder, 'manifest.json');
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new ConfigError(`Expected the list of installed networks in ${path} but it cannot be read (${(error as Error).message})`, {
      cause: error,
    });
  }
  return parseManifest(content, path);
}

/**
 * The installed networks of one name. Each file is read when its scale is first asked for; its SHA-256 must be the manifest's,
 * else EngineError. A name or scale that is not installed is a ConfigError.
 */
export function installedNetworks(manifest: Manifest, name: string, options: OpenOptions, folder: string = weightsFolder): OwnedNetworkSet {
  const place = ({ file }: InstalledNetwork): string => join(folder, file);
  const read = async (entry: InstalledNetwork): Promise<Uint8Array<ArrayBuffer>> => {
    try {
      return await readFile(place(entry));
    } catch (error) {
      throw new EngineError(
        `Expected the weights of ${entry.name} ×${entry.scale} in ${place(entry)} but they cannot be read (${(error as NodeJS.ErrnoException).code})`,
        { cause: error },
      );
    }
  };
  return networkSet(manifest, name, { place, read }, options);
}
