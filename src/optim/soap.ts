/**
 * SOAP: Adam in the eigenbasis of Shampoo's preconditioner (Vyas et al., 2024, arXiv 2409.11321). A filter (O, I, kh, kw) is a tensor
 * with the modes O, I and kh·kw, each with an orthonormal basis Q of its own; neighbouring pixels and features are strongly correlated,
 * and in those bases they are not, so that fine filters are learned as fast as smooth ones.
 *   C ← β₃·C + (1 − β₃)·dw·dwᵀ            for each mode, dw unfolded along it
 *   m ← β₁·m + (1 − β₁)·dw,  v ← β₂·v + (1 − β₂)·Q(dw)²
 *   w ← w − η/(1 − β₁ᵗ) · Q⁻¹(Q(m) / (√v/√(1 − β₂ᵗ) + ε))
 * Every `refreshEvery` steps one orthogonal iteration, Q ← qr(C·Q), moves Q towards the eigenvectors of C. Vectors (biases) take Adam's step.
 */
import * as v from 'valibot';
import type { Graph, Value } from '../graph/graph.ts';
import { add, div, matmul, mul, reshape, sqrt, sub } from '../graph/ops.ts';
import { sizeOf, type Tensor, tensor } from '../graph/tensor.ts';
import { average, corrections } from './moments.ts';
import { decay, defineOptimizer, positive, zeros } from './optimizer.ts';
import { orthogonalIteration } from './orthogonal.ts';

const names = (mode: number) => ({ covariance: `covariance${mode}`, basis: `basis${mode}` });

export const soap = defineOptimizer({
  name: 'soap',
  config: v.strictObject({
    beta1: v.optional(decay, 0.9),
    beta2: v.optional(decay, 0.999),
    beta3: v.optional(decay, 0.999),
    eps: v.optional(positive, 1e-8),
    refreshEvery: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 10),
  }),
  slots: (shape) => ({
    ...zeros('moment1', 'moment2')(shape),
    ...Object.fromEntries(
      modesOf(shape).flatMap((size, mode) => {
        const { covariance, basis } = names(mode);
        return [
          [covariance, tensor(new Float32Array(size * size), [size, size])],
          [basis, identity(size)],
        ];
      }),
    ),
  }),
  scalars: corrections,
  build(g, { weight, gradient, slots, learningRate, scalars }, { beta1, beta2, beta3, eps }) {
    const modes = modesOf(weight.sizes);
    const bases = modes.map((_, mode) => slots[names(mode).basis]!);
    const covariances: Record<string, Value> = {};
    const rotated = rotate(g, gradient, modes, bases, false, (mode, unfolded) => {
      const { covariance } = names(mode);
      covariances[covariance] = average(g, slots[covariance]!, matmul(g, unfolded, unfolded, { transB: true }), beta3);
    });
    const mean = average(g, slots['moment1']!, gradient, beta1);
    const square = average(g, slots['moment2']!, mul(g, rotated, rotated), beta2);
    const size = add(g, mul(g, sqrt(g, square), scalars['correction2']!), g.constant(eps));
    const step = rotate(g, div(g, rotate(g, mean, modes, bases, false), size), modes, bases, true);
    return {
      weight: sub(g, weight, mul(g, mul(g, learningRate, scalars['correction1']!), step)),
      slots: { moment1: mean, moment2: square, ...covariances },
    };
  },
  refresh: {
    due: (step, { refreshEvery }) => step % refreshEvery === 0,
    slots(slots) {
      const bases = Object.keys(slots).filter((name) => name.startsWith('basis'));
      return Object.fromEntries(
        bases.map((basis) => [basis, orthogonalIteration(slots[basis.replace('basis', 'covariance')]!, slots[basis]!)] as const),
      );
    },
  },
});

/** The sizes of the modes that have a basis: O, I and kh·kw, without those of size 1; none for vectors. */
function modesOf(shape: readonly number[]): number[] {
  if (shape.length < 2) return [];
  const [o, i, ...kernel] = shape as [number, number, ...number[]];
  return [o, i, sizeOf(kernel)].filter((size) => size > 1);
}

/**
 * x in the bases, or from them back. Each product Tᵀ·Q turns the first mode and puts it last, so that after all of them the order is
 * the old one again. `visit` sees the tensor unfolded along each mode, (size, the rest).
 */
function rotate(
  g: Graph,
  x: Value,
  modes: readonly number[],
  bases: readonly Value[],
  back: boolean,
  visit: (mode: number, unfolded: Value) => void = () => {},
): Value {
  if (modes.length === 0) return x;
  let turned = x;
  modes.forEach((size, mode) => {
    const unfolded = reshape(g, turned, [size, sizeOf(x.sizes) / size]);
    visit(mode, unfolded);
    turned = matmul(g, unfolded, bases[mode]!, { transA: true, transB: back });
  });
  return reshape(g, turned, x.sizes);
}

function identity(size: number): Tensor {
  const data = new Float32Array(size * size);
  for (let i = 0; i < size; i++) data[i * size + i] = 1;
  return tensor(data, [size, size]);
}
