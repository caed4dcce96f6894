/** Networks in and out of a training run: first weights from another network, and the finished .onnx files. */
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { writeFileAtomic } from '../codecs/node.ts';
import type { FolderManifest } from '../data/manifest.ts';
import { ConfigError } from '../errors.ts';
import { parse } from '../graph/parse.ts';
import { readSafetensors, writeSafetensors } from '../graph/safetensors.ts';
import { serialize } from '../graph/serialize.ts';
import type { Tensor } from '../graph/tensor.ts';
import { readMetadata, writeMetadata } from '../models/metadata.ts';
import { exportNetwork } from '../models/network.ts';
import { modelNamed } from '../models/presets.ts';
import { ortNode } from '../runtime/ort-node.ts';
import { collapseWeights } from '../train/collapse.ts';
import type { StageConfig, TrainConfig } from '../train/config.ts';
import type { StageSteps } from '../train/multi-scale.ts';
import { matching } from '../train/patterns.ts';
import { exportedWeights, type State } from '../train/step.ts';
import { hashWeights, type RunFolder } from './run-folder.ts';

/** How files of weights as they were trained end. */
const trainedWeights = '.safetensors';

type InitFrom = NonNullable<TrainConfig['initFrom']>;

/** The network file that a configuration begins with. */
export const fileOf = (initFrom: InitFrom): string => (typeof initFrom === 'string' ? initFrom : initFrom.file);

interface GivenWeights {
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The weights of an .onnx file, or those of a .safetensors file as they were trained. */
async function readNetwork(path: string): Promise<GivenWeights> {
  const unreadable = (why: unknown, cause: unknown) =>
    new ConfigError(`Expected a network for initFrom in ${path} but it cannot be read (${why})`, { cause });
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(error.code, error);
  });
  if (extname(path) !== trainedWeights) {
    const { graph, metadata } = parse(bytes);
    return { weights: new Map(graph.weights.map((w) => [w.name, w.tensor!])), metadata };
  }
  try {
    const { tensors, metadata } = readSafetensors(bytes);
    return { weights: new Map(Object.entries(tensors)), metadata };
  } catch (error) {
    throw unreadable((error as Error).message, error);
  }
}

/**
 * The first weights of a run, from the network file that `initFrom` names: every weight of the run by name and shape. A weight that
 * differs between the scales of the run, `<name>@x<scale>`, is `<name>` in the file. Throws ConfigError, naming it, for a weight that
 * is missing in the file or has another shape and is not among `new`, and for one of the file that is left over and not among `unused`.
 */
export async function firstWeightsFrom(
  initFrom: InitFrom,
  { initial, weights }: Pick<StageSteps, 'initial' | 'weights'>,
): Promise<{ readonly weights: State; readonly fresh: readonly string[] }> {
  const path = fileOf(initFrom);
  const allowed = typeof initFrom === 'string' ? { new: [], unused: [] } : initFrom;
  const { weights: given } = await readNetwork(path);
  const fresh = matching(allowed.new, weights, 'initFrom.new');
  const inFile = (name: string) => name.replace(/@x\d+$/, '');
  const shapeOf = (tensor: Tensor) => `(${tensor.shape.join(', ')})`;
  const first: Record<string, Tensor> = {};
  for (const name of weights) {
    const [want, got] = [initial[name]!, given.get(inFile(name))];
    const fits = got?.dtype === want.dtype && shapeOf(got) === shapeOf(want);
    if (!fits && !fresh.has(name)) {
      const received = got ? `${got.dtype} ${shapeOf(got)}` : 'none';
      throw new ConfigError(
        `Expected a weight ${inFile(name)} of shape ${shapeOf(want)} in ${path} but received ${received}; initFrom.new may name ${name} as new`,
      );
    }
    if (fits) first[name] = got!;
  }
  const known = new Set(weights.map(inFile));
  const left = [...given.keys()].filter((name) => !known.has(name));
  const unused = matching(allowed.unused, left, 'initFrom.unused');
  const extra = left.find((name) => !unused.has(name));
  if (extra !== undefined)
    throw new ConfigError(`Expected weights of the network only in ${path} but received ${extra}; initFrom.unused may name it as unused`);
  return { weights: first, fresh: weights.filter((name) => !first[name]) };
}

/** What the first weights say of themselves, so that a network names all the data behind it. */
async function originOf(initFrom: InitFrom): Promise<object> {
  const path = fileOf(initFrom);
  const { training, weightsHash } = readMetadata((await readNetwork(path)).metadata) ?? {};
  return { file: basename(path), weightsHash, training };
}

/**
 * Writes the network of each scale of the last stage, with the best weights, into the run's folder; returns the files' paths. Beside a network
 * whose layers were collapsed are the weights as they were trained, which other runs may begin with.
 */
export async function exportRun(
  run: RunFolder,
  config: StageConfig,
  steps: StageSteps,
  manifest: readonly FolderManifest[],
): Promise<string[]> {
  const { state, best } = await run.best();
  const { channels, input } = modelNamed(config.model);
  const training = {
    steps: best?.step,
    batchSize: config.batchSize,
    lrPatchSize: config.data.patch.lrPatchSize,
    losses: config.losses.map(({ name, weight }) => ({ name, weight })),
    data: manifest.map(({ folder, count, sha256 }) => ({ folder, count, sha256 })),
    validationPsnr: best?.psnr,
    ...(config.scale.length > 1 ? { scales: config.scale } : {}),
    ...(config.initFrom === undefined ? {} : { initFrom: await originOf(config.initFrom) }),
  };
  return Promise.all(
    config.scale.map(async (scale) => {
      const spec = { ...config, scale, channels };
      const trained = steps.weightsAt(scale, exportedWeights(steps, state));
      const weights = await collapseWeights(spec, trained, ortNode);
      const metadata = writeMetadata({
        ...{ model: config.model, scale, channels, config: config.options, input, training, license: config.license },
        colorSpace: channels === 1 ? 'y' : 'rgb',
        weightsHash: hashWeights(weights),
      });
      const path = run.network(scale);
      if (weights !== trained)
        await writeFileAtomic(path.replace(/\.onnx$/, trainedWeights), writeSafetensors({ tensors: trained, metadata }));
      await writeFileAtomic(path, serialize(exportNetwork(spec, weights, metadata, { collapsed: true })));
      return path;
    }),
  );
}
