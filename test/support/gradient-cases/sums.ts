/** Cases of matrix products, reductions and normalisation. */
import * as op from '../../../src/graph/ops.ts';
import { around, at, type Case, type Cases, curved } from './case.ts';

const transposed = (f: (transA: boolean, transB: boolean) => Case) =>
  [false, true].flatMap((transA) => [false, true].map((transB) => f(transA, transB)));

export const sumCases: Cases = {
  BatchNormalization: [
    at(
      'all inputs',
      '2×3×2×2 3 3 3 3',
      (g, x, scale, bias, mean, variance) => op.batchNorm(g, x, { scale, bias }, { mean, variance }),
      curved,
    ),
    at(
      'one pixel',
      '1×2×1×1 2 2 2 2',
      (g, x, scale, bias, mean, variance) => op.batchNorm(g, x, { scale, bias }, { mean, variance }),
      curved,
    ),
  ],
  FusedMatMul: [
    ...transposed((transA, transB) =>
      at(`transA ${transA}, transB ${transB}`, `2×${transA ? '4×3' : '3×4'} 2×${transB ? '5×4' : '4×5'}`, (g, a, b) =>
        op.matmul(g, a, b, { transA, transB, alpha: 0.5 }),
      ),
    ),
    ...transposed((transA, transB) =>
      at(`transA ${transA}, transB ${transB}, b shared`, `2×${transA ? '4×3' : '3×4'} ${transB ? '5×4' : '4×5'}`, (g, a, b) =>
        op.matmul(g, a, b, { transA, transB, alpha: 2 }),
      ),
    ),
  ],
  Gemm: [
    ...transposed((transA, transB) =>
      at(`transA ${transA}, transB ${transB}, a row of c`, `${transA ? '4×3' : '3×4'} ${transB ? '2×4' : '4×2'} 2`, (g, a, b, c) =>
        op.gemm(g, a, b, { c, transA, transB, alpha: 0.5, beta: 2 }),
      ),
    ),
    at('a column of c', '3×4 4×2 3×1', (g, a, b, c) => op.gemm(g, a, b, { c })),
    at('no c', '1×4 4×1', (g, a, b) => op.gemm(g, a, b)),
  ],
  InstanceNormalization: [
    at('3×3', '2×2×3×3 2 2', (g, x, scale, bias) => op.instanceNorm(g, x, { scale, bias }), around),
    at('one row', '1×3×1×4 3 3', (g, x, scale, bias) => op.instanceNorm(g, x, { scale, bias }, 1e-2), around),
  ],
  LayerNormalization: [
    at('last axis', '2×3×4 4 4', (g, x, scale, bias) => op.layerNorm(g, x, { scale, bias }), around),
    at('last two axes', '2×3×2 3×2 3×2', (g, x, scale, bias) => op.layerNorm(g, x, { scale, bias }, { axis: 1, epsilon: 1e-2 }), around),
  ],
  MatMul: [
    at('matrices', '3×4 4×2', (g, a, b) => op.matmul(g, a, b)),
    at('batches', '2×2×3×4 2×2×4×2', (g, a, b) => op.matmul(g, a, b)),
    at('batches that broadcast both ways', '2×1×3×4 3×4×2', (g, a, b) => op.matmul(g, a, b)),
    at('a shared', '3×4 2×2×4×2', (g, a, b) => op.matmul(g, a, b)),
    at('b shared', '2×2×3×4 4×2', (g, a, b) => op.matmul(g, a, b)),
    at('one row, one column', '2×1×3 3×1', (g, a, b) => op.matmul(g, a, b)),
    at('squared', '3×3', (g, a) => op.matmul(g, a, a)),
  ],
  ReduceMax: [
    at('all axes', '2×3×2', (g, x) => op.reduceMax(g, x), { h: 1e-3 }),
    at('some, kept', '2×3×4', (g, x) => op.reduceMax(g, x, [0, 2], true), { h: 1e-3 }),
    at('the last, dropped', '2×3×4', (g, x) => op.reduceMax(g, x, [-1]), { h: 1e-3 }),
  ],
  ReduceMean: [
    at('all axes', '2×3×2', (g, x) => op.reduceMean(g, x)),
    at('some, kept', '2×3×2', (g, x) => op.reduceMean(g, x, [0, 2], true)),
    at('some, dropped', '2×3×2', (g, x) => op.reduceMean(g, x, [1])),
    at('counted from the end', '2×3×2', (g, x) => op.reduceMean(g, x, [-1, -2])),
  ],
  ReduceSum: [
    at('all axes', '2×3', (g, x) => op.reduceSum(g, x)),
    at('some, dropped', '2×3×2', (g, x) => op.reduceSum(g, x, [0, 2])),
    at('counted from the end, kept', '2×3×2', (g, x) => op.reduceSum(g, x, [-2], true)),
  ],
};
