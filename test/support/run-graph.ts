/** Runs a graph, as tests need it. */
import type { Graph } from '../../src/graph/graph.ts';
import { opsets } from '../../src/graph/model.ts';
import { serialize } from '../../src/graph/serialize.ts';
import type { Tensor } from '../../src/graph/tensor.ts';
import type { Device, Session } from '../../src/runtime/engine.ts';
import { ortNode } from '../../src/runtime/ort-node.ts';

export function load(graph: Graph, device: Device = 'cpu'): Promise<Session> {
  return ortNode.load(serialize({ graph, opsets, metadata: {} }), { device, threads: 1 });
}

export async function runGraph(
  graph: Graph,
  feeds: Readonly<Record<string, Tensor>>,
  device: Device = 'cpu',
): Promise<Record<string, Tensor>> {
  const session = await load(graph, device);
  try {
    return await session.run(feeds);
  } finally {
    await session.dispose();
  }
}
