/** Operators that move elements: reshape, transpose, slice, split, concat, expand, tile, squeeze. */
import { GraphError } from '../../errors.ts';
import { type Dim, floorDivDim, formatShape, offsetDim, type Shape, sameDim, sameShape, scaleDim } from '../dim.ts';
import type { Graph, Value } from '../graph.ts';
import { sizeOf } from '../tensor.ts';
import { axesOf, axisOf, broadcastShapes, emit, emitAll, int, intList, ints, sizeAt } from './emit.ts';
import type { Margin } from './pad.ts';

/** Symbolic dimensions stay where they are: those of `shape` are those of x, on the same axes. */
export function reshape(g: Graph, x: Value, shape: Shape): Value {
  const kept = shape.map((d, i) => typeof d !== 'number' && x.shape[i] !== undefined && sameDim(d, x.shape[i]));
  const others = (dims: Shape) => dims.filter((_, i) => !kept[i]);
  const [from, to] = [others(x.shape), others(shape)];
  if ([...from, ...to].some((d) => typeof d !== 'number'))
    throw new GraphError(`Reshape: expected the symbols of ${x} in their places but received the shape ${formatShape(shape)}`);
  const count = sizeOf(from as number[]);
  if (count !== sizeOf(to as number[]))
    throw new GraphError(`Reshape: expected ${count} elements for ${x.name} but received the shape ${formatShape(shape)}`);
  const list = shape.map((d) => (typeof d === 'number' ? d : 0)); // 0 keeps the dimension
  return emit(g, 'Reshape', [x, intList(g, list)], {}, shape);
}

