/**
 * Which pixels of the input a pixel depends on, along one axis. Networks do the same everywhere, so that what holds for a few neighbours holds for all:
 * a value has `pixels` for every `inputs` pixels of the input, and pixel `pixels·k + i` depends on those from `inputs·k + from[i]` to `inputs·k + to[i]`.
 */
export interface Axis {
  readonly name: 'H' | 'W';
  readonly pixels: number;
  readonly inputs: number;
  /** Infinity (and minus infinity in `to`) where a pixel depends on nothing. */
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** Pixels beyond `pixels / inputs` times the input: negative after a convolution without padding, NaN where unknown. */
  readonly extra: number;
  /** What the side of the input must be a multiple of for the resolutions up to here to be whole. */
  readonly multipleOf: number;
}

/** Ends a walk: the message says what looks at the whole image. */
export class Unbounded extends Error {}

/** The pixels that one pixel reads: `first`, `first + step`, … */
export interface Reads {
  readonly first: number;
  readonly step: number;
  readonly count: number;
}

/** More neighbours that differ are not followed. */
const limit = 1024;

export function inputAxis(name: 'H' | 'W'): Axis {
  return { name, pixels: 1, inputs: 1, from: [0], to: [0], extra: 0, multipleOf: 1 };
}

/** The axis after an operator that turns `taken` pixels into `made`; pixel p + made reads what p reads, `taken` further on. */
export function remap(axis: Axis, made: number, taken: number, extra: number, reads: (p: number) => Reads): Axis {
  const period = lcm(taken, axis.pixels);
  const pixels = (period / taken) * made;
  const inputs = (period / axis.pixels) * axis.inputs;
  if (!(Math.max(pixels, inputs) <= limit)) throw new Unbounded(`resolutions ${pixels}:${inputs} are too far apart to follow`);
  const spans = Array.from({ length: pixels }, (_, p) => span(axis, reads(p)));
  return {
    name: axis.name,
    pixels,
    inputs,
    from: spans.map(([from]) => from),
    to: spans.map(([, to]) => to),
    extra,
    multipleOf: lcm(axis.multipleOf, inputs / gcd(pixels, inputs)),
  };
}

/** From the first to the last input pixel; later pixels reach later, so that the ends are found within one period of either end. */
function span(axis: Axis, { first, step, count }: Reads): readonly [number, number] {
  let [from, to] = [Infinity, -Infinity];
  for (let j = 0; j < Math.min(count, axis.pixels); j++) {
    for (const q of [first + j * step, first + (count - 1 - j) * step]) {
      const block = Math.floor(q / axis.pixels);
      const i = q - block * axis.pixels;
      from = Math.min(from, block * axis.inputs + axis.from[i]!);
      to = Math.max(to, block * axis.inputs + axis.to[i]!);
    }
  }
  return [from, to];
}

/** Pixel p reads pixel floor(p / factor). */
export function upsample(axis: Axis, factor: number): Axis {
  return remap(axis, factor, 1, axis.extra * factor, (p) => ({ first: Math.floor(p / factor), step: 1, count: 1 }));
}

/** Pixel p reads the `factor` pixels that it replaces. */
export function downsample(axis: Axis, factor: number): Axis {
  return remap(axis, 1, factor, Math.floor(axis.extra / factor), (p) => ({ first: p * factor, step: 1, count: factor }));
}

/** Both at once: the axis of a value computed pixel by pixel from two others. */
export function union(a: Axis, b: Axis): Axis {
  if (a.name !== b.name || a.pixels * b.inputs !== b.pixels * a.inputs) throw new Unbounded('values of different resolutions meet');
  const pixels = lcm(a.pixels, b.pixels);
  if (pixels > limit) throw new Unbounded('too many resolutions meet');
  const [p, q] = [repeat(a, pixels), repeat(b, pixels)];
  return {
    ...p,
    from: p.from.map((x, i) => Math.min(x, q.from[i]!)),
    to: p.to.map((x, i) => Math.max(x, q.to[i]!)),
    extra: Number.isNaN(a.extra) ? b.extra : a.extra,
    multipleOf: lcm(a.multipleOf, b.multipleOf),
  };
}

function repeat(axis: Axis, pixels: number): Axis {
  return remap(axis, pixels / axis.pixels, pixels / axis.pixels, axis.extra, (p) => ({ first: p, step: 1, count: 1 }));
}

/**
 * The axis with the same reach on both sides, where an operator reads across the border what lies inside it (reflection, repeated edges):
 * left then becomes right. Most networks are symmetric already and stay as they are.
 */
export function symmetric(axis: Axis): Axis {
  const { pixels, inputs, from, to } = axis;
  if (from.every((x, i) => x + to[pixels - 1 - i]! === inputs - 1)) return axis;
  const own = from.map((_, i) => ownBlock(axis, i));
  const reach = Math.max(0, ...own.flatMap(([first, last], i) => [first - from[i]!, to[i]! - last]));
  return { ...axis, from: own.map(([first]) => first - reach), to: own.map(([, last]) => last + reach) };
}

/** The input pixels that lie where pixel i lies. */
function ownBlock({ pixels, inputs }: Axis, i: number): readonly [number, number] {
  return [Math.floor((i * inputs) / pixels), Math.ceil(((i + 1) * inputs) / pixels) - 1];
}

/** How many input pixels away the farthest is. Where the output is smaller or larger than scale × input, the two are laid centre on centre. */
export function reach(axis: Axis): number {
  const shift = Number.isNaN(axis.extra) ? 0 : (-axis.extra * axis.inputs) / (2 * axis.pixels);
  const distances = axis.from.flatMap((from, i) => {
    const [first, last] = ownBlock(axis, i);
    return [first + shift - from, axis.to[i]! - last - shift];
  });
  return Math.max(0, Math.ceil(Math.max(...distances)));
}

export function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

export function lcm(a: number, b: number): number {
  return (a / gcd(a, b)) * b;
}
