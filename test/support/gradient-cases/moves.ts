/** Cases of operators that move, pick, repeat and resample elements. */
import type { Graph, Value } from '../../../src/graph/graph.ts';
import * as op from '../../../src/graph/ops.ts';
import type { Tensor } from '../../../src/graph/tensor.ts';
import { at, type Cases } from './case.ts';

function indices(shape: readonly number[], values: readonly number[]): Tensor {
  return { dtype: 'int64', shape, data: BigInt64Array.from(values, BigInt) };
}

const picked = (g: Graph) => g.constant(indices([2, 4], [2, 0, 0, 1, 1, 1, 0, 2]));

/** Places inside and outside the image; with the seed of the check none lies within h of a pixel's centre, where the gradient jumps. */
const warp = (padding: 'zeros' | 'border', alignCorners: boolean) => (g: Graph, x: Value, grid: Value) =>
  op.gridSample(g, x, grid, { padding, alignCorners });

export const moveCases: Cases = {
  Concat: [
    at('channels', '2×1×3 2×2×3', (g, a, b) => op.concat(g, [a, b], 1)),
    at('a value twice', '2×2', (g, a) => op.concat(g, [a, a], 0)),
    at('counted from the end', '2×1 2×3 2×2', (g, a, b, c) => op.concat(g, [a, b, c], -1)),
  ],
  Expand: [
    at('two axes', '1×3×1', (g, x) => op.expand(g, x, [2, 3, 4])),
    at('axes in front', '3', (g, x) => op.expand(g, x, [2, 2, 1])),
    at('a scalar', '()', (g, x) => op.expand(g, x, [2, 2])),
  ],
  Gather: [
    at('rows, some twice', '3×2', (g, x) => op.gather(g, x, [2, 0, 2, 2])),
    at('a permutation of channels', '2×4×2×1', (g, x) => op.gather(g, x, [2, 0, 3, 1], 1)),
    at('a table of indices, last axis', '2×3', (g, x) => op.gather(g, x, indices([2, 2], [0, 2, 2, 1]), -1)),
    at('one entry', '1×3', (g, x) => op.gather(g, x, [0])),
  ],
  GatherElements: [at('rows, some twice', '3×4', (g, x) => op.gatherElements(g, x, picked(g), 0))],
  GridSample: [
    at('zeros outside', '2×2×3×4 2×2×3×2', warp('zeros', false), { h: 2e-3, range: [-1.3, 1.3] }),
    at('zeros outside, aligned corners', '1×2×4×3 1×3×2×2', warp('zeros', true), { h: 2e-3, range: [-1.3, 1.3] }),
    at('border outside', '2×1×3×4 2×2×3×2', warp('border', false), { h: 5e-4, range: [-1.3, 1.3] }),
    at('border outside, aligned corners', '1×2×3×3 1×3×3×2', warp('border', true), { h: 2e-3, range: [-1.3, 1.3] }),
    at('one pixel', '1×2×1×1 1×2×2×2', warp('zeros', false), { h: 2e-3, range: [-0.9, 0.9] }),
  ],
  Pad: [
    at('every side', '1×2×3×2', (g, x) => op.pad(g, x, [0, 1, 2, 0], [0, 0, 1, 3])),
    at('edge', '1×2×3×2', (g, x) => op.padEdge(g, x, [2, 3], 2)),
    at('edge, one pixel', '1×2×1×1', (g, x) => op.padEdge(g, x, [2, 3], [3, 1])),
    at('edge, one side', '2×3', (g, x) => op.padEdge(g, x, [-1], [0, 2])),
    at('reflect', '1×2×3×4', (g, x) => op.padReflect(g, x, [2, 3], 2)),
    at('reflect as far as it goes, one side', '2×4', (g, x) => op.padReflect(g, x, [1], [3, 0])),
  ],
  Reshape: [at('split an axis', '2×6', (g, x) => op.reshape(g, x, [4, 3]))],
  Resize: [
    at('nearest ×2', '1×2×3×2', (g, x) => op.resize(g, x, { scale: 2, mode: 'nearest', coordinates: 'asymmetric', nearest: 'floor' })),
    at('nearest ×3, half pixels', '1×1×2×3', (g, x) => op.resize(g, x, { scale: 3, mode: 'nearest' })),
    at('nearest ×1.5', '1×1×4×3', (g, x) => op.resize(g, x, { scale: 1.5, mode: 'nearest' })),
    at('nearest ×1/2, aligned corners', '1×2×5×4', (g, x) =>
      op.resize(g, x, { scale: 0.5, mode: 'nearest', coordinates: 'align_corners', nearest: 'round_prefer_ceil' }),
    ),
    ...(['half_pixel', 'pytorch_half_pixel', 'align_corners', 'asymmetric'] as const).flatMap((coordinates) =>
      (['linear', 'cubic'] as const).flatMap((mode) => [
        at(`${mode} ×2, ${coordinates}`, '1×2×3×4', (g, x) => op.resize(g, x, { scale: 2, mode, coordinates })),
        at(`${mode} ×(3, 0.5), ${coordinates}`, '1×1×2×5', (g, x) => op.resize(g, x, { scale: [3, 0.5], mode, coordinates })),
        at(`${mode} ×4 of one pixel, ${coordinates}`, '1×1×1×1', (g, x) => op.resize(g, x, { scale: 4, mode, coordinates })),
      ]),
    ),
    at('cubic ×2 with MATLAB’s kernel', '1×1×4×3', (g, x) => op.resize(g, x, { scale: 2, mode: 'cubic', cubicA: -0.5 })),
  ],
  ScatterElements: [at('rows, some twice', '3×4 2×4', (g, x, updates) => op.scatterAdd(g, x, picked(g), updates, 0))],
  Slice: [
    at('inside', '4×5', (g, x) =>
      op.slice(g, x, [
        { axis: 0, start: 1, end: 3 },
        { axis: 1, start: 0, end: 2 },
      ]),
    ),
    at('step 2', '2×7', (g, x) => op.slice(g, x, [{ axis: 1, start: 1, end: 6, step: 2 }])),
    at('step 3 to the end', '8×2', (g, x) => op.slice(g, x, [{ axis: 0, start: 0, end: 8, step: 3 }])),
    at('reversed', '2×3', (g, x) => op.flip(g, x, [0, -1])),
    at('backward by 2', '2×6', (g, x) => op.slice(g, x, [{ axis: 1, start: 5, end: 0, step: -2 }])),
  ],
  Split: [
    at(
      'all parts',
      '2×6',
      (g, x) => {
        const [a, b, c] = op.split(g, x, [1, 3, 2], 1);
        return op.concat(g, [op.mul(g, c!, c!), a!, b!], 1);
      },
      { h: 1e-2 },
    ),
    at('one part of three', '5×2', (g, x) => op.split(g, x, [1, 3, 1], -2)[1]!),
    at('a part used twice', '4', (g, x) => {
      const [a, b] = op.split(g, x, [2, 2], 0);
      return op.add(g, op.mul(g, a!, b!), a!);
    }),
  ],
  Squeeze: [at('two axes', '1×3×1', (g, x) => op.squeeze(g, x, [0, -1]))],
  Tile: [at('two axes', '2×1×3', (g, x) => op.tile(g, x, [2, 3, 1]))],
  Transpose: [at('three axes', '2×3×4', (g, x) => op.transpose(g, x, [2, 0, 1]))],
  Unsqueeze: [at('front and back', '3×2', (g, x) => op.unsqueeze(g, x, [0, -1]))],
};
