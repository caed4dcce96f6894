/**
 * McNemar's test (McNemar, Note on the sampling error of the difference between correlated proportions or percentages, 1947), in its exact
 * form: of the cases that two methods decide differently, each is as likely to be right if the methods are equally good.
 */
import { expected, ShapeError } from '../../errors.ts';
import { incompleteBeta } from './student-t.ts';

/**
 * The two-sided p-value min(1, 2·P(X ≤ min(b, c))), X being binomial with n = b + c and ½; `b` and `c` count the cases that only the first
 * and only the second got right. P(X ≤ k) = I_½(n − k, k + 1). 1 where the methods never differ. Throws ShapeError for no counts.
 */
export function mcnemarExact(b: number, c: number): number {
  for (const count of [b, c])
    if (!(Number.isInteger(count) && count >= 0))
      throw new ShapeError(expected('a whole number of 0 or more', "a count of McNemar's test", count));
  const k = Math.min(b, c);
  return b === c ? 1 : Math.min(1, 2 * incompleteBeta(0.5, b + c - k, k + 1));
}
