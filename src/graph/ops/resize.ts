/** Resizing of (N, C, H, W), without a filter against aliasing. */
import { GraphError } from '../../errors.ts';
import { type Dim, floorDivDim, formatShape, scaleDim } from '../dim.ts';
import type { Graph, Value } from '../graph.ts';
import { tensor } from '../tensor.ts';
import { assertRank, emit, float, type NearestMode, type ResizeCoordinates, type ResizeMode, text } from './emit.ts';

export interface ResizeOptions {
  /** Enlargement of both sides or of height and width; a number below 1 shrinks. */
  readonly scale: number | readonly [number, number];
  readonly mode: ResizeMode;
  /** Default `half_pixel`. */
  readonly coordinates?: ResizeCoordinates;
  /** Which neighbour `nearest` takes. Default `round_prefer_floor`. */
  readonly nearest?: NearestMode;
  /** The parameter of the cubic kernel. Default −0.75, as in PyTorch; −0.5 is MATLAB's. */
  readonly cubicA?: number;
}

/** Height and width become ⌊scale·size⌋. */
export function resize(g: Graph, x: Value, options: ResizeOptions): Value {
  assertRank('Resize', x, 4);
  const { scale, mode, coordinates = 'half_pixel', nearest = 'round_prefer_floor', cubicA = -0.75 } = options;
  const [down, across] = typeof scale === 'number' ? [scale, scale] : scale;
  const [n, c, h, w] = x.shape as [Dim, Dim, Dim, Dim];
  const shape = [n, c, scaled(x, h, down), scaled(x, w, across)];
  const scales = g.constant(tensor([1, 1, down, across], [4]));
  const attrs = {
    mode: text(mode),
    coordinate_transformation_mode: text(coordinates),
    nearest_mode: text(nearest),
    cubic_coeff_a: float(cubicA),
  };
  return emit(g, 'Resize', [x, undefined, scales], attrs, shape);
}

/** Symbolic sizes are scaled by p or 1/p, p whole. */
function scaled(x: Value, d: Dim, scale: number): Dim {
  const size = typeof d === 'number' ? Math.floor(Math.fround(d * Math.fround(scale))) : undefined;
  if (size !== undefined && size >= 1) return size;
  if (size === undefined && Number.isInteger(scale) && scale >= 1) return scaleDim(d, scale);
  if (size === undefined && Number.isInteger(1 / scale)) return floorDivDim(d, 1 / scale);
  const what = size === undefined ? 'a whole scale, or one over one, where sizes are symbolic,' : 'a scale that leaves at least one pixel';
  throw new GraphError(`Resize: expected ${what} for ${x.name} ${formatShape(x.shape)} but received ${scale}`);
}
