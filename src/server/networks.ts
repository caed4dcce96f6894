/** The networks that requests may name: those that are installed and the classical methods, each opened once. */
import { ConfigError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { ortNode } from '../runtime/ort-node.ts';
import type { NetworkSet } from '../upscale/network.ts';
import { resampler, resamplers } from '../upscale/resampler.ts';
import { installedNetworks, readManifest } from '../weights/installed.ts';
import type { Manifest } from '../weights/manifest.ts';
import type { OwnedNetworkSet } from '../weights/set.ts';

export interface Networks {
  readonly manifest: Manifest;
  /** All names. */
  readonly names: readonly string[];
  /** The default network when no name is given. Throws ConfigError for another name: paths are no names. */
  named(name: string | undefined): NetworkSet;
  dispose(): Promise<void>;
}

/** Throws ConfigError when the list of installed networks cannot be read. */
export async function openServerNetworks({ threads }: { readonly threads?: number | undefined }): Promise<Networks> {
  const manifest = await readManifest();
  const installed = [...new Set(manifest.networks.map(({ name }) => name))];
  const names = [...installed, ...resamplers];
  const opened = new Map<string, OwnedNetworkSet>();
  return {
    manifest,
    names,
    named(name = manifest.default) {
      if ((resamplers as readonly string[]).includes(name)) return resampler(name);
      if (!installed.includes(name)) throw unknown(name, names);
      const set = opened.get(name) ?? installedNetworks(manifest, name, { engine: ortNode, threads });
      opened.set(name, set);
      return set;
    },
    async dispose() {
      await Promise.all([...opened.values()].map((set) => set.dispose()));
      opened.clear();
    },
  };
}

function unknown(name: string, known: readonly string[]): ConfigError {
  const near = nearest(name, known);
  return new ConfigError(
    `Unknown network ${JSON.stringify(name.slice(0, 100))}${near ? `; did you mean ${near}?` : ''} (known: ${known.join(', ')})`,
  );
}
