/**
 * Gradient loss of SPSR (Ma et al., 2020, arXiv 2003.13081): mean |M(sr) − M(hr)| with M = √((left − right)² + (upper − lower)² + ε²) of each
 * pixel's neighbours, where there are all four: edges as strong as those of HR.
 */
import * as v from 'valibot';
import type { Graph, Value } from '../graph/graph.ts';
import { abs, add, mul, reduceMean, sqrt, sub } from '../graph/ops.ts';
import { defineLoss, positive } from './loss.ts';
import { windowOf } from './window.ts';

export const gradient = defineLoss({
  name: 'gradient',
  config: v.strictObject({ eps: v.optional(positive, 1e-3) }),
  build: (g, { sr, hr }, { eps }) => reduceMean(g, abs(g, sub(g, strength(g, sr, eps), strength(g, hr, eps)))),
});

function strength(g: Graph, x: Value, eps: number): Value {
  const at = windowOf(g, x, 'gradient', 3);
  const across = sub(g, at(1, 2), at(1, 0));
  const down = sub(g, at(2, 1), at(0, 1));
  return sqrt(g, add(g, add(g, mul(g, across, across), mul(g, down, down)), g.constant(eps ** 2)));
}
