/**
 * Total variation of sr alone (Rudin, Osher and Fatemi, 1992): mean √(∂ₓsr² + ∂ᵧsr² + ε²), with the differences to the right and lower
 * neighbour, where there are both. A small weight of it takes noise out of flat areas.
 */
import * as v from 'valibot';
import { add, mul, reduceMean, sqrt, sub } from '../graph/ops.ts';
import { defineLoss, positive } from './loss.ts';
import { windowOf } from './window.ts';

export const tv = defineLoss({
  name: 'tv',
  config: v.strictObject({ eps: v.optional(positive, 1e-3) }),
  build(g, { sr }, { eps }) {
    const at = windowOf(g, sr, 'tv', 2);
    const across = sub(g, at(0, 1), at(0, 0));
    const down = sub(g, at(1, 0), at(0, 0));
    const squares = add(g, mul(g, across, across), mul(g, down, down));
    return reduceMean(g, sqrt(g, add(g, squares, g.constant(eps ** 2))));
  },
});
