/** Networks that come with the package: `weights/manifest.json` lists them, with hash, licence and scores. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { ConfigError, EngineError, expected } from '../errors.ts';
import type { Device, Engine } from '../runtime/engine.ts';
import { loadNetwork, type Network, type NetworkSet } from '../upscale/network.ts';

/** One `.onnx` file of the package. Those of one name and several scales are used together. */
const networkSchema = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]*$/)),
  scale: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(16)),
  /** Beside the manifest; no folders. */
  file: v.pipe(v.string(), v.regex(/^[\w.-]+\.onnx$/)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  parameters: v.pipe(v.number(), v.integer(), v.minValue(1)),
  license: v.string(),
  commercialUse: v.boolean(),
  /** Names of the picture sets. */
  trainedOn: v.array(v.string()),
  /** The runs that made it, last first: their configurations and logs are in the folder `training` of the repository. */
  training: v.array(v.pipe(v.string(), v.regex(/^[\w.-]+$/))),
  /** Protocol → picture set → metric → value: `{ "paper-y": { "Set5": { "psnr": 36.8 } } }`. */
  scores: v.record(v.string(), v.record(v.string(), v.record(v.string(), v.number()))),
});

export const manifestSchema = v.pipe(
  v.strictObject({
    /** The name that is used when none is asked for. */
    default: v.string(),
    networks: v.array(networkSchema),
  }),
  v.check((m) => m.networks.some((n) => n.name === m.default), 'the default network is not in the list'),
  v.check((m) => new Set(m.networks.map((n) => `${n.name} ${n.scale}`)).size === m.networks.length, 'a name has one scale twice'),
);

export type Manifest = v.InferOutput<typeof manifestSchema>;
export type InstalledNetwork = v.InferOutput<typeof networkSchema>;

/** The package's own folder of weights, seen from `src/` as from `dist/`. */
export const weightsFolder = fileURLToPath(new URL('../../weights/', import.meta.url));

/** What is installed. Throws ConfigError when the manifest is missing or wrong. */
export async function readManifest(folder: string = weightsFolder): Promise<Manifest> {
  const path = join(folder, 'manifest.json');
  let text: unknown;
  try {
    text = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new ConfigError(`Expected the list of installed networks in ${path} but it cannot be read (${(error as Error).message})`, {
      cause: error,
    });
  }
  const result = v.safeParse(manifestSchema, text);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ConfigError(`Expected a list of networks in ${path} but ${v.getDotPath(issue) ?? 'it'} is wrong: ${issue.message}`);
}

/** A set that closes what it loaded. */
export interface OwnedNetworkSet extends NetworkSet {
  dispose(): Promise<void>;
}

export interface OpenOptions {
  readonly engine: Engine;
  readonly device?: Device | undefined;
  readonly threads?: number | undefined;
}

/**
 * The installed networks of one name. Each file is read when its scale is first asked for; its SHA-256 must be the manifest's,
 * else EngineError. A name or scale that is not installed is a ConfigError.
 */
export function installedNetworks(manifest: Manifest, name: string, options: OpenOptions, folder: string = weightsFolder): OwnedNetworkSet {
  const files = manifest.networks.filter((n) => n.name === name).sort((a, b) => a.scale - b.scale);
  if (files.length === 0)
    throw new ConfigError(expected(`one of ${[...new Set(manifest.networks.map((n) => n.name))].join(', ')}`, 'the network', name));
  const loaded = new Map<string, Promise<Network>>();
  return {
    name,
    scales: files.map((f) => f.scale),
    load(scale, device = options.device ?? 'cpu') {
      const known = loaded.get(`${scale} ${device}`);
      if (known) return known;
      const network = open(folder, files, scale, { ...options, device });
      loaded.set(`${scale} ${device}`, network);
      return network;
    },
    async dispose() {
      const networks = await Promise.allSettled(loaded.values());
      loaded.clear();
      await Promise.all(networks.map((n) => (n.status === 'fulfilled' ? n.value.dispose() : undefined)));
    },
  };
}

async function open(
  folder: string,
  files: readonly InstalledNetwork[],
  scale: number,
  { engine, device, threads }: OpenOptions,
): Promise<Network> {
  const entry = files.find((f) => f.scale === scale);
  if (!entry) throw new ConfigError(expected(`one of ${files.map((f) => f.scale).join(', ')}`, `the scale of ${files[0]!.name}`, scale));
  const path = join(folder, entry.file);
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new EngineError(`Expected the weights of ${entry.name} ×${scale} in ${path} but they cannot be read (${error.code})`, {
      cause: error,
    });
  });
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (hash !== entry.sha256)
    throw new EngineError(
      `Expected SHA-256 ${entry.sha256} for ${path} but received ${hash}: the file is damaged or was exchanged; install the package again`,
    );
  const network = await loadNetwork(bytes, engine, { device, threads, name: entry.name });
  if (network.scale === scale) return network;
  await network.dispose();
  throw new EngineError(expected(String(scale), `the scale of ${path}`, network.scale));
}
