/** Wilson's score interval of a proportion (Wilson, Probable inference, the law of succession, and statistical inference, 1927). */
import { expected, ShapeError } from '../../errors.ts';

/** The 97.5 % point of the normal distribution: intervals of 95 %. */
const z95 = 1.959963984540054;

export interface Proportion {
  readonly count: number;
  readonly n: number;
  /** count / n */
  readonly rate: number;
  /** The interval, within 0 … 1. */
  readonly low: number;
  readonly high: number;
}

/**
 * (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n) for p = count / n; of 95 % unless `z` says otherwise. Throws ShapeError unless
 * 0 ≤ count ≤ n and n ≥ 1.
 */
export function wilson(count: number, n: number, z = z95): Proportion {
  if (!(n >= 1 && count >= 0 && count <= n))
    throw new ShapeError(expected('a count from 0 to n, n being 1 or more,', 'a proportion', `${count} of ${n}`));
  const rate = count / n;
  const middle = rate + (z * z) / (2 * n);
  const half = z * Math.sqrt((rate * (1 - rate)) / n + (z / (2 * n)) ** 2);
  const whole = 1 + (z * z) / n;
  // At the ends the interval touches them exactly; rounding errors are kept out.
  return { count, n, rate, low: count === 0 ? 0 : (middle - half) / whole, high: count === n ? 1 : (middle + half) / whole };
}
