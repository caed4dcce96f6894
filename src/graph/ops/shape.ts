/** Operators that move elements: reshape, transpose, slice, pad, concat, expand. */
import { GraphError } from '../../errors.ts';
import { type Dim, formatShape, offsetDim, type Shape, sameDim } from '../dim.ts';
import type { Graph, Value } from '../graph.ts';
import { sizeOf } from '../tensor.ts';
import { emit, int, intList, ints, text } from './emit.ts';

export function reshape(g: Graph, x: Value, shape: readonly number[]): Value {
  if (sizeOf(x.sizes) !== sizeOf(shape))
    throw new GraphError(`Reshape: expected ${sizeOf(x.sizes)} elements for ${x.name} but received the shape (${shape.join(', ')})`);
  return emit(g, 'Reshape', [x, intList(g, shape)], {}, shape);
}

/** Output axis i is input axis perm[i]. */
export function transpose(g: Graph, x: Value, perm: readonly number[]): Value {
  if ([...perm].sort((a, b) => a - b).some((p, i) => p !== i) || perm.length !== x.shape.length) {
    throw new GraphError(`Transpose: expected a permutation of ${x.shape.length} axes for ${x.name} but received (${perm.join(', ')})`);
  }
  return emit(
    g,
    'Transpose',
    [x],
    { perm: ints(perm) },
    perm.map((p) => x.shape[p]!),
  );
}

/** One axis of a slice: from `start` up to but not including `end`, every `step`-th; a negative step walks backwards and needs no `end`. */
export interface SliceAxis {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step?: number;
}

export function slice(g: Graph, x: Value, cuts: readonly SliceAxis[]): Value {
  const shape: Dim[] = [...x.shape];
  for (const { axis, start, end, step = 1 } of cuts) {
    const size = sizeAt('Slice', x, axis);
    const length = Math.ceil((end - start) / step);
    if (start < 0 || start >= size || end > size || length < 1) {
      throw new GraphError(
        `Slice: expected a range inside axis ${axis} of ${x.name} ${formatShape(x.shape)} but received ${start}…${end} by ${step}`,
      );
    }
    shape[axis] = length;
  }
  const list = (of: (cut: SliceAxis) => number) => intList(g, cuts.map(of));
  // A backward walk ends before index 0, which ONNX writes as a number below −size.
  const end = (cut: SliceAxis) => (cut.end < 0 ? -(sizeAt('Slice', x, cut.axis) + 1) : cut.end);
  return emit(g, 'Slice', [x, list((c) => c.start), list(end), list((c) => c.axis), list((c) => c.step ?? 1)], {}, shape);
}

/** Reverses `axes`. */
export function flip(g: Graph, x: Value, axes: readonly number[]): Value {
  return slice(
    g,
    x,
    axes.map((axis) => ({ axis, start: sizeAt('Slice', x, axis) - 1, end: -1, step: -1 })),
  );
}

/** Adds `value` around x: `before[i]` elements before and `after[i]` after axis i. */
export function pad(g: Graph, x: Value, before: readonly number[], after: readonly number[], value = 0): Value {
  const shape: Shape = x.shape.map((d, i) => offsetDim(d, before[i]! + after[i]!));
  return emit(g, 'Pad', [x, intList(g, [...before, ...after]), g.constant(value)], { mode: text('constant') }, shape);
}

/** Repeats the outermost elements of x: `margin` of them at both ends of each of `axes`. */
export function padEdge(g: Graph, x: Value, axes: readonly number[], margin: number): Value {
  const margins = x.shape.map((_, i) => (axes.includes(i) ? margin : 0));
  const shape: Shape = x.shape.map((d, i) => offsetDim(d, 2 * margins[i]!));
  return emit(g, 'Pad', [x, intList(g, [...margins, ...margins])], { mode: text('edge') }, shape);
}

export function concat(g: Graph, parts: readonly Value[], axis: number): Value {
  const [first] = parts;
  if (!first) throw new GraphError('Concat: expected at least one value');
  for (const part of parts) {
    if (part.shape.length !== first.shape.length || part.shape.some((d, i) => i !== axis && !sameDim(d, first.shape[i]!))) {
      throw new GraphError(`Concat: expected the shape of ${first} except on axis ${axis} but received ${part}`);
    }
  }
  const shape = first.shape.map((d, i) => (i === axis ? parts.reduce((sum, part) => sum + sizeAt('Concat', part, axis), 0) : d));
  return emit(g, 'Concat', parts, { axis: int(axis) }, shape);
}

/** Repeats axes of size 1 up to `shape`. */
export function expand(g: Graph, x: Value, shape: readonly number[]): Value {
  return emit(g, 'Expand', [x, intList(g, shape)], {}, shape);
}

/** The inverse of `pixelShuffle`: (N, C, H·r, W·r) → (N, C·r², H, W), by reshape–transpose–reshape. */
export function pixelUnshuffle(g: Graph, x: Value, r: number): Value {
  const [n, c, h, w] = x.sizes as [number, number, number, number];
  if (h % r !== 0 || w % r !== 0)
    throw new GraphError(`pixelUnshuffle: expected height and width divisible by ${r} for ${x.name} but received ${formatShape(x.shape)}`);
  const blocks = reshape(g, x, [n, c, h / r, r, w / r, r]);
  return reshape(g, transpose(g, blocks, [0, 1, 3, 5, 2, 4]), [n, c * r * r, h / r, w / r]);
}

/** The size of one axis as a number; the others may be symbolic. */
function sizeAt(op: string, x: Value, axis: number): number {
  const d = x.shape[axis];
  if (typeof d !== 'number')
    throw new GraphError(`${op}: expected a fixed size of axis ${axis} for ${x.name} but received ${formatShape(x.shape)}`);
  return d;
}
