/** Convolution and its adjoint. Tensors are (N, C, H, W), filters (O, I/group, kh, kw). */
import { GraphError } from '../../errors.ts';
import { type Dim, floorDivDim, formatShape, offsetDim, type Shape, scaleDim } from '../dim.ts';
import type { Graph, Value } from '../graph.ts';
import { assertRank, emit, int, ints } from './emit.ts';

export interface ConvOptions {
  /** One number, or height and width. Default 1. */
  readonly strides?: number | readonly [number, number];
  /** Zero padding: one number, or top, left, bottom, right. Default 0. */
  readonly pads?: number | readonly [number, number, number, number];
  /** Default 1. */
  readonly dilations?: number | readonly [number, number];
  /** Default 1. */
  readonly group?: number;
}

function resolve({ strides = 1, pads = 0, dilations = 1, group = 1 }: ConvOptions) {
  const two = (v: number | readonly [number, number]) => (typeof v === 'number' ? [v, v] : [...v]) as [number, number];
  const four = typeof pads === 'number' ? [pads, pads, pads, pads] : [...pads];
  return { strides: two(strides), pads: four as [number, number, number, number], dilations: two(dilations), group };
}

function filterSizes(op: string, w: Value): readonly [number, number, number, number] {
  assertRank(op, w, 4);
  return w.sizes as readonly [number, number, number, number];
}

function assertChannels(op: string, x: Value, want: number): void {
  if (x.shape[1] !== want)
    throw new GraphError(`${op}: expected ${want} input channels for ${x.name} but received ${formatShape(x.shape)}`);
}

function assertBias(op: string, bias: Value | undefined, channels: number): void {
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== channels))
    throw new GraphError(`${op}: expected a bias of ${channels} numbers but received ${bias}`);
}

/** y = x ⋆ w + b: (N, I, H, W) → (N, O, H′, W′) with H′ = ⌊(H + top + bottom − d(kh − 1) − 1) / stride⌋ + 1. */
export function conv(g: Graph, x: Value, w: Value, options: ConvOptions & { readonly bias?: Value } = {}): Value {
  assertRank('Conv', x, 4);
  const { strides, pads, dilations, group } = resolve(options);
  const [o, i, kh, kw] = filterSizes('Conv', w);
  assertChannels('Conv', x, i * group);
  if (o % group !== 0) throw new GraphError(`Conv: expected output channels divisible by ${group} groups for ${w.name} but received ${o}`);
  assertBias('Conv', options.bias, o);
  const out = (axis: 0 | 1, k: number): Dim =>
    offsetDim(floorDivDim(offsetDim(x.shape[2 + axis]!, pads[axis] + pads[2 + axis]! - dilations[axis] * (k - 1) - 1), strides[axis]), 1);
  const shape: Shape = [x.shape[0]!, o, out(0, kh), out(1, kw)];
  for (const d of shape)
    if (typeof d === 'number' && d < 1)
      throw new GraphError(`Conv: expected an input of at least the filter's size for ${x.name} but received ${formatShape(x.shape)}`);
  const attrs = { kernel_shape: ints([kh, kw]), strides: ints(strides), pads: ints(pads), dilations: ints(dilations), group: int(group) };
  return emit(g, 'Conv', options.bias ? [x, w, options.bias] : [x, w], attrs, shape);
}

/** The adjoint of `conv` in x, (N, I, H, W) → (N, O, H′, W′) with filters (I, O/group, kh, kw); `outputPadding` adds rows and columns at the end. */
export function convTranspose(
  g: Graph,
  x: Value,
  w: Value,
  options: ConvOptions & { readonly outputPadding?: readonly [number, number]; readonly bias?: Value } = {},
): Value {
  assertRank('ConvTranspose', x, 4);
  const { strides, pads, dilations, group } = resolve(options);
  const extra = options.outputPadding ?? [0, 0];
  const [i, o, kh, kw] = filterSizes('ConvTranspose', w);
  assertChannels('ConvTranspose', x, i);
  if (i % group !== 0)
    throw new GraphError(`ConvTranspose: expected input channels divisible by ${group} groups for ${w.name} but received ${i}`);
  assertBias('ConvTranspose', options.bias, o * group);
  if (extra.some((n, axis) => n < 0 || n >= Math.max(strides[axis]!, dilations[axis]!)))
    throw new GraphError(
      `ConvTranspose: expected output padding below stride or dilation for ${x.name} but received (${extra.join(', ')})`,
    );
  const out = (axis: 0 | 1, k: number): Dim =>
    offsetDim(
      scaleDim(x.shape[2 + axis]!, strides[axis]),
      dilations[axis] * (k - 1) + 1 - strides[axis] + extra[axis] - pads[axis] - pads[2 + axis]!,
    );
  const attrs = {
    kernel_shape: ints([kh, kw]),
    strides: ints(strides),
    pads: ints(pads),
    dilations: ints(dilations),
    group: int(group),
    output_padding: ints(extra),
  };
  return emit(g, 'ConvTranspose', options.bias ? [x, w, options.bias] : [x, w], attrs, [x.shape[0]!, o * group, out(0, kh), out(1, kw)]);
}
