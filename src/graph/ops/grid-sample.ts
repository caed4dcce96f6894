/** Sampling of images at given places: motion compensation, warping. */
import { GraphError } from '../../errors.ts';
import { sameDim } from '../dim.ts';
import type { Graph, Value } from '../graph.ts';
import { assertRank, emit, type GridPadding, int, text } from './emit.ts';

/**
 * x (N, C, H, W) at the places of `grid` (N, H′, W′, 2), by bilinear interpolation: (N, C, H′, W′). A place is x, then y, each −1 and 1 at the
 * image's borders: at the centres of its outermost pixels with `alignCorners`, else at their outer edges.
 * Outside are zeros or the pixels of the border.
 */
export function gridSample(
  g: Graph,
  x: Value,
  grid: Value,
  { padding = 'zeros', alignCorners = false }: { readonly padding?: GridPadding; readonly alignCorners?: boolean } = {},
): Value {
  assertRank('GridSample', x, 4);
  if (grid.shape.length !== 4 || grid.shape[3] !== 2 || !sameDim(grid.shape[0]!, x.shape[0]!))
    throw new GraphError(`GridSample: expected a grid (N, H, W, 2) with the N of ${x} but received ${grid}`);
  const attrs = { mode: text('linear'), padding_mode: text(padding), align_corners: int(Number(alignCorners)) };
  return emit(g, 'GridSample', [x, grid], attrs, [x.shape[0]!, x.shape[1]!, grid.shape[1]!, grid.shape[2]!]);
}
