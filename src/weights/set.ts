/** The networks of a manifest as a set that loads, verifies and closes them; where their bytes come from is the caller's. */
import { ConfigError, EngineError, expected } from '../errors.ts';
import type { Device, Engine } from '../runtime/engine.ts';
import { loadNetwork, type Network, type NetworkSet } from '../upscale/network.ts';
import type { InstalledNetwork, Manifest } from './manifest.ts';

/** A set that closes what it loaded. */
export interface OwnedNetworkSet extends NetworkSet {
  dispose(): Promise<void>;
}

export interface OpenOptions {
  readonly engine: Engine;
  readonly device?: Device | undefined;
  readonly threads?: number | undefined;
}

/** Where the files of a manifest are. */
export interface WeightSource {
  /** What messages call a file. */
  place(entry: InstalledNetwork): string;
  /** The bytes of a file; EngineError when there are none. */
  read(entry: InstalledNetwork): Promise<Uint8Array<ArrayBuffer>>;
  /** The same from behind any cache, which may hold an older version. */
  reread?(entry: InstalledNetwork): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * The networks of one name. Each file is read when its scale is first asked for; its SHA-256 must be the manifest's, else EngineError.
 * A name or scale that is not in the manifest is a ConfigError.
 */
export function networkSet(manifest: Manifest, name: string, source: WeightSource, options: OpenOptions): OwnedNetworkSet {
  const files = manifest.networks.filter((n) => n.name === name).sort((a, b) => a.scale - b.scale);
  if (files.length === 0)
    throw new ConfigError(expected(`one of ${[...new Set(manifest.networks.map((n) => n.name))].join(', ')}`, 'the network', name));
  const bytes = new Map<InstalledNetwork, Promise<Uint8Array>>();
  const open = async (scale: number, device: Device): Promise<Network> => {
    const entry = files.find((f) => f.scale === scale);
    if (!entry) throw new ConfigError(expected(`one of ${files.map((f) => f.scale).join(', ')}`, `the scale of ${name}`, scale));
    const network = await loadNetwork(await once(bytes, entry, () => verified(entry, source)), options.engine, {
      ...options,
      device,
      name,
    });
    if (network.scale === scale) return network;
    await network.dispose();
    throw new EngineError(expected(String(scale), `the scale of ${source.place(entry)}`, network.scale));
  };
  const loaded = new Map<string, Promise<Network>>();
  return {
    name,
    scales: files.map((f) => f.scale),
    load: (scale, device = options.device ?? 'cpu') => once(loaded, `${scale} ${device}`, () => open(scale, device)),
    dispose: () => disposeAll(loaded),
  };
}

/** The value of a key, made when it is first asked for; one that could not be made is tried again the next time. */
export function once<K, V>(made: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const known = made.get(key);
  if (known) return known;
  const value = make();
  made.set(key, value);
  value.catch(() => made.delete(key));
  return value;
}

/** Closes networks, waiting for those that are still being loaded. */
export async function disposeAll(loaded: Map<string, Promise<Network>>): Promise<void> {
  const networks = await Promise.allSettled(loaded.values());
  loaded.clear();
  await Promise.all(networks.map((n) => (n.status === 'fulfilled' ? n.value.dispose() : undefined)));
}

async function verified(entry: InstalledNetwork, source: WeightSource): Promise<Uint8Array> {
  let bytes = await source.read(entry);
  let hash = await sha256(bytes);
  if (hash !== entry.sha256 && source.reread) {
    bytes = await source.reread(entry);
    hash = await sha256(bytes);
  }
  if (hash === entry.sha256) return bytes;
  throw new EngineError(
    `Expected SHA-256 ${entry.sha256} for ${source.place(entry)} but received ${hash}: the file is damaged or was exchanged; install the package again`,
  );
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // Browsers give it to pages by HTTPS or from this machine only.
  const { subtle } = globalThis.crypto as Partial<Crypto>;
  if (!subtle) throw new EngineError('Expected a page by HTTPS or from localhost, which can verify networks, but received another');
  return Array.from(new Uint8Array(await subtle.digest('SHA-256', bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
