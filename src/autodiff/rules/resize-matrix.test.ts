import { describe, expect, test } from 'vitest';
import { tensors } from '../../../test/support/gradient-graph.ts';
import { runGraph } from '../../../test/support/run-graph.ts';
import { Graph } from '../../graph/graph.ts';
import { type OpNode, type ResizeOptions, resize } from '../../graph/ops.ts';
import { resizeMatrix } from './resize-matrix.ts';

const coordinates = ['half_pixel', 'pytorch_half_pixel', 'align_corners', 'asymmetric'] as const;
const rounding = ['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'] as const;
const kinds: Omit<ResizeOptions, 'scale'>[] = coordinates.flatMap((place) => [
  ...rounding.map((nearest) => ({ mode: 'nearest', coordinates: place, nearest }) as const),
  { mode: 'linear', coordinates: place },
  { mode: 'cubic', coordinates: place },
  { mode: 'cubic', coordinates: place, cubicA: -0.5 },
]);

describe.each([0.3, 1 / 3, 0.5, 0.75, 1, 1.5, 2, 3, 4])('×%f', (scale) => {
  test.each(kinds)('$mode, $coordinates, $nearest, a $cubicA: the matrix does what the engine does', async (kind) => {
    for (const size of [1, 4, 7]) {
      if (Math.floor(size * scale) < 1) continue;
      const g = new Graph();
      const y = g.output(resize(g, g.input('x', [1, 1, 1, size]), { ...kind, scale: [1, scale] }), 'y');
      const made = y.sizes[3]!;
      const x = tensors(size)([1, 1, 1, size]);
      const got = (await runGraph(g, { x }))['y']!;
      expect(got.shape).toEqual(y.sizes);
      const matrix = resizeMatrix(y.producer as OpNode<'Resize'>, size, made, scale);
      for (let p = 0; p < made; p++) {
        const want = x.data.reduce((sum, v, q) => sum + v * matrix[p * size + q]!, 0);
        expect(Math.abs(Number(got.data[p]) - want), `pixel ${p} of ${size} → ${made}`).toBeLessThan(1e-5);
      }
    }
  });
});
