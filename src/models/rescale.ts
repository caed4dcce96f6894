/** A network file of an arbitrary-scale network, made anew for another scale with the same weights. */
import type { Graph } from '../graph/graph.ts';
import { parse } from '../graph/parse.ts';
import { serialize } from '../graph/serialize.ts';
import { readMetadata, writeMetadata } from './metadata.ts';
import { exportNetwork } from './network.ts';
import { modelNamed, namedModels } from './presets.ts';

/** From and up to which scales the network of a file can be made; undefined for networks of one scale and files that are not ours. */
export function scaleRangeOf(metadata: Readonly<Record<string, string>>): readonly [number, number] | undefined {
  const ours = readMetadata(metadata);
  return namedModels.some(({ name }) => name === ours?.model) ? modelNamed(ours!.model).scaleRange : undefined;
}

/** The bytes of the file at `scale`, a fraction within the network's range. Throws ConfigError and GraphError. */
export function rescaled(bytes: Uint8Array, scale: number): Uint8Array {
  const { graph, metadata } = parse(bytes);
  const { config, ...ours } = readMetadata(metadata)!;
  return serialize(exportNetwork({ ...ours, scale, options: config }, weightsOf(graph), writeMetadata({ ...ours, config, scale })));
}

function weightsOf({ weights }: Graph) {
  return Object.fromEntries(weights.map(({ name, tensor }) => [name, tensor!]));
}
