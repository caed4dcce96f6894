/**
 * Training batches as a pure function of the step number: `batchAt(step)` depends only on the pairs, the options and the step,
 * so a resumed run sees exactly what an uninterrupted one would.
 */
import * as v from 'valibot';
import { ConfigError, expected, ShapeError } from '../errors.ts';
import { type Tensor, tensor } from '../graph/tensor.ts';
import { type Dihedral, dihedrals, flipHorizontal, flipVertical, identity, rot90, rot180, rot270 } from '../image/transform.ts';
import { below, mulberry32, permutation, seedOf } from '../random.ts';
import { type ColorSpace, cropPatch } from './crop.ts';
import type { Pair } from './pairs.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/** `flips`: left–right and top–bottom. `rotations`: quarter turns. Both together: all eight transforms of the square. */
const augment = v.optional(v.strictObject({ flips: v.optional(v.boolean(), false), rotations: v.optional(v.boolean(), false) }), {});

/**
 * How patches are cut; sizes in LR pixels.
 * 'grid': every patch of a grid with this stride, each once in every epoch, in a new order each epoch.
 * 'random': every position of every picture is equally likely.
 */
export const patchConfig = v.variant('mode', [
  v.strictObject({ mode: v.literal('grid'), lrPatchSize: count, stride: count, augment }),
  v.strictObject({ mode: v.literal('random'), lrPatchSize: count, augment }),
]);

export type PatchConfig = v.InferOutput<typeof patchConfig>;

export interface SamplerConfig {
  /** As parsed by `patchConfig`. */
  readonly patch: PatchConfig;
  readonly scale: number;
  readonly colorSpace: ColorSpace;
  readonly batchSize: number;
  readonly seed: number;
}

/** lr (N, C, h, w) and hr (N, C, h·scale, w·scale), values 0 … 1; C is 1 for 'y' and 3 for 'rgb'. */
export interface Batch {
  readonly lr: Tensor<Float32Array>;
  readonly hr: Tensor<Float32Array>;
}

export interface Sampler {
  /** The pairs that are large enough. */
  readonly pairs: readonly Pair[];
  readonly config: SamplerConfig;
  /** Patches of the grid, or positions to choose from. */
  readonly patches: number;
  /** Steps in which as many patches are seen as the grid (or, in random mode, a gapless grid) holds. */
  readonly stepsPerEpoch: number;
  /** One sentence for each picture that is too small and therefore left out. */
  readonly notices: readonly string[];
  /** The batch of a step, counted from 0. */
  batchAt(step: number): Batch;
}

/** The places of one pair's patches: columns × rows positions, `stride` LR pixels apart, numbered from `first`. */
interface Places {
  readonly pair: Pair;
  readonly first: number;
  readonly columns: number;
  readonly rows: number;
}

/** Patch number and transform of each item of a batch. */
type Draw = (step: number) => readonly { readonly patch: number; readonly turn: Dihedral }[];

// What a stream of random numbers is for; part of its seed.
const orderStream = 1;
const itemStream = 2;

function placesOf(pairs: readonly Pair[], size: number, stride: number): Places[] {
  let first = 0;
  return pairs.map((pair) => {
    const columns = Math.floor((pair.lr.width - size) / stride) + 1;
    const rows = Math.floor((pair.lr.height - size) / stride) + 1;
    const places = { pair, first, columns, rows };
    first += columns * rows;
    return places;
  });
}

/** The last places whose first number is not above `patch`. */
function find(places: readonly Places[], patch: number): Places {
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (places[middle]!.first <= patch) low = middle;
    else high = middle - 1;
  }
  return places[low]!;
}

function turnsOf({ flips, rotations }: PatchConfig['augment']): readonly Dihedral[] {
  if (flips && rotations) return dihedrals;
  if (rotations) return [identity, rot90, rot180, rot270];
  return flips ? [identity, flipHorizontal, flipVertical, rot180] : [identity];
}

