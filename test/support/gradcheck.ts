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

/**
 * The worst error |got − want| / max(1, |want|) over every element of every input, for L = Σ y·u with random u:
 * one scalar that tests the whole vector–Jacobian product.
 */
export async function gradcheck(
  shapes: readonly (readonly number[])[],
  f: (g: Graph, ...x: Value[]) => Value,
  { h = 0.25, range: [low, high] = [0.25, 1.75] }: GradcheckOptions = {},
): Promise<number> {
  const random = mulberry32(1);
  const draw = (shape: readonly number[]) =>
    tensor(
      Float32Array.from({ length: sizeOf(shape) }, () => low + (high - low) * random()),
      shape,
    );
  const g = new Graph();
  const xs = shapes.map((shape, i) => g.input(`x${i}`, shape));
  const y = f(g, ...xs);
  const u = g.input('u', y.sizes);
  const loss = g.output(reduceSum(g, mul(g, y, u)), 'loss');
  gradients(g, loss, xs).forEach((grad, i) => {
    g.output(identity(g, grad), `grad${i}`); // two inputs may share one gradient
  });
  const session = await load(g);
  const feeds: Record<string, Tensor<Float32Array>> = { u: draw(y.sizes) };
  for (const x of xs) feeds[x.name] = draw(x.sizes);
  const at = async () => ((await session.run(feeds, ['loss']))['loss']!.data as Float32Array)[0]!;
  const exact = await session.run(feeds);
  let worst = 0;
  for (const [i, x] of xs.entries()) {
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
