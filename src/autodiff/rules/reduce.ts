/** Gradients of sums, means and maxima over axes. */
import type { Graph, Value } from '../../graph/graph.ts';
import { cast, constantInts, div, equal, expand, mul, type OpNode, reduceSum, reshape } from '../../graph/ops.ts';
import { sizeOf } from '../../graph/tensor.ts';
import type { Rule } from '../rule.ts';

type Reduction = OpNode<'ReduceMax' | 'ReduceMean' | 'ReduceSum'>;

/** A result with the reduced axes back as ones. */
function kept(g: Graph, node: Reduction, y: Value): Value {
  const axes = constantInts(node, 1);
  return reshape(
    g,
    y,
    node.inputs[0]!.sizes.map((d, i) => (axes.includes(i) ? 1 : d)),
  );
}

/** dy with the reduced axes back as ones, repeated to the shape of x. */
function spread(g: Graph, node: Reduction, dy: Value): Value {
  return expand(g, kept(g, node, dy), node.inputs[0]!.sizes);
}

/** y = Σ x. dx = dy, repeated */
export const ReduceSum: Rule<'ReduceSum'> = (g, node, dy) => [spread(g, node, dy)];

/** y = Σ x / n. dx = dy / n, repeated */
export const ReduceMean: Rule<'ReduceMean'> = (g, node, dy) => {
  const count = sizeOf(node.inputs[0]!.sizes) / sizeOf(node.outputs[0]!.sizes);
  return [spread(g, node, mul(g, dy, g.constant(1 / count)))];
};

/** y = max x. dx = dy where x = y, shared evenly by equal maxima, as PyTorch's amax has it; 0 elsewhere */
export const ReduceMax: Rule<'ReduceMax'> = (g, node, dy) => {
  const mask = cast(g, equal(g, node.inputs[0]!, kept(g, node, node.outputs[0]!)), 'float32');
  const ties = reduceSum(g, mask, constantInts(node, 1), true);
  return [mul(g, mask, div(g, kept(g, node, dy), ties))];
};
