/** The end of small networks: features become the pixels of an enlarged picture, added to the picture enlarged by repeating its pixels. */
import type { Value } from '../../graph/graph.ts';
import { gather } from '../../graph/ops.ts';
import type { Layers } from '../layers.ts';

/**
 * features (N, C·r², H, W), x (N, C, H, W) → (N, C, H·r, W·r): the pixel shuffle of the features with each pixel of x added to its r² pixels.
 * The picture is added before the shuffle, where that is one channel for many: the result is the same and no enlarged copy is needed.
 */
export function shuffleOnto(nn: Layers, features: Value, x: Value, r: number): Value {
  const channels = x.shape[1] as number;
  const order = Array.from({ length: channels * r ** 2 }, (_, i) => Math.floor(i / r ** 2));
  const repeated = channels === 1 ? x : gather(nn.graph, x, order, 1);
  return nn.pixelShuffle(nn.add(features, repeated), r);
}