/**
 * Grid mode walks one endless sequence of permutations, so a batch at the end of an epoch goes on into the next one.
 * Random mode draws each item anew.
 */
function drawer({ patch: { mode, augment }, seed, batchSize }: SamplerConfig, patches: number): Draw {
  const turns = turnsOf(augment);
  let epoch = -1;
  let order: Uint32Array = new Uint32Array();
  const inOrder = (index: number): number => {
    const wanted = Math.floor(index / patches);
    if (wanted !== epoch) {
      order = permutation(mulberry32(seedOf(seed, orderStream, wanted)), patches);
      epoch = wanted;
    }
    return order[index % patches]!;
  };
  return (step) => {
    const random = mulberry32(seedOf(seed, itemStream, step));
    return Array.from({ length: batchSize }, (_, i) => ({
      patch: mode === 'grid' ? inOrder(step * batchSize + i) : below(random, patches),
      turn: turns[below(random, turns.length)]!,
    }));
  };
}

/** Throws ShapeError for a pair of another scale, and when no picture holds a whole patch ConfigError. */
export function createSampler(pairs: readonly Pair[], config: SamplerConfig): Sampler {
  const { patch, scale, colorSpace, batchSize } = config;
  for (const { name, lr, hr } of pairs) {
    if (hr.width !== lr.width * scale || hr.height !== lr.height * scale) {
      throw new ShapeError(expected(`${lr.width * scale}×${lr.height * scale}`, `the HR picture of ${name}`, `${hr.width}×${hr.height}`));
    }
  }
  const size = patch.lrPatchSize;
  const stride = patch.mode === 'grid' ? patch.stride : 1;
  const holdsPatch = ({ lr }: Pair): boolean => lr.width >= size && lr.height >= size;
  const large = pairs.filter(holdsPatch);
  const small = pairs.filter((pair) => !holdsPatch(pair));
  const needed = `${size * scale}×${size * scale}`;
  if (large.length === 0) {
    const first = small[0];
    const received = first ? `${first.name} with ${first.hr.width}×${first.hr.height}` : 'no picture';
    throw new ConfigError(expected(`at least one picture of ${needed} pixels or more`, 'the training data', received));
  }
  const places = placesOf(large, size, stride);
  const last = places.at(-1)!;
  const patches = last.first + last.columns * last.rows;
  const gapless = patch.mode === 'grid' ? patches : Math.ceil(large.reduce((sum, { lr }) => sum + (lr.width * lr.height) / size ** 2, 0));
  const draw = drawer(config, patches);
  const channels = colorSpace === 'y' ? 1 : 3;
  const hrSize = size * scale;

  return {
    pairs: large,
    config,
    patches,
    stepsPerEpoch: Math.ceil(gapless / batchSize),
    notices: small.map(({ name, hr }) => `${name} is left out: its ${hr.width}×${hr.height} pixels do not hold a patch of ${needed}`),
    batchAt(step) {
      if (!Number.isInteger(step) || step < 0) throw new ConfigError(expected('a whole number of at least 0', 'step', step));
      const lr = new Float32Array(batchSize * channels * size ** 2);
      const hr = new Float32Array(batchSize * channels * hrSize ** 2);
      draw(step).forEach(({ patch, turn }, i) => {
        const { pair, first, columns } = find(places, patch);
        const x = ((patch - first) % columns) * stride;
        const y = Math.floor((patch - first) / columns) * stride;
        cropPatch(lr, i * channels * size ** 2, pair.lr, { x, y, size }, turn, colorSpace);
        cropPatch(hr, i * channels * hrSize ** 2, pair.hr, { x: x * scale, y: y * scale, size: hrSize }, turn, colorSpace);
      });
      return { lr: tensor(lr, [batchSize, channels, size, size]), hr: tensor(hr, [batchSize, channels, hrSize, hrSize]) };
    },
  };
}
