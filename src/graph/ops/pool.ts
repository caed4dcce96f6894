/** Pooling of (N, C, H, W). */
import { GraphError } from '../../errors.ts';
import { type Dim, floorDivDim, formatShape, offsetDim, type Shape } from '../dim.ts';
import type { Graph, Value } from '../graph.ts';
import { assertRank, emit, int, ints } from './emit.ts';

export interface PoolOptions {
  /** Height and width of the window, or one number for both. */
  readonly kernel: number | readonly [number, number];
  /** Default: the kernel. */
  readonly strides?: number | readonly [number, number];
  /** One number, or top, left, bottom, right; less than the kernel. Default 0. */
  readonly pads?: number | readonly [number, number, number, number];
}

function window(op: string, x: Value, { kernel, strides = kernel, pads = 0 }: PoolOptions) {
  assertRank(op, x, 4);
  const two = (v: number | readonly [number, number]) => (typeof v === 'number' ? ([v, v] as const) : v);
  const [k, s] = [two(kernel), two(strides)];
  const p = typeof pads === 'number' ? [pads, pads, pads, pads] : [...pads];
  if (p.some((n, i) => n >= k[i % 2]!))
    throw new GraphError(`${op}: expected padding below the kernel ${k.join('×')} but received (${p.join(', ')})`);
  const out = (axis: 0 | 1): Dim => offsetDim(floorDivDim(offsetDim(x.shape[2 + axis]!, p[axis]! + p[2 + axis]! - k[axis]), s[axis]), 1);
  const shape: Shape = [x.shape[0]!, x.shape[1]!, out(0), out(1)];
  if (shape.some((d) => typeof d === 'number' && d < 1))
    throw new GraphError(`${op}: expected an input of at least the kernel's size for ${x.name} but received ${formatShape(x.shape)}`);
  return { attrs: { kernel_shape: ints(k), strides: ints(s), pads: ints(p) }, shape };
}

/** The greatest element of each window; padding never is it. */
export function maxPool(g: Graph, x: Value, options: PoolOptions): Value {
  const { attrs, shape } = window('MaxPool', x, options);
  return emit(g, 'MaxPool', [x], attrs, shape);
}

/** The mean of each window; with `countPadding` (as PyTorch, not ONNX, has it by default) padding counts as zeros, without it not at all. */
export function averagePool(g: Graph, x: Value, options: PoolOptions & { readonly countPadding?: boolean }): Value {
  const { attrs, shape } = window('AveragePool', x, options);
  return emit(g, 'AveragePool', [x], { ...attrs, count_include_pad: int(Number(options.countPadding ?? true)) }, shape);
}

/** The mean of each channel: (N, C, H, W) → (N, C, 1, 1). */
export function globalAveragePool(g: Graph, x: Value): Value {
  assertRank('GlobalAveragePool', x, 4);
  return emit(g, 'GlobalAveragePool', [x], {}, [x.shape[0]!, x.shape[1]!, 1, 1]);
}
