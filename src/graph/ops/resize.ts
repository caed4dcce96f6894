/** Resizing of (N, C, H, W), without a filter against aliasing. */
import { GraphError } from '../../errors.ts';
import { type Dim, floorDivDim, formatShape, sameDim } from '../dim.ts';
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
  const { scale } = options;
  const [down, across] = typeof scale === 'number' ? [scale, scale] : scale;
  const [n, c, h, w] = x.shape as [Dim, Dim, Dim, Dim];
  const shape = [n, c, scaled(x, h, down), scaled(x, w, across)];
  const scales = g.constant(tensor([1, 1, down, across], [4]));
  return emit(g, 'Resize', [x, undefined, scales], attrsOf(options), shape);
}

/** x, bilinearly or otherwise, at the height and width of `like`, which has its batch and channels. Sizes that are numbers must be multiples of those of x. */
export function resizeLike(g: Graph, x: Value, like: Value, mode: ResizeMode): Value {
  assertRank('Resize', x, 4);
  assertRank('Resize', like, 4);
  if (!sameDim(x.shape[0]!, like.shape[0]!) || !sameDim(x.shape[1]!, like.shape[1]!))
    throw new GraphError(`Resize: expected batch and channels of ${like} for ${x.name} but received ${formatShape(x.shape)}`);
  if (like.shape.slice(2).every((d) => typeof d === 'number')) {
    const [down, across] = [2, 3].map((axis) => like.sizes[axis]! / x.sizes[axis]!) as [number, number];
    if (!Number.isInteger(down) || !Number.isInteger(across))
      throw new GraphError(`Resize: expected sizes of which those of ${x} are divisors but received ${like}`);
    return resize(g, x, { scale: [down, across], mode });
  }
  const sizes = emit(g, 'Shape', [like], {}, [4], 'int64');
  return emit(g, 'Resize', [x, undefined, undefined, sizes], attrsOf({ mode }), like.shape);
}

type How = Omit<ResizeOptions, 'scale'>;

function attrsOf({ mode, coordinates = 'half_pixel', nearest = 'round_prefer_floor', cubicA = -0.75 }: How) {
  return {
    mode: text(mode),
    coordinate_transformation_mode: text(coordinates),
    nearest_mode: text(nearest),
    cubic_coeff_a: float(cubicA),
  };
}

/** Symbolic sizes are scaled by a factor that leaves them whole, or by one over a whole number. */
function scaled(x: Value, d: Dim, scale: number): Dim {
  const size = typeof d === 'number' ? Math.floor(Math.fround(d * Math.fround(scale))) : undefined;
  if (size !== undefined && size >= 1) return size;
  if (typeof d !== 'number') {
    const [mul, add] = [d.mul * scale, d.add * scale];
    if (Math.round(mul) >= 1 && isWhole(mul) && isWhole(add)) return { symbol: d.symbol, mul: Math.round(mul), add: Math.round(add) };
    if (Number.isInteger(1 / scale)) return floorDivDim(d, 1 / scale);
  }
  const what = size === undefined ? 'a scale that leaves symbolic sizes whole' : 'a scale that leaves at least one pixel';
  throw new GraphError(`Resize: expected ${what} for ${x.name} ${formatShape(x.shape)} but received ${scale}`);
}

/** As near to a whole number as a scale in single precision brings it. */
function isWhole(n: number): boolean {
  return Math.abs(n - Math.round(n)) <= 1e-6 * Math.abs(n);
}
