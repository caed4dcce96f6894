/** A function and its gradients as one graph, with values to feed: for comparing engines and devices. */
import { gradients } from '../../src/autodiff/gradients.ts';
import { Graph, type Value } from '../../src/graph/graph.ts';
import { identity, mul, reduceSum } from '../../src/graph/ops.ts';
import { sizeOf, type Tensor, tensor } from '../../src/graph/tensor.ts';
import { mulberry32 } from '../../src/random.ts';

export interface GradientGraph {
  /** Outputs: `y`, and `grad0`, `grad1` … for the inputs, from L = Σ y·u. */
  readonly graph: Graph;
  /** The inputs and u: seeded, uniform in the range. */
  readonly feeds: Readonly<Record<string, Tensor>>;
}

export function gradientGraph(
  shapes: readonly (readonly number[])[],
  f: (g: Graph, ...x: Value[]) => Value,
  [low, high]: readonly [number, number] = [0.25, 1.75],
): GradientGraph {
  const random = mulberry32(1);
  const draw = ({ sizes }: Value) =>
    tensor(
      Float32Array.from({ length: sizeOf(sizes) }, () => low + (high - low) * random()),
      sizes,
    );
  const graph = new Graph();
  const inputs = shapes.map((shape, i) => graph.input(`x${i}`, shape));
  const y = f(graph, ...inputs);
  const u = graph.input('u', y.sizes);
  graph.output(identity(graph, y), 'y');
  gradients(graph, reduceSum(graph, mul(graph, y, u)), inputs).forEach((grad, i) => {
    graph.output(identity(graph, grad), `grad${i}`); // two inputs may share one gradient
  });
  return { graph, feeds: Object.fromEntries([u, ...inputs].map((value) => [value.name, draw(value)])) };
}
