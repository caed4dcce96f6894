/** The work of `subpixel task`: opens the networks, and hands every picture to the task. */
import { basename, dirname, resolve } from 'node:path';
import { listImages } from '../../data/files.ts';
import { ConfigError, EngineError, expected, GraphError } from '../../errors.ts';
import { checkScale } from '../../evaluate/evaluate.ts';
import { openRecogniser, type Recogniser } from '../../evaluate/task/recogniser.ts';
import { describeLr, type Protocol, protocols } from '../../metrics/protocol.ts';
import { ortNode } from '../../runtime/ort-node.ts';
import { resampler } from '../../upscale/resampler.ts';
import type { Context } from '../command.ts';
import type { TaskOptions } from '../commands/task.ts';
import { scaleOf } from '../eval-run.ts';
import { type OpenedNetworks, openNetworks } from '../networks.ts';
import { writableFolder } from '../outputs.ts';
import { createProgress, type Progress } from '../progress.ts';
import { classify } from './classify.ts';
import { detect } from './detect.ts';
import { readNetwork } from './files.ts';
import type { Method } from './pictures.ts';

/** What a task works on. */
export interface TaskJob {
  readonly options: TaskOptions;
  readonly recogniser: Recogniser;
  readonly folder: string;
  /** Of all pictures, below the folder. */
  readonly names: readonly string[];
  readonly methods: readonly Method[];
  readonly scale: number;
  readonly protocol: Protocol;
  readonly protocolText: string;
  /** Last part of the folder's path. */
  readonly dataset: string;
  readonly progress: Progress;
}

/** The exit code: 0, or 1 when a picture failed. Throws ConfigError before any work for options that do not go together. */
export async function runTask(options: TaskOptions, folder: string, context: Context): Promise<number> {
  if (options.network === undefined)
    throw new ConfigError('Expected --network with a classifier or detector, an .onnx file, but received none');
  const names = await listImages(folder);
  if (names.length === 0) throw new ConfigError(expected('a folder with at least one picture', 'the pictures', folder));
  if (options.csv !== undefined) await writableFolder(dirname(resolve(options.csv)));
  const progress = createProgress(context.stderr, { silent: options.quiet || options.json });
  const opened: { dispose(): Promise<void> }[] = [];
  try {
    const sets: OpenedNetworks[] = [];
    for (const name of options.model.length > 0 ? new Set(options.model) : [undefined]) {
      sets.push(await openNetworks({ name, device: options.device, threads: options.threads }));
      opened.push(sets.at(-1)!);
    }
    const scale = scaleOf(sets[0]!, options.scale);
    for (const set of sets) checkScale(set, scale);
    const recogniser = await recogniserOf(options, options.network);
    opened.push(recogniser);
    // A network that cannot start fails the run, not every picture.
    for (const set of sets) if (set.kernel === undefined) await set.load(scale);
    const protocol: Protocol = protocols[options.protocol];
    const protocolText = describeLr(protocol, scale);
    const job = { options, recogniser, folder, names, methods: methodsOf(sets), scale, protocol, protocolText, progress };
    return await (options.task === 'classify' ? classify : detect)({ ...job, dataset: basename(resolve(folder)) }, context);
  } finally {
    progress.clear();
    await Promise.all(opened.map((one) => one.dispose()));
  }
}

/** Bicubic first. Networks of one name are called by their paths. */
function methodsOf(sets: readonly OpenedNetworks[]): Method[] {
  const others = sets.filter(({ kernel }) => kernel !== 'bicubic');
  const label = ({ name, file }: OpenedNetworks) =>
    file !== undefined && others.filter((other) => other.name === name).length > 1 ? file : name;
  return [{ name: 'bicubic', set: resampler('bicubic') }, ...others.map((set) => ({ name: label(set), set }))];
}

/** Throws ConfigError for a file that cannot be read, and what `openRecogniser` throws, with the file's path. */
async function recogniserOf({ device, threads, layout }: TaskOptions, path: string): Promise<Recogniser> {
  const bytes = await readNetwork(path, '--network');
  try {
    return await openRecogniser(bytes, ortNode, { name: basename(path), device: device === 'auto' ? 'cpu' : device, threads, layout });
  } catch (error) {
    if (error instanceof GraphError) throw new GraphError(`${path}: ${error.message}`, { cause: error });
    if (error instanceof EngineError) throw new EngineError(`${path}: ${error.message}`, { cause: error });
    throw error;
  }
}
