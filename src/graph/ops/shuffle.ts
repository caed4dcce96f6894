/** Pixel shuffle and its inverse. */
import { GraphError } from '../../errors.ts';
import { type Dim, floorDivDim, formatShape, scaleDim } from '../dim.ts';
import type { Graph, Value } from '../graph.ts';
import { assertRank, emit, int, sizeAt, text } from './emit.ts';
import { gather } from './gather.ts';
import { reshape, transpose } from './shape.ts';

/**
 * Pixel shuffle: (N, C·r², H, W) → (N, C, H·r, W·r), channel c·r² + i·r + j to pixel (r·h + i, r·w + j).
 * With `order` DCR, the inverse of `spaceToDepth`, it is channel (i·r + j)·C + c that goes there.
 */
export function pixelShuffle(g: Graph, x: Value, r: number, order: 'CRD' | 'DCR' = 'CRD'): Value {
  assertRank('DepthToSpace', x, 4);
  const [n, c, h, w] = x.shape as [Dim, Dim, Dim, Dim];
  if (typeof c !== 'number' || c % (r * r) !== 0)
    throw new GraphError(`DepthToSpace: expected channels divisible by ${r * r} for ${x.name} but received ${formatShape(x.shape)}`);
  return emit(g, 'DepthToSpace', [x], { blocksize: int(r), mode: text(order) }, [n, c / (r * r), scaleDim(h, r), scaleDim(w, r)]);
}

/** (N, C, H·r, W·r) → (N, C·r², H, W), pixel (r·h + i, r·w + j) to channel (i·r + j)·C + c. */
export function spaceToDepth(g: Graph, x: Value, r: number): Value {
  assertDivisible('SpaceToDepth', x, r);
  const [n, , h, w] = x.shape as [Dim, Dim, Dim, Dim];
  const shape = [n, sizeAt('SpaceToDepth', x, 1) * r * r, floorDivDim(h, r), floorDivDim(w, r)];
  return emit(g, 'SpaceToDepth', [x], { blocksize: int(r) }, shape);
}

/** The inverse of `pixelShuffle`: (N, C, H·r, W·r) → (N, C·r², H, W). */
export function pixelUnshuffle(g: Graph, x: Value, r: number): Value {
  assertDivisible('pixelUnshuffle', x, r);
  const c = sizeAt('pixelUnshuffle', x, 1);
  if (x.shape.every((d) => typeof d === 'number')) {
    const [n, , h, w] = x.sizes as [number, number, number, number];
    const blocks = reshape(g, x, [n, c, h / r, r, w / r, r]);
    return reshape(g, transpose(g, blocks, [0, 1, 3, 5, 2, 4]), [n, c * r * r, h / r, w / r]);
  }
  const moved = spaceToDepth(g, x, r);
  const order = Array.from({ length: c * r * r }, (_, k) => (k % (r * r)) * c + Math.floor(k / (r * r)));
  return c === 1 ? moved : gather(g, moved, order, 1);
}

function assertDivisible(op: string, x: Value, r: number): void {
  assertRank(op, x, 4);
  if (x.shape.slice(2).some((d) => typeof d === 'number' && d % r !== 0))
    throw new GraphError(`${op}: expected height and width divisible by ${r} for ${x.name} but received ${formatShape(x.shape)}`);
}
