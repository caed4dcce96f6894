/** Gradients from the graph against central differences. */
import { gradients } from '../../src/autodiff/gradients.ts';
import { Graph, type Value } from '../../src/graph/graph.ts';
import { identity, mul, reduceSum } from '../../src/graph/ops.ts';
import { sizeOf, type Tensor, tensor } from '../../src/graph/tensor.ts';
import { mulberry32 } from '../../src/random.ts';
import { load } from './run-graph.ts';

export interface GradcheckOptions {
  /** Step of the differences. A large one is exact for multilinear operators, up to rounding. */
  readonly h?: number;
  /** Inputs are uniform in this range. */
  readonly range?: readonly [number, number];
}

export interface GradientGraph {
  /** Outputs: `loss`, and `grad0`, `grad1` … for the inputs `x0`, `x1` … */
  readonly graph: Graph;
  readonly inputs: readonly Value[];
  readonly feeds: Record<string, Tensor<Float32Array>>;
}

/** L = Σ y·u with random u, which tests the whole vector–Jacobian product, its gradients, and random values to feed. */
export function gradientGraph(
  shapes: readonly (readonly number[])[],
  f: (g: Graph, ...x: Value[]) => Value,
  { range: [low, high] = [0.25, 1.75] }: GradcheckOptions = {},
): GradientGraph {
  const random = mulberry32(1);
  const draw = (shape: readonly number[]) =>
    tensor(
      Float32Array.from({ length: sizeOf(shape) }, () => low + (high - low) * random()),
      shape,
    );
  const graph = new Graph();
  const inputs = shapes.map((shape, i) => graph.input(`x${i}`, shape));
  const y = f(graph, ...inputs);
  const u = graph.input('u', y.sizes);
  const loss = graph.output(reduceSum(graph, mul(graph, y, u)), 'loss');
  gradients(graph, loss, inputs).forEach((grad, i) => {
    graph.output(identity(graph, grad), `grad${i}`); // two inputs may share one gradient
  });
  const feeds: Record<string, Tensor<Float32Array>> = { u: draw(y.sizes) };
  for (const x of inputs) feeds[x.name] = draw(x.sizes);
  return { graph, inputs, feeds };
}

/** The worst error |got − want| / max(1, |want|) over every element of every input. */
export async function gradcheck(
  shapes: readonly (readonly number[])[],
  f: (g: Graph, ...x: Value[]) => Value,
  options: GradcheckOptions = {},
): Promise<number> {
  const { h = 0.25 } = options;
  const { graph, inputs, feeds } = gradientGraph(shapes, f, options);
  const session = await load(graph);
  const at = async () => ((await session.run(feeds, ['loss']))['loss']!.data as Float32Array)[0]!;
  const exact = await session.run(feeds);
  let worst = 0;
  for (const [i, x] of inputs.entries()) {
    const data = feeds[x.name]!.data;
    const got = exact[`grad${i}`]!.data as Float32Array;
    if (got.length !== data.length) throw new Error(`gradient ${i} has ${got.length} elements, its input ${data.length}`);
    for (let k = 0; k < data.length; k++) {
      const kept = data[k]!;
      data[k] = kept + h;
      const [upX, up] = [data[k]!, await at()];
      data[k] = kept - h;
      const want = (up - (await at())) / (upX - data[k]!);
      data[k] = kept;
      worst = Math.max(worst, Math.abs(got[k]! - want) / Math.max(1, Math.abs(want)));
    }
  }
  await session.dispose();
  return worst;
}
