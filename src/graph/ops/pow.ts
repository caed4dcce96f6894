/** Powers, element by element. */
import type { Graph, Value } from '../graph.ts';
import { broadcast, emit } from './emit.ts';

/** base^exponent; shapes broadcast by NumPy's rule. */
export function pow(g: Graph, base: Value, exponent: Value): Value {
  return emit(g, 'Pow', [base, exponent], {}, broadcast('Pow', base, exponent));
}
