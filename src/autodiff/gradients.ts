/** Reverse mode: walks the nodes backwards and adds to the graph the gradient of `loss` with respect to each of `targets`. */
import { GraphError } from '../errors.ts';
import { sameShape } from '../graph/dim.ts';
import type { Graph, Value } from '../graph/graph.ts';
import { add, type Op } from '../graph/ops.ts';
import { type Rule, unbroadcast, zeros } from './rule.ts';
import { rules } from './rules/index.ts';

/**
 * dL/dt for each target t, in the targets' order and shapes. `seed` is dL/d`loss`: 1 for a scalar loss,
 * a tensor of the shape of `loss` for a vector–Jacobian product.
 * Throws GraphError where an operator on the way has no rule, or `loss` does not depend on a target.
 */
export function gradients(g: Graph, loss: Value, targets: readonly Value[], seed: Value = g.constant(1)): Value[] {
  if (!sameShape(seed.shape, loss.shape)) throw new GraphError(`Expected a seed of the shape of ${loss} but received ${seed}`);
  const reaches = new Set(targets);
  const path = g.nodes.filter((node) => {
    const onPath = node.inputs.some((v) => v && reaches.has(v));
    if (onPath) for (const output of node.outputs) reaches.add(output);
    return onPath;
  });
  const grads = new Map<Value, Value>([[loss, seed]]);
  for (const node of path.reverse()) {
    const [y] = node.outputs;
    const dys = node.outputs.map((output) => grads.get(output));
    if (!y || dys.every((dy) => !dy)) continue;
    const rule = rules[node.op as Op] as Rule | null | undefined;
    if (rule === undefined) throw new GraphError(`Expected an operator with a gradient rule but received ${node.op} (which makes ${y})`);
    if (rule === null) continue;
    const need = (i: number) => node.inputs[i] !== undefined && reaches.has(node.inputs[i]);
    const filled = dys.map((dy, i) => dy ?? zeros(g, node.outputs[i]!.sizes)) as [Value, ...Value[]];
    rule(g, node as Parameters<Rule>[1], filled[0], need, filled).forEach((dx, i) => {
      const x = node.inputs[i];
      if (!dx || !x || !need(i)) return;
      const own = unbroadcast(g, dx, x.shape);
      const sum = grads.get(x);
      grads.set(x, sum ? add(g, sum, own) : own);
    });
  }
  return targets.map((target) => {
    const grad = grads.get(target);
    if (!grad) throw new GraphError(`Expected ${loss} to depend on ${target} but no gradient reaches it`);
    return grad;
  });
}
