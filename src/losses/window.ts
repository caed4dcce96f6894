/** The neighbours of every pixel, as pictures of their own. */
import { expected, ShapeError } from '../errors.ts';
import type { Graph, Value } from '../graph/graph.ts';
import { slice } from '../graph/ops.ts';

/**
 * For x (N, C, H, W) and each position (row, column) in a window of size × size: x there, for every place of the window inside the picture,
 * (N, C, H − size + 1, W − size + 1). Throws ShapeError, naming the loss, for a picture smaller than the window.
 */
export function windowOf(g: Graph, x: Value, loss: string, size: number): (row: number, column: number) => Value {
  assertHolds(x, loss, size);
  const [, , height, width] = x.sizes as [number, number, number, number];
  return (row, column) =>
    slice(g, x, [
      { axis: 2, start: row, end: height - size + 1 + row },
      { axis: 3, start: column, end: width - size + 1 + column },
    ]);
}

/** Throws ShapeError, naming the loss, unless x (N, C, H, W) is at least size × size. */
export function assertHolds(x: Value, loss: string, size: number): void {
  const [, , height, width] = x.sizes as [number, number, number, number];
  if (height < size || width < size)
    throw new ShapeError(expected(`patches of at least ${size}×${size} pixels`, `the loss ${loss}`, `${width}×${height}`));
}
