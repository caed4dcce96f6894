/** Padding. */
import { GraphError } from '../../errors.ts';
import { formatShape, offsetDim } from '../dim.ts';
import type { Graph, Value } from '../graph.ts';
import { axesOf, emit, intList, type PadMode, text } from './emit.ts';

/** Adds `value` around x: `before[i]` elements before and `after[i]` after axis i. */
export function pad(g: Graph, x: Value, before: readonly number[], after: readonly number[], value = 0): Value {
  return padded(g, x, 'constant', before, after, [g.constant(value)]);
}

/** Elements on both sides, or those before and those after. */
export type Margin = number | readonly [number, number];

/** Repeats the outermost elements of x: `margin` of them at the ends of each of `axes`. */
export function padEdge(g: Graph, x: Value, axes: readonly number[], margin: Margin): Value {
  return padAxes(g, x, 'edge', axes, margin);
}

/** Mirrors x at its outermost elements, which are not repeated: `margin` elements, fewer than there are, at the ends of each of `axes`. */
export function padReflect(g: Graph, x: Value, axes: readonly number[], margin: Margin): Value {
  const most = Math.max(...(typeof margin === 'number' ? [margin] : margin));
  for (const axis of axesOf('Pad', x, axes)) {
    const size = x.shape[axis]!;
    if (typeof size === 'number' && most >= size)
      throw new GraphError(`Pad: expected a margin below ${size} to mirror axis ${axis} of ${x.name} but received ${most}`);
  }
  return padAxes(g, x, 'reflect', axes, margin);
}

function padAxes(g: Graph, x: Value, mode: PadMode, axes: readonly number[], margin: Margin): Value {
  const chosen = axesOf('Pad', x, axes);
  const [before, after] = typeof margin === 'number' ? [margin, margin] : margin;
  const at = (n: number) => x.shape.map((_, i) => (chosen.includes(i) ? n : 0));
  return padded(g, x, mode, at(before), at(after));
}

function padded(
  g: Graph,
  x: Value,
  mode: PadMode,
  before: readonly number[],
  after: readonly number[],
  rest: readonly Value[] = [],
): Value {
  const pads = [...before, ...after];
  if (pads.length !== 2 * x.shape.length || pads.some((p) => !Number.isInteger(p) || p < 0))
    throw new GraphError(
      `Pad: expected whole numbers from 0 for both ends of the axes of ${x.name} ${formatShape(x.shape)} but received (${pads.join(', ')})`,
    );
  const shape = x.shape.map((d, i) => offsetDim(d, before[i]! + after[i]!));
  return emit(g, 'Pad', [x, intList(g, pads), ...rest], { mode: text(mode) }, shape);
}
