/** How the networks that follow EDSR (Lim et al., 2017) see a picture: without the mean of DIV2K, and in most of them from 0 to 255. */
import type { Value } from '../../graph/graph.ts';
import * as op from '../../graph/ops.ts';
import { tensor } from '../../graph/tensor.ts';
import type { Layers } from '../layers.ts';

/** Mean red, green and blue of the 800 training pictures of DIV2K, from 0 to 1, as EDSR's program states them. */
const rgb = [0.4488, 0.4371, 0.404] as const;
/** BT.601 studio-range luma of that mean, from 0 to 1. */
const luma = (16 + 65.481 * rgb[0] + 128.553 * rgb[1] + 24.966 * rgb[2]) / 255;

export interface MeanShift {
  /** range·(x − mean): what the network sees of a picture x (N, C, H, W) in [0, 1]. */
  centre(x: Value): Value;
  /** y / range + mean: the way back. */
  restore(y: Value): Value;
}

/** `range` is what 1 becomes; its default is that of EDSR. */
export function meanShift(nn: Layers, channels: 1 | 3, range = 255): MeanShift {
  const mean = nn.graph.constant(tensor(channels === 1 ? [luma] : [...rgb], [channels, 1, 1]));
  return {
    centre: (x) => nn.scale(op.sub(nn.graph, x, mean), range),
    restore: (y) => nn.add(nn.scale(y, 1 / range), mean),
  };
}
