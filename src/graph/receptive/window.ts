/** Operators that read a window of neighbours: convolution, pooling, transposed convolution, padding, resizing. */
import type { Node } from '../graph.ts';
import { type Axis, gcd, type Reads, remap, symmetric, Unbounded, upsample } from './axis.ts';
import type { Field } from './field.ts';
import { constant, describe, int, list, parameter, position, text } from './read.ts';

interface Window {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly begin: number;
  readonly end: number;
}

/** y[p] = Σ x[p·stride − begin + k·dilation] over k; pads of the kind SAME make the output ⌈input / stride⌉. */
export function windowed(node: Node, x: Field): Field {
  if (x[1]) throw new Unbounded(`${describe(node)} sums over a spatial axis`);
  return x.map((axis, i) => {
    if (!axis || i < 2) return axis;
    const w = windowOf(node, i - 2, x.length - 2, (size, stride) => Math.max(size - stride, 0));
    const size = w.dilation * (w.kernel - 1) + 1;
    const round = int(node, 'ceil_mode', 0) === 1 ? Math.ceil : Math.floor;
    const extra = round((axis.extra + w.begin + w.end - size) / w.stride) + 1;
    return remap(axis, 1, w.stride, extra, (p) => ({ first: p * w.stride - w.begin, step: w.dilation, count: w.kernel }));
  });
}

/** y[q·stride − begin + k·dilation] += x[q] over k. */
export function transposed(node: Node, x: Field): Field {
  if (x[1]) throw new Unbounded(`${describe(node)} sums over a spatial axis`);
  if (list(node, 'output_shape')) throw new Unbounded(`${describe(node)} has a fixed output size`);
  return x.map((axis, i) => {
    if (!axis || i < 2) return axis;
    const more = list(node, 'output_padding')?.[i - 2] ?? 0;
    const w = windowOf(node, i - 2, x.length - 2, (size, stride) => Math.max(size + more - stride, 0));
    const extra = w.stride * (axis.extra - 1) + w.dilation * (w.kernel - 1) + 1 + more - w.begin - w.end;
    return remap(axis, w.stride, 1, extra, (p) => contributors(w, p + w.begin));
  });
}

/** The x[q] with q·stride + k·dilation = at, for 0 ≤ k < kernel: every `every`-th k, if one fits at all. */
function contributors({ kernel, stride, dilation }: Window, at: number): Reads {
  const every = stride / gcd(stride, dilation);
  for (let k = 0; k < Math.min(every, kernel); k++) {
    if ((at - k * dilation) % stride !== 0) continue;
    return { first: (at - k * dilation) / stride, step: (-dilation * every) / stride, count: Math.floor((kernel - 1 - k) / every) + 1 };
  }
  return { first: 0, step: 1, count: 0 };
}

/** `total` gives the padding of auto_pad SAME from the window's size and stride, for sides that are a multiple of the stride. */
function windowOf(node: Node, axis: number, axes: number, total: (size: number, stride: number) => number): Window {
  const kernel = list(node, 'kernel_shape')?.[axis] ?? node.inputs[1]?.declaredShape?.[axis + 2];
  const stride = list(node, 'strides')?.[axis] ?? 1;
  const dilation = list(node, 'dilations')?.[axis] ?? 1;
  if (typeof kernel !== 'number' || !(kernel > 0 && stride > 0 && dilation > 0))
    throw new Unbounded(`${describe(node)} has a kernel of unknown size`);
  const same = total(dilation * (kernel - 1) + 1, stride);
  const pads = list(node, 'pads');
  switch (text(node, 'auto_pad', 'NOTSET')) {
    case 'SAME_UPPER':
      return { kernel, stride, dilation, begin: Math.floor(same / 2), end: Math.ceil(same / 2) };
    case 'SAME_LOWER':
      return { kernel, stride, dilation, begin: Math.ceil(same / 2), end: Math.floor(same / 2) };
    case 'VALID':
      return { kernel, stride, dilation, begin: 0, end: 0 };
    default:
      return { kernel, stride, dilation, begin: pads?.[axis] ?? 0, end: pads?.[axis + axes] ?? 0 };
  }
}

export function pad(node: Node, x: Field): Field {
  const mode = text(node, 'mode', 'constant');
  if (mode === 'wrap') throw new Unbounded(`${describe(node)} joins opposite sides of the image`);
  const pads = parameter(node, 'pads', 1) ?? list(node, 'paddings') ?? [];
  const axes = (parameter(node, 'axes', 3) ?? x.map((_, i) => i)).map((a) => position(a, x.length));
  return x.map((axis, i) => {
    const at = axes.indexOf(i);
    if (!axis || at < 0) return axis;
    const [begin, end] = [pads[at] ?? 0, pads[at + axes.length] ?? 0];
    const inner = mode === 'constant' ? axis : symmetric(axis);
    return remap(inner, 1, 1, axis.extra + begin + end, (p) => ({ first: p - begin, step: 1, count: 1 }));
  });
}

