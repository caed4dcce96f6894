/** Networks with weights as they start, for benches of speed: what a network holds does not change how long it takes. */
import { multiplyAdds, parameterCount } from '../src/graph/cost.ts';
import { serialize } from '../src/graph/serialize.ts';
import { sizeOf, tensor } from '../src/graph/tensor.ts';
import type { Size } from '../src/image/resize.ts';
import { anySize, buildNetwork, exportNetwork, type NetworkSpec } from '../src/models/network.ts';
import { mulberry32 } from '../src/random.ts';
import { ortNode } from '../src/runtime/ort-node.ts';
import { threads } from './environment.ts';

/** Parameters, and multiply-adds for an output of that size. */
export function costOf(spec: NetworkSpec, output: Size): { readonly parameters: number; readonly work: number } {
  const { graph, sr } = buildNetwork(spec, anySize(spec), 0, { blank: true, collapsed: true });
  graph.output(sr, 'sr');
  return { parameters: parameterCount(graph), work: multiplyAdds(graph, output) };
}

export interface Drawn {
  /** One pass, in milliseconds. */
  readonly time: () => Promise<number>;
  readonly dispose: () => Promise<void>;
}

/** The network as it is run, with a square input of that side. */
export async function drawn(spec: NetworkSpec, side: number): Promise<Drawn> {
  const { graph } = buildNetwork(spec, anySize(spec), 1, { collapsed: true });
  const weights = Object.fromEntries(graph.weights.map((w) => [w.name, w.tensor!]));
  const session = await ortNode.load(serialize(exportNetwork(spec, weights, {}, { collapsed: true })), { threads });
  const shape = [1, spec.channels, side, side];
  const lr = tensor(Float32Array.from({ length: sizeOf(shape) }, mulberry32(1)), shape);
  return {
    async time() {
      const start = performance.now();
      await session.run({ lr });
      return performance.now() - start;
    },
    dispose: () => session.dispose(),
  };
}
