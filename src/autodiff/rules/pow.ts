/** Gradient of powers. */
import { GraphError } from '../../errors.ts';
import { mul, pow, sub } from '../../graph/ops.ts';
import type { Rule } from '../rule.ts';

/** y = a^b. da = dy·b·a^(b − 1). Throws GraphError for a gradient of the exponent, which nothing needs so far. */
export const Pow: Rule<'Pow'> = (g, { inputs: [a, b], outputs: [y] }, dy, need) => {
  if (need(1)) throw new GraphError(`Expected a constant exponent for a gradient but received ${b} (which makes ${y})`);
  return [mul(g, dy, mul(g, b!, pow(g, a!, sub(g, b!, g.constant(1)))))];
};
