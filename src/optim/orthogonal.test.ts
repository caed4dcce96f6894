import { describe, expect, test } from 'vitest';

import { type Tensor, tensor } from '../graph/tensor.ts';
import { mulberry32, standardNormal } from '../random.ts';
import { orthogonalIteration } from './orthogonal.ts';

const identity = (n: number) =>
  tensor(
    Array.from({ length: n * n }, (_, i) => Number(i % (n + 1) === 0)),
    [n, n],
  );

/** How far Qᵀ·Q is from the identity. */
function defect({ data, shape: [n] }: Tensor): number {
  const q = data as Float32Array;
  let worst = 0;
  for (let a = 0; a < n!; a++) {
    for (let b = 0; b < n!; b++) {
      let sum = 0;
      for (let i = 0; i < n!; i++) sum += q[i * n! + a]! * q[i * n! + b]!;
      worst = Math.max(worst, Math.abs(sum - Number(a === b)));
    }
  }
  return worst;
}

describe('orthogonal iteration', () => {
  test('comes to the eigenvectors of a symmetric matrix, the largest eigenvalue first', () => {
    // Eigenvalues 3 and 1, eigenvectors (1, 1)/√2 and (1, −1)/√2.
    const c = tensor([2, 1, 1, 2], [2, 2]);
    let q: Tensor = identity(2);
    for (let i = 0; i < 40; i++) q = orthogonalIteration(c, q);
    (q.data as Float32Array).forEach((value, i) => {
      expect(Math.abs(value)).toBeCloseTo(Math.SQRT1_2, 6);
      expect(Math.sign(value * (q.data as Float32Array)[i % 2]!)).toBe(i === 3 ? -1 : 1);
    });
  });

  test.each([
    ['full rank', 12, 12],
    ['rank 2', 12, 2],
    ['all zero', 5, 0],
  ])('stays orthonormal: %s', (_title, n, rank) => {
    const random = mulberry32(3);
    const rows = Array.from({ length: rank }, () => Array.from({ length: n }, () => standardNormal(random)));
    const c = tensor(
      Array.from({ length: n * n }, (_, i) => rows.reduce((sum, row) => sum + row[Math.floor(i / n)]! * row[i % n]!, 0)),
      [n, n],
    );
    let q: Tensor = identity(n);
    for (let i = 0; i < 5; i++) q = orthogonalIteration(c, q);
    expect(defect(q)).toBeLessThan(1e-6);
  });
});
