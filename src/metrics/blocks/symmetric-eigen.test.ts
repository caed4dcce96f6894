import { expect, test } from 'vitest';
import { randomPlanes } from '../../../test/support/pictures.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

test.each([1, 2, 9])('V·diag(λ)·Vᵀ is the matrix of %i rows again, and VᵀV = 1', (n) => {
  const random = randomPlanes(1, n, n, 3).data;
  const matrix = random.map((value, i) => value + random[(i % n) * n + Math.floor(i / n)]!);
  const { values, vectors } = symmetricEigen(matrix, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const sum = (of: (k: number) => number) => Array.from({ length: n }, (_, k) => of(k)).reduce((total, value) => total + value, 0);
      expect(sum((k) => values[k]! * vectors[k]![i]! * vectors[k]![j]!)).toBeCloseTo(matrix[i * n + j]!, 9);
      expect(sum((k) => vectors[i]![k]! * vectors[j]![k]!)).toBeCloseTo(i === j ? 1 : 0, 12);
    }
  }
});

test('a diagonal matrix and one of rank 1', () => {
  expect([...symmetricEigen(Float64Array.of(3, 0, 0, -2), 2).values]).toEqual([3, -2]);
  const { values } = symmetricEigen(new Float64Array(9).fill(1), 3);
  for (const [i, value] of [...values].sort((a, b) => b - a).entries()) expect(value).toBeCloseTo(i === 0 ? 3 : 0, 12);
});
