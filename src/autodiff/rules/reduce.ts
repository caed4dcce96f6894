/** Gradients of sums and means over axes. */
import type { Graph, Value } from '../../graph/graph.ts';
import { constantInts, expand, mul, type OpNode, reshape } from '../../graph/ops.ts';
import { sizeOf } from '../../graph/tensor.ts';
import type { Rule } from '../rule.ts';

/** dy with the reduced axes back as ones, repeated to the shape of x. */
function spread(g: Graph, node: OpNode<'ReduceMean' | 'ReduceSum'>, dy: Value): Value {
  const x = node.inputs[0]!;
  const axes = constantInts(node, 1);
  return expand(
    g,
    reshape(
      g,
      dy,
      x.sizes.map((d, i) => (axes.includes(i) ? 1 : d)),
    ),
    x.sizes,
  );
}

/** y = Σ x. dx = dy, repeated */
export const ReduceSum: Rule<'ReduceSum'> = (g, node, dy) => [spread(g, node, dy)];

/** y = Σ x / n. dx = dy / n, repeated */
export const ReduceMean: Rule<'ReduceMean'> = (g, node, dy) => {
  const count = sizeOf(node.inputs[0]!.sizes) / sizeOf(node.outputs[0]!.sizes);
  return [spread(g, node, mul(g, dy, g.constant(1 / count)))];
};