/** The last axis in equal parts, one after the other: (…, D) → (…, parts, D/parts). A size that is symbolic must be a multiple. */
export function partition(g: Graph, x: Value, parts: number): Value {
  const last = x.shape.at(-1);
  const each = last === undefined ? undefined : floorDivDim(last, parts);
  if (last === undefined || each === undefined || !sameDim(scaleDim(each, parts), last))
    throw new GraphError(`Reshape: expected a last axis of a multiple of ${parts} for ${x.name} but received ${formatShape(x.shape)}`);
  const kept = x.shape.slice(0, -1);
  if (typeof each === 'number' && kept.every((d) => typeof d === 'number')) return reshape(g, x, [...kept, parts, each]);
  const list = [...kept.map(() => 0), parts, -1]; // 0 keeps the dimension, −1 is what is left
  return emit(g, 'Reshape', [x, intList(g, list)], {}, [...kept, parts, each]);
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

/**
 * One axis of a slice (a negative one counts from the end): from `start` up to but not including `end`, every `step`-th;
 * a negative step walks backwards and needs no `end`: any negative one is before the first.
 */
export interface SliceAxis {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step?: number;
}

export function slice(g: Graph, x: Value, along: readonly SliceAxis[]): Value {
  const cuts = along.map((cut) => ({ ...cut, axis: axisOf('Slice', x, cut.axis) }));
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

/** Takes away elements at the ends of each of `axes`, as many as the padding of the same margin adds; sizes may be symbolic. */
export function crop(g: Graph, x: Value, axes: readonly number[], margin: Margin): Value {
  const [before, after] = typeof margin === 'number' ? [margin, margin] : margin;
  const chosen = axesOf('Slice', x, axes);
  const sizes = chosen.map((axis) => x.shape[axis]!);
  if (sizes.some((d) => typeof d === 'number' && d <= before + after))
    throw new GraphError(`Slice: expected axes (${axes.join(', ')}) of more than ${before + after} elements for ${x}`);
  const shape = x.shape.map((d, i) => (chosen.includes(i) ? offsetDim(d, -before - after) : d));
  // Ends of symbolic axes are counted from the far side, which ONNX writes as negative numbers.
  const end = (d: Dim) => (typeof d === 'number' ? d - after : after === 0 ? 2 ** 31 - 1 : -after);
  const list = (of: (d: Dim) => number) => intList(g, sizes.map(of));
  return emit(g, 'Slice', [x, list(() => before), list(end), intList(g, chosen), list(() => 1)], {}, shape);
}

/** Reverses `axes`. */
export function flip(g: Graph, x: Value, axes: readonly number[]): Value {
  return slice(
    g,
    x,
    axesOf('Slice', x, axes).map((axis) => ({ axis, start: sizeAt('Slice', x, axis) - 1, end: -1, step: -1 })),
  );
}

/** Cuts one axis into parts of the given sizes, which make up the whole. */
export function split(g: Graph, x: Value, sizes: readonly number[], axis: number): readonly Value[] {
  const at = axisOf('Split', x, axis);
  const size = sizeAt('Split', x, at);
  if (sizes.length === 0 || sizes.some((n) => !(n >= 1)) || sizes.reduce((sum, n) => sum + n, 0) !== size)
    throw new GraphError(`Split: expected parts that make up axis ${at} of ${x} but received (${sizes.join(', ')})`);
  const shapes = sizes.map((n) => x.shape.map((d, i) => (i === at ? n : d)));
  return emitAll(g, 'Split', [x, intList(g, sizes)], { axis: int(at) }, shapes);
}

/** Puts values side by side along one axis; a negative one counts from the end. */
export function concat(g: Graph, parts: readonly Value[], axis: number): Value {
  const [first] = parts;
  if (!first) throw new GraphError('Concat: expected at least one value');
  const at = axisOf('Concat', first, axis);
  for (const part of parts) {
    if (part.shape.length !== first.shape.length || part.shape.some((d, i) => i !== at && !sameDim(d, first.shape[i]!))) {
      throw new GraphError(`Concat: expected the shape of ${first} except on axis ${at} but received ${part}`);
    }
  }
  const shape = first.shape.map((d, i) => (i === at ? parts.reduce((sum, part) => sum + sizeAt('Concat', part, at), 0) : d));
  return emit(g, 'Concat', parts, { axis: int(at) }, shape);
}

/** Repeats axes of size 1 up to `shape`; axes where `shape` has 1 stay as they are. */
export function expand(g: Graph, x: Value, shape: readonly number[]): Value {
  const made = broadcastShapes(x.shape, shape);
  if (!made) throw new GraphError(`Expand: expected a shape that ${x} broadcasts to but received (${shape.join(', ')})`);
  return emit(g, 'Expand', [x, intList(g, shape)], {}, made);
}

/** `repeats[i]` copies of x along axis i. */
export function tile(g: Graph, x: Value, repeats: readonly number[]): Value {
  if (repeats.length !== x.shape.length || repeats.some((n) => !Number.isInteger(n) || n < 1))
    throw new GraphError(`Tile: expected a number of copies for each axis of ${x} but received (${repeats.join(', ')})`);
  return emit(
    g,
    'Tile',
    [x, intList(g, repeats)],
    {},
    x.shape.map((d, i) => scaleDim(d, repeats[i]!)),
  );
}

/** Takes away `axes`, whose size is 1. */
export function squeeze(g: Graph, x: Value, axes: readonly number[]): Value {
  const gone = axesOf('Squeeze', x, axes);
  const shape = x.shape.filter((_, i) => !gone.includes(i));
  if (
    !sameShape(
      gone.map((i) => x.shape[i]!),
      gone.map(() => 1),
    )
  )
    throw new GraphError(`Squeeze: expected axes of size 1 for ${x} but received (${axes.join(', ')})`);
  return emit(g, 'Squeeze', [x, intList(g, gone)], {}, shape);
}

/** Puts axes of size 1 at the places `axes` of the result. */
export function unsqueeze(g: Graph, x: Value, axes: readonly number[]): Value {
  const rank = x.shape.length + axes.length;
  const added = axesOf('Unsqueeze', x, axes, rank);
  const old = x.shape.values();
  const shape = Array.from({ length: rank }, (_, i) => (added.includes(i) ? 1 : old.next().value!));
  return emit(g, 'Unsqueeze', [x, intList(g, added)], {}, shape);
}
