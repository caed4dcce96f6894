/** Picking elements by index, and adding elements at an index. */
import { GraphError } from '../../errors.ts';
import type { Graph, Value } from '../graph.ts';
import type { Tensor } from '../tensor.ts';
import { axisOf, emit, int, intList, sizeAt, text } from './emit.ts';

/** The entries of one axis at `indices`: a list, or an int64 tensor whose axes take the place of that axis. */
export function gather(g: Graph, x: Value, indices: readonly number[] | Tensor, axis = 0): Value {
  const at = axisOf('Gather', x, axis);
  const list = 'data' in indices ? g.constant(indices) : intList(g, indices);
  const size = sizeAt('Gather', x, at);
  for (const i of Array.from(list.tensor!.data, Number)) {
    if (!(i >= 0 && i < size))
      throw new GraphError(`Gather: expected an index from 0 below ${size} for axis ${at} of ${x} but received ${i}`);
  }
  return emit(g, 'Gather', [x, list], { axis: int(at) }, [...x.shape.slice(0, at), ...list.shape, ...x.shape.slice(at + 1)]);
}

/** y[…, k, …] = x[…, indices[…, k, …], …] along `axis`; `indices` has the shape of y, which is that of x on the other axes. */
export function gatherElements(g: Graph, x: Value, indices: Value, axis: number): Value {
  const at = axisOf('GatherElements', x, axis);
  assertIndices('GatherElements', x, indices, at);
  return emit(g, 'GatherElements', [x, indices], { axis: int(at) }, indices.shape);
}

/** x with updates[…, k, …] added at index indices[…, k, …] of `axis`; indices may repeat. */
export function scatterAdd(g: Graph, x: Value, indices: Value, updates: Value, axis: number): Value {
  const at = axisOf('ScatterElements', x, axis);
  assertIndices('ScatterElements', x, indices, at);
  if (updates.shape.join() !== indices.shape.join())
    throw new GraphError(`ScatterElements: expected updates of the shape of ${indices} but received ${updates}`);
  return emit(g, 'ScatterElements', [x, indices, updates], { axis: int(at), reduction: text('add') }, x.shape);
}

function assertIndices(op: string, x: Value, indices: Value, axis: number): void {
  if (indices.dtype !== 'int64' || indices.shape.length !== x.shape.length || indices.sizes.some((d, i) => i !== axis && d !== x.sizes[i]))
    throw new GraphError(
      `${op}: expected int64 indices of the shape of ${x} except on axis ${axis} but received ${indices} ${indices.dtype}`,
    );
}
