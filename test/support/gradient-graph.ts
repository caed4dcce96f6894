/** A function and its gradients as one graph, with values to feed: for comparing with differences, and engines and devices with each other. */
import { gradients } from '../../src/autodiff/gradients.ts';
import { Graph, type Value } from '../../src/graph/graph.ts';
import { identity, mul, reduceSum } from '../../src/graph/ops.ts';
import { sizeOf, type Tensor, tensor } from '../../src/graph/tensor.ts';
import { mulberry32 } from '../../src/random.ts';

export type Build = (g: Graph, ...x: Value[]) => Value;

export interface GradientGraph {
  /** Outputs: `loss` = Σ y·u, `y`, and `grad0`, `grad1` … for the inputs. */
  readonly graph: Graph;
  /** The inputs and u: seeded, uniform in the range. */
  readonly feeds: Readonly<Record<string, Tensor<Float32Array>>>;
}

/** A seeded source of tensors, uniform in a range. */
export function tensors(seed: number, [low, high]: readonly [number, number] = [0.25, 1.75]) {
  const random = mulberry32(seed);
  return (shape: readonly number[]): Tensor<Float32Array> =>
    tensor(
      Float32Array.from({ length: sizeOf(shape) }, () => low + (high - low) * random()),
      shape,
    );
}

export function gradientGraph(shapes: readonly (readonly number[])[], f: Build, range?: readonly [number, number]): GradientGraph {
  const draw = tensors(1, range);
  const graph = new Graph();
  const inputs = shapes.map((shape, i) => graph.input(`x${i}`, shape));
  const y = f(graph, ...inputs);
  const u = graph.input('u', y.sizes);
  const loss = graph.output(reduceSum(graph, mul(graph, y, u)), 'loss');
  graph.output(identity(graph, y), 'y');
  gradients(graph, loss, inputs).forEach((grad, i) => {
    graph.output(identity(graph, grad), `grad${i}`); // two inputs may share one gradient
  });
  return { graph, feeds: Object.fromEntries([u, ...inputs].map((value) => [value.name, draw(value.sizes)])) };
}
