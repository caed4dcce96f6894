/** The work of `subpixel data pack`: the patches of a training configuration into an HDF5 file. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeAtomically } from '../codecs/node.ts';
import type { BatchSource } from '../data/batches.ts';
import { createPatchFile, type SampleType } from '../data/hdf5.ts';
import { prefetchBatches } from '../data/prefetch.ts';
import type { Sampler } from '../data/sampler.ts';
import { ConfigError, SubpixelError } from '../errors.ts';
import type { TrainConfig } from '../train/config.ts';
import { atScale, type TrainPlan } from '../train/plan.ts';
import type { Context } from './command.ts';
import { createProgress } from './progress.ts';
import { readTrainPlan } from './train-config.ts';
import { loadTrainingData, type TrainingData } from './train-data.ts';

export interface PackOptions {
  readonly config: string | undefined;
  readonly set: readonly string[];
  readonly out: string | undefined;
  readonly count: number | undefined;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** The one stage at its one scale: a file holds patches of one size. */
function onlyConfig({ stages }: TrainPlan, file: string): TrainConfig {
  const [stage, ...more] = stages as [TrainPlan['stages'][number], ...TrainPlan['stages']];
  if (more.length > 0 || stage.scale.length > 1)
    throw new ConfigError(`${file}: expected one stage and one scale to pack but received several`);
  return atScale(stage, stage.scale[0]!);
}

/** Patches that are made and written together. */
const block = 64;

/** The file appears whole or not at all. Throws ConfigError for a configuration that cannot work, before anything is written. */
export async function packFromOptions(options: PackOptions, context: Context): Promise<undefined> {
  const { config: file, out } = options;
  if (file === undefined || out === undefined) {
    throw new ConfigError('Expected a configuration and a file: subpixel data pack --config <file> --out <file>');
  }
  const silent = options.quiet || options.json;
  const progress = createProgress(context.stderr, { silent });
  const say = (line: string) => {
    if (!silent) progress.print(context.stderr, line);
  };
  const config = plain(onlyConfig(await readTrainPlan(file, options.set), file));
  const data = await loadTrainingData(config, say);
  const { sampler } = data;
  const { mode } = config.data.patch;
  const count = options.count ?? (mode === 'grid' ? sampler.patches : sampler.stepsPerEpoch * config.batchSize);
  const type = sampleTypeOf(sampler);
  const batches = prefetchBatches(sampler, { workers: data.workers });
  try {
    await mkdir(dirname(out), { recursive: true });
    await writeAtomically(out, (path) =>
      write(path, config, data, batches, {
        count,
        type,
        signal: context.signal,
        onRows: (rows) => progress.update(rows, count, `${rows} patches`),
      }),
    );
  } finally {
    await batches.close();
    progress.clear();
  }
  const summary = { file: out, patches: count, type, notices: data.notices };
  context.stdout.write(options.json ? `${JSON.stringify(summary)}\n` : `${out}  ${count} patches as ${type}\n`);
  return undefined;
}

/** The configuration in blocks and without the augmentations, which are made anew for every batch of a training. */
function plain(config: TrainConfig): TrainConfig {
  const augment = { flips: false, rotations: false, channelShuffle: false };
  return { ...config, batchSize: block, data: { ...config.data, patch: { ...config.data.patch, augment } } };
}

interface Writing {
  readonly count: number;
  readonly type: SampleType;
  readonly signal: AbortSignal;
  onRows(rows: number): void;
}

async function write(
  path: string,
  config: TrainConfig,
  { sampler, manifest }: TrainingData,
  batches: BatchSource,
  { count, type, signal, onRows }: Writing,
): Promise<void> {
  const { colorSpace, scale, patch } = sampler.config;
  const channels = colorSpace === 'y' ? 1 : 3;
  const [lrSize, hrSize] = [patch.lrPatchSize, patch.lrPatchSize * scale];
  const settings = {
    madeBy: 'subpixel data pack',
    scale,
    colorSpace,
    seed: config.seed,
    data: config.data,
    validation: config.validation,
    pictures: manifest.map(({ folder, count, sha256 }) => ({ folder, count, sha256 })),
  };
  const writer = await createPatchFile(path, { channels, lrSize, hrSize, type, settings });
  try {
    for (let rows = 0; rows < count; rows += block) {
      if (signal.aborted) throw new SubpixelError('Stopped');
      const { lr, hr } = await batches.next();
      const added = Math.min(block, count - rows);
      writer.append(lr.data.subarray(0, added * channels * lrSize ** 2), hr.data.subarray(0, added * channels * hrSize ** 2));
      onRows(rows + added);
    }
  } finally {
    writer.close();
  }
}

/** Whole numbers where that loses nothing: luma has fractions, and rows of other files may have. */
function sampleTypeOf({ sets, config }: Sampler): SampleType {
  const depths = sets.map((set) => {
    if (set.kind === 'hdf5') return 'float32';
    const pictures = set.kind === 'pairs' ? set.pairs : set.pictures;
    return pictures.some(({ hr }) => hr.data instanceof Uint16Array) ? 'uint16' : 'uint8';
  });
  const same = depths.every((depth) => depth === depths[0]);
  return config.colorSpace === 'rgb' && same ? depths[0]! : 'float32';
}
