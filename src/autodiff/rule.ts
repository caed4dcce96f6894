/** What a gradient rule is. */
import { type Shape, sameShape } from '../graph/dim.ts';
import type { Graph, Value } from '../graph/graph.ts';
import { expand, type Op, type OpNode, reduceSum, reshape } from '../graph/ops.ts';

/**
 * Given dL/dy, adds nodes that compute dL/dx for each input of `node`; `undefined` where no gradient flows.
 * Inputs for which `need(i)` is false may be left out. A rule may ignore broadcasting: the loop sums over stretched axes.
 * `dys` are the gradients of all outputs, `dy` the first of them; zeros for an output that the loss does not depend on.
 * The operators it uses have rules themselves, so gradients of gradients work.
 */
export type Rule<K extends Op = Op> = (
  g: Graph,
  node: OpNode<K>,
  dy: Value,
  need: (input: number) => boolean,
  dys: readonly Value[],
) => readonly (Value | undefined)[];

/** A decision for every operator: a rule, or `null` for one through which no gradient flows. */
export type Rules = { readonly [K in Op]: Rule<K> | null };

/** Zeros of a shape, without storing them. */
export function zeros(g: Graph, sizes: readonly number[]): Value {
  return expand(g, g.constant(0), sizes);
}

/** Sums dx over the axes that broadcasting added or stretched. */
export function unbroadcast(g: Graph, dx: Value, shape: Shape): Value {
  if (sameShape(dx.shape, shape)) return dx;
  const offset = dx.shape.length - shape.length;
  const axes = dx.shape.flatMap((d, i) => (i < offset || (shape[i - offset] === 1 && d !== 1) ? [i] : []));
  const sizes = shape.map((d, i) => (d === 1 ? 1 : dx.sizes[i + offset]!));
  return reshape(g, axes.length === 0 ? dx : reduceSum(g, dx, axes), sizes);
}
