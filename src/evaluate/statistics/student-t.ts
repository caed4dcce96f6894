/** Student's t distribution, as far as confidence intervals need it, and the mean of a sample with its interval. */
import { expected, ShapeError } from '../../errors.ts';

/** Lanczos' approximation of log Γ(x) for x > 0, with g = 7 and nine terms: relative error below 1e-14. */
function logGamma(x: number): number {
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012,
    9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const sum = terms.reduce((total, term, i) => total + term / (x + i), 0.99999999999980993);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * The regularised incomplete beta function I_x(a, b): x^a (1 − x)^b / (a B(a, b)) times the continued fraction of DLMF 8.17.22, evaluated
 * by Lentz's method; by I_x(a, b) = 1 − I_{1−x}(b, a) where that converges faster.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const tiny = 1e-300;
  const bounded = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / bounded(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 10_000; m++) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / bounded(1 + term * d);
      c = bounded(1 + term / c);
      fraction *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return front * fraction;
}

/** P(T ≤ t) with `df` degrees of freedom: for t ≥ 0, 1 − I_{df/(df+t²)}(df/2, 1/2) / 2. */
export function studentT(t: number, df: number): number {
  const tail = incompleteBeta(df / (df + t * t), df / 2, 0.5) / 2;
  return t < 0 ? tail : 1 - tail;
}

/** The t of which a part `p` (over ½ and below 1) lies below, by bisection. */
export function studentQuantile(p: number, df: number): number {
  let [low, high] = [0, 1];
  while (studentT(high, df) < p) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-14 * high; i++) {
    const middle = (low + high) / 2;
    if (studentT(middle, df) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export interface MeanInterval {
  readonly n: number;
  readonly mean: number;
  /** Half the width of the interval, t · s / √n with n − 1 degrees of freedom; undefined for one value. */
  readonly margin: number | undefined;
}

/** The mean and its confidence interval. Throws ShapeError for no values. */
export function meanInterval(values: readonly number[], level = 0.95): MeanInterval {
  const n = values.length;
  if (n === 0) throw new ShapeError(expected('at least one value', 'the mean', 'none'));
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { n, mean, margin: undefined };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { n, mean, margin: studentQuantile((1 + level) / 2, n - 1) * Math.sqrt(variance / n) };
}
