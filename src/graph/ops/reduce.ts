/** Sums, means and maxima over axes. */
import type { Graph, Value } from '../graph.ts';
import { identity } from './elementwise.ts';
import { axesOf, emit, int, intList } from './emit.ts';

const reduce =
  (op: 'ReduceMax' | 'ReduceMean' | 'ReduceSum') =>
  (g: Graph, x: Value, over: readonly number[] = x.shape.map((_, i) => i), keepDims = false): Value => {
    const axes = axesOf(op, x, over);
    if (axes.length === 0) return identity(g, x); // which an empty list does not mean to the operators
    const shape = x.shape.flatMap((d, i) => (!axes.includes(i) ? [d] : keepDims ? [1] : []));
    return emit(g, op, [x, intList(g, axes)], { keepdims: int(Number(keepDims)) }, shape);
  };

/** Maximum over `axes` (all when left out; negative ones count from the end). */
export const reduceMax = reduce('ReduceMax');
/** Mean over `axes` (all when left out; negative ones count from the end). */
export const reduceMean = reduce('ReduceMean');
/** Sum over `axes` (all when left out; negative ones count from the end). */
export const reduceSum = reduce('ReduceSum');
