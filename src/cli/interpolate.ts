/**
 * Network interpolation (Wang et al., ESRGAN, 2018): a network between two of the same kind,
 *   w = (1 − α)·w₁ + α·w₂
 * for every weight, such as between one trained for PSNR and one trained for looks.
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { writeFileAtomic } from '../codecs/node.ts';
import { ConfigError, expected } from '../errors.ts';
import { parse } from '../graph/parse.ts';
import { serialize } from '../graph/serialize.ts';
import { type Tensor, tensor } from '../graph/tensor.ts';
import { type NetworkMetadata, readMetadata, writeMetadata } from '../models/metadata.ts';
import { exportNetwork } from '../models/network.ts';
import { modelNamed, optionsOf } from '../models/presets.ts';
import { hashWeights } from './run-folder.ts';

interface OwnNetwork {
  readonly path: string;
  readonly facts: NetworkMetadata;
  readonly weights: ReadonlyMap<string, Tensor>;
}

/** Writes the network to `output`. Throws ConfigError for a file that is no network of ours, and for two of different kinds. */
export async function interpolate(first: string, second: string, alpha: number, output: string): Promise<void> {
  const [a, b] = [await readOwn(first), await readOwn(second)];
  checkSameKind(a, b);
  const weights = Object.fromEntries([...a.weights].map(([name, w]) => [name, between(w, b.weights.get(name)!, alpha)]));
  const { facts } = a;
  const origin = ({ path, facts: { weightsHash, training } }: OwnNetwork, share: number) => ({
    file: basename(path),
    share,
    weightsHash,
    training,
  });
  const licenses = new Set([facts.license, b.facts.license]);
  const metadata = writeMetadata({
    ...facts,
    training: { interpolated: [origin(a, 1 - alpha), origin(b, alpha)] },
    license: [...licenses].join('; '),
    weightsHash: hashWeights(weights),
  });
  const spec = { model: facts.model, scale: facts.scale, channels: facts.channels, options: facts.config };
  await writeFileAtomic(output, serialize(exportNetwork(spec, weights, metadata, { collapsed: true })));
}

async function readOwn(path: string): Promise<OwnNetwork> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError(`Expected a network in ${path} but it cannot be read (${cause.code})`, { cause });
  });
  const { graph, metadata } = parse(bytes);
  const facts = readMetadata(metadata);
  if (!facts) throw new ConfigError(`Expected a network that subpixel trained in ${path} but its metadata does not say so`);
  return { path, facts, weights: new Map(graph.weights.map((w) => [w.name, w.tensor!])) };
}

/** Throws ConfigError, naming what differs, unless both have one model, scale, options and the same weights by name, type and shape. */
function checkSameKind(a: OwnNetwork, b: OwnNetwork): void {
  for (const key of ['model', 'scale', 'channels', 'colorSpace', 'input'] as const)
    if (a.facts[key] !== b.facts[key]) throw new ConfigError(expected(`the ${key} ${a.facts[key]} of ${a.path}`, b.path, b.facts[key]));
  const options = ({ facts }: OwnNetwork) => JSON.stringify(optionsOf(modelNamed(facts.model), facts.config));
  if (options(a) !== options(b)) throw new ConfigError(expected(`the options ${options(a)} of ${a.path}`, b.path, options(b)));
  const kind = (w: Tensor | undefined) => (w ? `${w.dtype} (${w.shape.join(', ')})` : 'none');
  for (const name of new Set([...a.weights.keys(), ...b.weights.keys()])) {
    const [one, other] = [kind(a.weights.get(name)), kind(b.weights.get(name))];
    if (one !== other) throw new ConfigError(`Expected the weight ${name} of ${a.path}, ${one}, in ${b.path} but received ${other}`);
    if (!one.startsWith('float32')) throw new ConfigError(expected('float32', `the weight ${name} of ${a.path}`, one));
  }
}

function between({ shape, data: a }: Tensor, { data: b }: Tensor, alpha: number): Tensor<Float32Array> {
  return tensor(
    (a as Float32Array).map((value, i) => (1 - alpha) * value + alpha * (b as Float32Array)[i]!),
    shape,
  );
}
