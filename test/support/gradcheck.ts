/** Gradients from the graph against central differences. */
import { gradients } from '../../src/autodiff/gradients.ts';
import { Graph } from '../../src/graph/graph.ts';
import { add, mul, reduceSum } from '../../src/graph/ops.ts';
import { type Build, gradientGraph, tensors } from './gradient-graph.ts';
import { load } from './run-graph.ts';

export interface GradcheckOptions {
  /** Step of the differences. A large one is exact for multilinear operators, up to rounding. */
  readonly h?: number;
  /** Inputs are uniform in this range. */
  readonly range?: readonly [number, number];
}

/**
 * The worst error |got − want| / max(1, |want|) over every element of every input, for L = Σ y·u with random u:
 * one scalar that tests the whole vector–Jacobian product. Also throws when y has another shape than the graph says.
 */
export async function gradcheck(shapes: readonly (readonly number[])[], f: Build, options: GradcheckOptions = {}): Promise<number> {
  const { h = 0.25 } = options;
  const { graph, feeds } = gradientGraph(shapes, f, options.range);
  const session = await load(graph);
  const at = async () => ((await session.run(feeds, ['loss']))['loss']!.data as Float32Array)[0]!;
  const exact = await session.run(feeds);
  const { sizes } = graph.outputs.find(({ name }) => name === 'y')!;
  if (exact['y']!.shape.join() !== sizes.join()) throw new Error(`y is (${exact['y']!.shape.join()}), not (${sizes.join()})`);
  let worst = 0;
  for (const i of shapes.keys()) {
    const { data } = feeds[`x${i}`]!;
    const got = exact[`grad${i}`]!.data as Float32Array;
    if (got.length !== data.length) throw new Error(`gradient ${i} has ${got.length} elements, its input ${data.length}`);
    for (let k = 0; k < data.length; k++) {
      const kept = data[k]!;
      data[k] = kept + h;
      const [upX, up] = [data[k]!, await at()];
      data[k] = kept - h;
      const want = (up - (await at())) / (upX - data[k]!);
      data[k] = kept;
      const error = Math.abs(got[k]! - want) / Math.max(1, Math.abs(want));
      worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : Math.max(worst, error);
    }
  }
  await session.dispose();
  return worst;
}

/**
 * S = Σ over inputs i of Σ v_i·dL/dx_i for L = Σ y·u, with u the last input and v constant: its gradients are those of the gradients.
 * Zero times every input is added, so that a gradient that does not depend on an input, as in linear operators, counts as 0.
 */
export function ofGradients(f: Build): Build {
  return (g, ...inputs) => {
    const [xs, u] = [inputs.slice(0, -1), inputs.at(-1)!];
    const draw = tensors(2);
    const first = gradients(g, reduceSum(g, mul(g, f(g, ...xs), u)), xs);
    const terms = first.map((dx) => reduceSum(g, mul(g, dx, g.constant(draw(dx.sizes)))));
    const zero = inputs.map((x) => reduceSum(g, mul(g, x, g.constant(0))));
    return [...terms, ...zero].reduce((sum, term) => add(g, sum, term));
  };
}

/** The shape of f's result. */
export function resultShape(shapes: readonly (readonly number[])[], f: Build): readonly number[] {
  const g = new Graph();
  return f(g, ...shapes.map((shape, i) => g.input(`x${i}`, shape))).sizes;
}
