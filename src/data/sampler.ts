/**
 * Training batches as a pure function of the step number: `batchAt(step)` depends only on the data, the options and the step,
 * so a resumed run sees exactly what an uninterrupted one would.
 */

import { ConfigError, expected } from '../errors.ts';
import { type Tensor, tensor } from '../graph/tensor.ts';
import { imresize } from '../image/resize.ts';
import { type Dihedral, dihedrals, flipHorizontal, flipVertical, identity, rot90, rot180, rot270 } from '../image/transform.ts';
import { below, mulberry32, permutation, type Random, seedOf } from '../random.ts';
import { scaledLength } from '../scale.ts';
import { type ChannelOrder, rgbOrder } from './crop.ts';
import type { Compress } from './degrade/op.ts';
import { weighted } from './degrade/steps.ts';
import type { PatchFile } from './hdf5.ts';
import { mixPatches } from './mix.ts';
import type { Pair } from './pairs.ts';
import type { PatchConfig } from './patch-config.ts';
import { type DataSet, degradedSource, type PatchSetting, type PatchSource, pairSource, rowSource } from './source.ts';

export interface SamplerConfig extends PatchSetting {
  readonly batchSize: number;
  /** `bicubic`: LR patches are enlarged to HR size, each as a picture of its own. Default `lr`. */
  readonly input?: 'lr' | 'bicubic' | undefined;
  readonly seed: number;
}

/** lr (N, C, h, w), enlarged to the size of hr for input `bicubic`, and hr (N, C, h·scale, w·scale), values 0 … 1; C is 1 for 'y' and 3 for 'rgb'. */
export interface Batch {
  readonly lr: Tensor<Float32Array>;
  readonly hr: Tensor<Float32Array>;
}

export interface Sampler {
  readonly sets: readonly DataSet[];
  readonly config: SamplerConfig;
  /** Pictures that are large enough. */
  readonly pictures: number;
  /** Patches of the grid, or positions to choose from. */
  readonly patches: number;
  /** Steps in which as many patches are seen as the grid (or, in random mode, a gapless grid) holds. */
  readonly stepsPerEpoch: number;
  /** One sentence for each picture that is too small and therefore left out. */
  readonly notices: readonly string[];
  /** The batch of a step, counted from 0. */
  batchAt(step: number): Promise<Batch>;
  /** Closes the files that it reads. */
  close(): void;
}

/** What some sets need of the outside: codecs and files. */
export interface SamplerTools {
  readonly compress: Compress;
  openPatchFile(path: string): Promise<PatchFile>;
}

/** Source, number and transform of each item of a batch. */
type Draw = (step: number) => readonly { readonly source: PatchSource; readonly patch: number; readonly turn: Dihedral }[];

// What a stream of random numbers is for; part of its seed.
const orderStream = 1;
const itemStream = 2;
const setStream = 3;
const degradeStream = 4;
const mixStream = 5;

/** A sampler of pictures whose LR is there. Throws ShapeError for a pair of another scale, and when no picture holds a whole patch ConfigError. */
export function createSampler(pairs: readonly Pair[], config: SamplerConfig): Sampler {
  return samplerOf([pairSource(pairs, config)], [{ kind: 'pairs', pairs }], config);
}

/** A sampler of several sets. Throws as `createSampler` does, and ConfigError for a file that cannot be read or does not fit. */
export async function openSampler(sets: readonly DataSet[], config: SamplerConfig, tools: SamplerTools): Promise<Sampler> {
  const sources: PatchSource[] = [];
  for (const set of sets) {
    if (set.kind === 'pairs') sources.push(pairSource(set.pairs, config));
    else if (set.kind === 'degraded') sources.push(degradedSource(set.pictures, set.steps, config, tools.compress));
    else sources.push(rowSource(await tools.openPatchFile(set.file), config));
  }
  return samplerOf(sources, sets, config);
}

