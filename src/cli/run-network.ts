/** Networks in and out of a training run: first weights from another network, and the finished .onnx file. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeFileAtomic } from '../codecs/node.ts';
import type { FolderManifest } from '../data/manifest.ts';
import { ConfigError } from '../errors.ts';
import { parse } from '../graph/parse.ts';
import { serialize } from '../graph/serialize.ts';
import { readMetadata, writeMetadata } from '../models/metadata.ts';
import { exportNetwork, modelNamed } from '../models/network.ts';
import type { TrainConfig } from '../train/config.ts';
import { exportedWeights, type State, type StepGraph } from '../train/step.ts';
import { hashWeights, type RunFolder } from './run-folder.ts';

/** The step's initial state with every weight that `path` has under the same name and shape. Throws ConfigError when it has none. */
export async function firstStateFrom(path: string, step: StepGraph, say: (line: string) => void): Promise<State> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError(`Expected a network for initFrom in ${path} but it cannot be read (${error.code})`, { cause: error });
  });
  const given = new Map(parse(bytes).graph.weights.map((w) => [w.name, w.tensor!]));
  const fits = (name: string) => given.get(name)?.shape.join() === step.initial[name]!.shape.join();
  const fresh = step.weights.filter((name) => !fits(name));
  if (fresh.length === step.weights.length)
    throw new ConfigError(`Expected a network with weights of this one for initFrom but ${path} has none`);
  say(`First weights from ${path}${fresh.length > 0 ? `; new: ${fresh.join(', ')}` : ''}`);
  const taken = step.weights.filter(fits).map((name) => [name, given.get(name)!] as const);
  return { ...step.initial, ...Object.fromEntries(taken) };
}

/** What the first weights say of themselves, so that a network names all the data behind it. */
async function originOf(path: string): Promise<object> {
  const { training, weightsHash } = readMetadata(parse(await readFile(path)).metadata) ?? {};
  return { file: basename(path), weightsHash, training };
}

/** Writes the network with the best weights into the run's folder; returns the file's path. */
export async function exportRun(
  run: RunFolder,
  config: TrainConfig,
  step: StepGraph,
  manifest: readonly FolderManifest[],
): Promise<string> {
  const { state, best } = await run.best();
  const weights = exportedWeights(step, state);
  const { channels, input } = modelNamed(config.model);
  const training = {
    steps: best?.step,
    batchSize: config.batchSize,
    lrPatchSize: config.data.patch.lrPatchSize,
    losses: config.losses.map(({ name, weight }) => ({ name, weight })),
    data: manifest.map(({ folder, count, sha256 }) => ({ folder, count, sha256 })),
    validationPsnr: best?.psnr,
    ...(config.initFrom === undefined ? {} : { initFrom: await originOf(config.initFrom) }),
  };
  const metadata = writeMetadata({
    model: config.model,
    scale: config.scale,
    channels,
    config: config.options,
    colorSpace: channels === 1 ? 'y' : 'rgb',
    input,
    training,
    license: config.license,
    weightsHash: hashWeights(weights),
  });
  const path = join(run.path, `${basename(run.path)}.onnx`);
  await writeFileAtomic(path, serialize(exportNetwork({ ...config, channels }, weights, metadata)));
  return path;
}
