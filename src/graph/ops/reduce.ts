/** Sums and means over axes. */
import type { Graph, Value } from '../graph.ts';
import { emit, int, intList } from './emit.ts';

const reduce =
  (op: 'ReduceMean' | 'ReduceSum') =>
  (g: Graph, x: Value, axes: readonly number[] = x.shape.map((_, i) => i), keepDims = false): Value => {
    const shape = x.shape.flatMap((d, i) => (!axes.includes(i) ? [d] : keepDims ? [1] : []));
    return emit(g, op, [x, intList(g, axes)], { keepdims: int(Number(keepDims)) }, shape);
  };

/** Mean over `axes` (all when left out; non-negative numbers). */
export const reduceMean = reduce('ReduceMean');
/** Sum over `axes` (all when left out; non-negative numbers). */
export const reduceSum = reduce('ReduceSum');
