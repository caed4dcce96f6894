/** Whether the gradients of an operator have gradients. */
import { gradients } from '../../../src/autodiff/gradients.ts';
import { GraphError } from '../../../src/errors.ts';
import { Graph } from '../../../src/graph/graph.ts';
import type { Op } from '../../../src/graph/ops.ts';
import { ofGradients, resultShape } from '../gradcheck.ts';
import { gradientCases } from './index.ts';

/** False where there is no case, or where a rule uses an operator without one: the graph of some case cannot be built. */
export function secondOrder(name: string): boolean {
  const cases = gradientCases[name as Op];
  try {
    for (const { shapes, f } of cases ?? []) {
      const g = new Graph();
      const xs = [...shapes, resultShape(shapes, f)].map((shape, i) => g.input(`x${i}`, shape));
      gradients(g, ofGradients(f)(g, ...xs), xs);
    }
    return cases !== undefined;
  } catch (error) {
    if (error instanceof GraphError) return false;
    throw error;
  }
}
