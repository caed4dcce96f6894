/** Chains of linear layers, as SESR (Bhardwaj et al., 2022) and ECBSR (Zhang et al., 2021) train them, become the one layer that is run. */
import { opsets } from '../graph/model.ts';
import { serialize } from '../graph/serialize.ts';
import type { Tensor } from '../graph/tensor.ts';
import { anySize, buildNetwork, loadWeights, type NetworkSpec } from '../models/network.ts';
import type { Engine } from '../runtime/engine.ts';

/**
 * The weights of the collapsed network from those of the trained one, by name; the same ones for a network without such chains.
 * Throws GraphError for weights that are not the network's.
 */
export async function collapseWeights(
  spec: NetworkSpec,
  weights: Readonly<Record<string, Tensor>>,
  engine: Engine,
): Promise<Readonly<Record<string, Tensor>>> {
  const { graph, collapses } = buildNetwork(spec, anySize(spec), 0, { blank: true });
  if (collapses.size === 0) return weights;
  loadWeights(graph, weights);
  for (const [name, value] of collapses) graph.output(value, `collapsed:${name}`);
  const session = await engine.load(serialize({ graph, opsets, metadata: {} }));
  // The values depend on no picture, so none is looked at.
  const { graph: collapsed, x } = buildNetwork(spec, [1, 8, 8], 0, { blank: true, collapsed: true });
  const picture = { dtype: 'float32' as const, shape: x.sizes, data: new Float32Array(x.sizes.reduce((a, b) => a * b, 1)) };
  const made = await session.run({ lr: picture }).finally(() => session.dispose());
  return Object.fromEntries(collapsed.weights.map(({ name }) => [name, made[`collapsed:${name}`] ?? weights[name]!]));
}
