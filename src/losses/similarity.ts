/** The maps that SSIM and MS-SSIM are averages of (Wang et al., 2004): see metrics/ssim.ts, which has the same constants. */
import type { Graph, Value } from '../graph/graph.ts';
import { add, concat, conv, div, mul, reshape, slice, sub } from '../graph/ops.ts';
import { tensor } from '../graph/tensor.ts';
import { assertHolds } from './window.ts';

/** Side of the Gaussian window. */
export const windowSize = 11;
const c1 = 0.01 ** 2;
const c2 = 0.03 ** 2;
/** Moments are taken around this, which leaves variances as they are and loses fewer digits of float32. */
const midGray = 0.5;

export interface Similarity {
  /** (2μₓμᵧ + C₁) / (μₓ² + μᵧ² + C₁) */
  readonly luminance: Value;
  /** (2σₓᵧ + C₂) / (σₓ² + σᵧ² + C₂) */
  readonly structure: Value;
}

/**
 * Both maps, (N·C, 1, H − 10, W − 10), of sr and hr (N, C, H, W) in [0, 1], for every place of an 11×11 Gaussian window (σ 1.5) inside the picture.
 * Throws ShapeError, naming the loss, for a picture smaller than the window.
 */
export function similarity(g: Graph, sr: Value, hr: Value, loss: string): Similarity {
  assertHolds(sr, loss, windowSize);
  const [n, c, h, w] = sr.sizes as [number, number, number, number];
  const [x, y] = [sr, hr].map((picture) => sub(g, reshape(g, picture, [n * c, 1, h, w]), g.constant(midGray))) as [Value, Value];
  const all = concat(g, [x, y, add(g, mul(g, x, x), mul(g, y, y)), mul(g, x, y)], 0);
  const smooth = conv(
    g,
    conv(g, all, g.constant(tensor(gaussian, [1, 1, 1, windowSize]))),
    g.constant(tensor(gaussian, [1, 1, windowSize, 1])),
  );
  const [mx, my, squares, product] = [0, 1, 2, 3].map((i) => slice(g, smooth, [{ axis: 0, start: i * n * c, end: (i + 1) * n * c }])) as [
    Value,
    Value,
    Value,
    Value,
  ];
  const [meanX, meanY] = [mx, my].map((mean) => add(g, mean, g.constant(midGray))) as [Value, Value];
  const twice = (value: Value) => add(g, value, value);
  const over = (numerator: Value, denominator: Value, constant: number) =>
    div(g, add(g, numerator, g.constant(constant)), add(g, denominator, g.constant(constant)));
  const squared = (a: Value, b: Value) => add(g, mul(g, a, a), mul(g, b, b));
  return {
    luminance: over(twice(mul(g, meanX, meanY)), squared(meanX, meanY), c1),
    structure: over(twice(sub(g, product, mul(g, mx, my))), sub(g, squares, squared(mx, my)), c2),
  };
}

/** Eleven weights exp(−d²/2σ²) that add up to 1. */
const gaussian = ((sigma: number): Float32Array => {
  const weights = Array.from({ length: windowSize }, (_, i) => Math.exp(-((i - (windowSize - 1) / 2) ** 2) / (2 * sigma ** 2)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return Float32Array.from(weights, (weight) => weight / sum);
})(1.5);