function samplerOf(sources: readonly PatchSource[], sets: readonly DataSet[], config: SamplerConfig): Sampler {
  const { patch, scale, colorSpace, batchSize, seed } = config;
  const { augment, lrPatchSize: size } = patch;
  const channels = colorSpace === 'y' ? 1 : 3;
  const hrSize = scaledLength(size, scale);
  const [lrLength, hrLength] = [channels * size ** 2, channels * hrSize ** 2];
  const enlarged = (lr: Float32Array) => {
    const made = imresize({ channels: batchSize * channels, width: size, height: size, data: lr }, { width: hrSize, height: hrSize });
    return tensor(Float32Array.from(made.data), [batchSize, channels, hrSize, hrSize]);
  };
  const draw = drawer(config, sources, sets);
  const sum = (of: (source: PatchSource) => number) => sources.reduce((total, source) => total + of(source), 0);

  return {
    sets,
    config,
    pictures: sum((s) => s.pictures),
    patches: sum((s) => s.patches),
    stepsPerEpoch: Math.ceil(Math.ceil(sum((s) => s.gapless)) / batchSize),
    notices: sources.flatMap((s) => s.notices),
    async batchAt(step) {
      if (!Number.isInteger(step) || step < 0) throw new ConfigError(expected('a whole number of at least 0', 'step', step));
      const lr = new Float32Array(batchSize * lrLength);
      const hr = new Float32Array(batchSize * hrLength);
      const places = Array.from({ length: batchSize }, (_, i) => ({
        lr: lr.subarray(i * lrLength, (i + 1) * lrLength),
        hr: hr.subarray(i * hrLength, (i + 1) * hrLength),
      }));
      const mixing = mulberry32(seedOf(seed, mixStream, step));
      const cuts = draw(step).map(({ source, patch, turn }, i) => {
        const order = augment.channelShuffle ? shuffledOrder(mixing) : rgbOrder;
        return source.cut(patch, { turn, order, random: mulberry32(seedOf(seed, degradeStream, step, i)) }, places[i]!);
      });
      await Promise.all(cuts);
      mixPatches(places, augment, { channels, size, scale }, mixing);
      return {
        lr: config.input === 'bicubic' ? enlarged(lr) : tensor(lr, [batchSize, channels, size, size]),
        hr: tensor(hr, [batchSize, channels, hrSize, hrSize]),
      };
    },
    close() {
      for (const source of sources) source.close();
    },
  };
}

function turnsOf({ flips, rotations }: PatchConfig['augment']): readonly Dihedral[] {
  if (flips && rotations) return dihedrals;
  if (rotations) return [identity, rot90, rot180, rot270];
  return flips ? [identity, flipHorizontal, flipVertical, rot180] : [identity];
}

function shuffledOrder(random: Random): ChannelOrder {
  return [...permutation(random, 3)] as unknown as ChannelOrder;
}

/**
 * Without weights, grid mode walks one endless sequence of permutations of all patches, so a batch at the end of an epoch goes on into the
 * next one, and random mode draws each item anew. With weights each item is drawn anew, first its set and then its patch.
 */
function drawer(
  { patch: { mode, augment }, seed, batchSize }: SamplerConfig,
  sources: readonly PatchSource[],
  sets: readonly DataSet[],
): Draw {
  const turns = turnsOf(augment);
  const total = sources.reduce((sum, { patches }) => sum + patches, 0);
  const shares = sets.some(({ weight }) => weight !== undefined)
    ? sources.map((source, i) => ({ source, weight: sets[i]!.weight ?? 1 }))
    : undefined;
  let epoch = -1;
  let order: Uint32Array = new Uint32Array();
  const inOrder = (index: number): number => {
    const wanted = Math.floor(index / total);
    if (wanted !== epoch) {
      order = permutation(mulberry32(seedOf(seed, orderStream, wanted)), total);
      epoch = wanted;
    }
    return order[index % total]!;
  };
  const numbered = (number: number) => {
    let patch = number;
    const source = sources.find(({ patches }) => {
      if (patch < patches) return true;
      patch -= patches;
      return false;
    })!;
    return { source, patch };
  };
  return (step) => {
    const random = mulberry32(seedOf(seed, itemStream, step));
    const choosing = mulberry32(seedOf(seed, setStream, step));
    const next = (i: number) => {
      if (!shares) return numbered(mode === 'grid' ? inOrder(step * batchSize + i) : below(random, total));
      const { source } = weighted(shares, choosing);
      return { source, patch: below(choosing, source.patches) };
    };
    return Array.from({ length: batchSize }, (_, i) => ({ ...next(i), turn: turns[below(random, turns.length)]! }));
  };
}
