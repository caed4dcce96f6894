/**
 * Steps of filters in a basis in which the pixels of natural pictures are about uncorrelated and of equal size. Neighbouring pixels are so
 * alike that the loss is far steeper along smooth filters than along detailed ones; a filter of detail, which is what
 * super-resolution needs, is learned accordingly late. With filters written as w = v·B, the optimiser's step is taken in v.
 *
 * B = diag(1/√λ)·D: the rows of D are the two-dimensional cosines (DCT-II) of the filter's size, near the principal components of a
 * first-order Markov process (Ahmed, Natarajan and Rao, 1974), and λ the power of that process at their frequencies.
 */
import type { Graph, Value } from '../graph/graph.ts';
import { add, matmul, reshape } from '../graph/ops.ts';
import { sizeOf, tensor } from '../graph/tensor.ts';
import type { Update } from '../optim/optimizer.ts';

/**
 * The update of one weight by `update`, an optimiser's. A square filter (O, I, k, k) of more than one pixel is stepped in v, for neighbouring
 * pixels of the given correlation; any other weight, and every weight where the correlation is 0, as it is.
 */
export function preconditioned(
  g: Graph,
  weight: Value,
  gradient: Value,
  correlation: number,
  update: (weight: Value, gradient: Value) => Update,
): Update {
  const [o, i, kh, kw] = weight.sizes;
  if (correlation === 0 || kh === undefined || kh === 1 || kh !== kw) return update(weight, gradient);
  const rows = [o! * i!, kh * kw];
  const basis = cosineBasis(g, kh, correlation);
  // dL/dv = dL/dw·Bᵀ; a step of v from 0 is its change, and w changes by that times B.
  const origin = g.constant(tensor(new Float32Array(sizeOf(rows)), weight.sizes));
  const inBasis = reshape(g, matmul(g, reshape(g, gradient, rows), basis, { transB: true }), weight.sizes);
  const step = update(origin, inBasis);
  return { slots: step.slots, weight: add(g, weight, reshape(g, matmul(g, reshape(g, step.weight, rows), basis), weight.sizes)) };
}

/** B (k², k²) for filters of k × k. The geometric mean of the 1/√λ is 1. */
function cosineBasis(g: Graph, k: number, correlation: number): Value {
  const frequency = (u: number) => (Math.PI * u) / k;
  const power = (u: number) => (1 - correlation ** 2) / (1 - 2 * correlation * Math.cos(frequency(u)) + correlation ** 2);
  const cosine = (u: number, x: number) => Math.sqrt((u === 0 ? 1 : 2) / k) * Math.cos(frequency(u) * (x + 0.5));
  const each = Array.from({ length: k }, (_, i) => i);
  const mean = Math.exp(each.reduce((sum, u) => sum + Math.log(power(u)), 0) / k);
  const rows = each.flatMap((u) => each.map((v) => ({ u, v })));
  const data = rows.flatMap(({ u, v }) =>
    each.flatMap((y) => each.map((x) => (cosine(u, y) * cosine(v, x) * mean) / Math.sqrt(power(u) * power(v)))),
  );
  return g.constant(tensor(data, [k * k, k * k]));
}