/** Resize, and Upsample before it. In operator set 10 Resize has two inputs, and positions are p / scale. */
export function resize(node: Node, x: Field): Field {
  const old = node.op === 'Upsample' || node.inputs.length === 2;
  const axes = (list(node, 'axes') ?? x.map((_, i) => i)).map((a) => position(a, x.length));
  return x.map((axis, i) => {
    const at = axes.indexOf(i);
    if (!axis || at < 0) return axis;
    const scale = scaleOf(node, i, at, old ? 1 : 2);
    return scale === 1 ? axis : resizeAxis(node, axis, scale, old);
  });
}

function scaleOf(node: Node, axis: number, at: number, input: number): number {
  const scales = node.op === 'Upsample' ? parameter(node, 'scales', 1) : constant(node.inputs[input]);
  if (scales && scales.length > 0) return scales[at]!;
  const [from, to] = [node.inputs[0]?.declaredShape?.[axis], node.outputs[0]?.declaredShape?.[axis]];
  if (typeof from === 'number' && typeof to === 'number') return to / from;
  if (typeof from === 'object' && typeof to === 'object' && from.symbol === to.symbol && from.add === 0 && to.add === 0)
    return to.mul / from.mul;
  throw new Unbounded(`${describe(node)} has a scale that is known only when it runs`);
}

function resizeAxis(node: Node, axis: Axis, scale: number, old: boolean): Axis {
  const [made, taken] = fraction(scale, node);
  const mode = text(node, 'mode', 'nearest');
  const place = text(node, 'coordinate_transformation_mode', old ? 'asymmetric' : 'half_pixel');
  const round = rounding[text(node, 'nearest_mode', old ? 'floor' : 'round_prefer_floor')];
  const taps = { nearest: 0, linear: 1, cubic: 2 }[mode];
  if (taps === undefined || !round) throw new Unbounded(`${describe(node)} interpolates in an unknown way`);
  const extra = Math.floor((axis.extra * made) / taken);
  // Where the engine's float32 scale is not ours exactly, a position may fall on either side of a pixel.
  const slack = made / taken === scale ? 0 : 1e-3;
  const wide = int(node, 'antialias', 0) === 1 && scale < 1 ? taps / scale : 0;
  return remap(symmetric(axis), made, taken, extra, (p) => {
    const [low, high] = positions(place, p, made / taken, node).map((c, i) => c + (i === 0 ? -slack : slack)) as [number, number];
    const first = wide > 0 ? Math.floor(low - wide) : taps === 0 ? round(low) : firstTap(low, taps);
    const last = wide > 0 ? Math.ceil(high + wide) : taps === 0 ? round(high) : -firstTap(-high, taps);
    return { first, step: 1, count: last - first + 1 };
  });
}

/** Interpolation weights are 0 a whole pixel away: at a whole position only that pixel is read. */
const firstTap = (c: number, taps: number): number => (Number.isInteger(c) ? c : Math.floor(c) - taps + 1);

const rounding: Readonly<Record<string, (c: number) => number>> = {
  round_prefer_floor: (c) => Math.ceil(c - 0.5),
  round_prefer_ceil: (c) => Math.floor(c + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

/** Where output pixel p lies in the input, from and to. With align_corners it depends on the size, by less than |1 − 1/scale|. */
function positions(place: string, p: number, scale: number, node: Node): [number, number] {
  switch (place) {
    case 'asymmetric':
      return [p / scale, p / scale];
    case 'half_pixel':
    case 'pytorch_half_pixel':
    case 'half_pixel_symmetric':
      return [(p + 0.5) / scale - 0.5, (p + 0.5) / scale - 0.5];
    case 'tf_half_pixel_for_nn':
      return [(p + 0.5) / scale, (p + 0.5) / scale];
    case 'align_corners':
      return [p / scale + Math.min(0, 1 / scale - 1), p / scale + Math.max(0, 1 / scale - 1)];
    default:
      throw new Unbounded(`${describe(node)} places pixels in an unknown way (${place})`);
  }
}

function fraction(scale: number, node: Node): readonly [number, number] {
  for (let taken = 1; taken <= 64; taken++) {
    const made = Math.round(scale * taken);
    if (made > 0 && Math.abs(made / taken - scale) < 1e-6 * scale) return [made, taken];
  }
  throw new Unbounded(`${describe(node)} has a scale that is no simple fraction (${scale})`);
}

/** (N, C·b², H, W) → (N, C, H·b, W·b); the order of the channels does not matter here. */
export function depthToSpace(node: Node, x: Field): Field {
  return x.map((axis) => axis && upsample(axis, int(node, 'blocksize', 1)));
}
