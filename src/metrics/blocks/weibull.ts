/** The Weibull distribution that samples above zero are most likely to come from: p(x) = k/λ·(x/λ)ᵏ⁻¹·exp(−(x/λ)ᵏ). */

export interface Weibull {
  /** λ, in the unit of the samples. */
  readonly scale: number;
  /** k; infinite where all samples are the same. */
  readonly shape: number;
}

/** Steps of Newton's method. Each doubles the right digits, so that after one as small as this all are right. */
const mostSteps = 60;
const lastStep = 1e-5;

/**
 * By the greatest likelihood, as MATLAB's wblfit: k solves Σ xᵏ·ln x/Σ xᵏ − 1/k = mean of ln x, whose left side grows with k, and
 * λ = (mean of xᵏ)^(1/k).
 */
export function fitWeibull(samples: Float64Array): Weibull {
  const logs = samples.map((x) => Math.log(x));
  const n = logs.length;
  let [sum, most, least] = [0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const y of logs) {
    sum += y;
    most = Math.max(most, y);
    least = Math.min(least, y);
  }
  if (most === least) return { scale: samples[0]!, shape: Number.POSITIVE_INFINITY };
  const mean = sum / n;
  const variance = logs.reduce((total, y) => total + (y - mean) ** 2, 0) / n;
  // Of the spread of logarithms of such samples, which is π/(√6·k).
  let shape = Math.PI / Math.sqrt(6 * variance);
  let [low, high] = [0, Number.POSITIVE_INFINITY];
  for (let step = 0; step < mostSteps; step++) {
    const { first, second } = powers(logs, shape, most);
    const excess = first - 1 / shape - mean;
    if (excess > 0) high = shape;
    else low = shape;
    const next = shape - excess / (second - first ** 2 + 1 / shape ** 2);
    const inside = next > low && next < high;
    const moved = inside ? next : high === Number.POSITIVE_INFINITY ? 2 * shape : (low + high) / 2;
    const done = Math.abs(moved - shape) <= lastStep * shape;
    shape = moved;
    if (done) break;
  }
  return { scale: Math.exp(most + Math.log(powers(logs, shape, most).zeroth / n) / shape), shape };
}

/** Σ w with w = (x/max)ᵏ, and the means of ln x and of ln² x by these weights. */
function powers(logs: Float64Array, shape: number, most: number): { zeroth: number; first: number; second: number } {
  let [zeroth, first, second] = [0, 0, 0];
  for (const y of logs) {
    const w = Math.exp(shape * (y - most));
    zeroth += w;
    first += w * y;
    second += w * y * y;
  }
  return { zeroth, first: first / zeroth, second: second / zeroth };
}
