/** Gradients of normalisation. */
import type { Graph, Value } from '../../graph/graph.ts';
import { add, div, mul, neg, reduceMean, reduceSum, reshape, sqrt, sub } from '../../graph/ops.ts';
import { sizeOf } from '../../graph/tensor.ts';
import type { Rule } from '../rule.ts';

/**
 * y = γ·n + β, n = (x − μ)·r, r = 1/√(v + ε), with statistics that are given.
 *   dx = dy·γ·r,  dγ = Σ dy·n,  dβ = Σ dy,  dμ = −γ·r·dβ,  dv = −½·γ·r²·dγ,  sums over N, H, W
 */
export const BatchNormalization: Rule<'BatchNormalization'> = (g, { inputs, attrs }, dy, need) => {
  const [x, scale, , mean, variance] = inputs as [Value, Value, Value, Value, Value];
  const r = inverseDeviation(g, variance, attrs.epsilon.value);
  const slope = mul(g, scale, r);
  const flat = (v: Value) => reshape(g, v, [1, sizeOf(v.sizes), 1, 1]);
  const dBias = need(2) || need(3) ? reduceSum(g, dy, [0, 2, 3]) : undefined;
  const dScale = need(1) || need(4) ? mul(g, reduceSum(g, mul(g, dy, sub(g, x, flat(mean))), [0, 2, 3]), r) : undefined;
  return [
    need(0) ? mul(g, dy, flat(slope)) : undefined,
    dScale,
    dBias,
    need(3) ? neg(g, mul(g, slope, dBias!)) : undefined,
    need(4) ? mul(g, mul(g, mul(g, slope, r), g.constant(-0.5)), dScale!) : undefined,
  ];
};

/** Statistics of every channel, over H and W; γ and β are one number for each channel. */
export const InstanceNormalization: Rule<'InstanceNormalization'> = (g, { inputs, attrs }, dy, need) => {
  const [x, scale] = inputs as [Value, Value];
  const perChannel = reshape(g, scale, [1, sizeOf(scale.sizes), 1, 1]);
  const { dx, dScale } = standardised(g, x, perChannel, [2, 3], attrs.epsilon.value, dy, need);
  return [dx, dScale && reduceSum(g, dScale, [0, 2, 3]), need(2) ? reduceSum(g, dy, [0, 2, 3]) : undefined];
};

/** Statistics over the axes from `axis` on, which γ and β have as well: the loop sums their gradients over the others. */
export const LayerNormalization: Rule<'LayerNormalization'> = (g, { inputs, attrs }, dy, need) => {
  const [x, scale] = inputs as [Value, Value];
  const axes = [...x.shape.keys()].slice(attrs.axis.value);
  const { dx, dScale } = standardised(g, x, scale, axes, attrs.epsilon.value, dy, need);
  return [dx, dScale, dy];
};

/**
 * y = γ·n + β, n = (x − μ)·r, with mean μ and r = 1/√(σ² + ε) over `axes`.
 *   d = dy·γ,  dx = r·(d − mean(d) − n·mean(d·n)),  dγ = dy·n, not yet summed
 */
function standardised(
  g: Graph,
  x: Value,
  scale: Value,
  axes: readonly number[],
  epsilon: number,
  dy: Value,
  need: (input: number) => boolean,
): { readonly dx: Value | undefined; readonly dScale: Value | undefined } {
  if (!need(0) && !need(1)) return { dx: undefined, dScale: undefined };
  const mean = (v: Value) => reduceMean(g, v, axes, true);
  const centred = sub(g, x, mean(x));
  const r = inverseDeviation(g, mean(mul(g, centred, centred)), epsilon);
  const n = mul(g, centred, r);
  const dx = () => {
    const d = mul(g, dy, scale);
    return mul(g, r, sub(g, sub(g, d, mean(d)), mul(g, n, mean(mul(g, d, n)))));
  };
  return { dx: need(0) ? dx() : undefined, dScale: need(1) ? mul(g, dy, n) : undefined };
}

/** 1/√(v + ε) */
function inverseDeviation(g: Graph, variance: Value, epsilon: number): Value {
  return div(g, g.constant(1), sqrt(g, add(g, variance, g.constant(epsilon))));
}
