/** Runs a graph once on the CPU engine, as tests need it. */
import type { Graph } from '../../src/graph/graph.ts';
import { opsets } from '../../src/graph/model.ts';
import { serialize } from '../../src/graph/serialize.ts';
import type { Tensor } from '../../src/graph/tensor.ts';
import type { Session } from '../../src/runtime/engine.ts';
import { ortNode } from '../../src/runtime/ort-node.ts';

export function load(graph: Graph): Promise<Session> {
  return ortNode.load(serialize({ graph, opsets, metadata: {} }), { threads: 1 });
}

export async function runGraph(graph: Graph, feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
  const session = await load(graph);
  try {
    return await session.run(feeds);
  } finally {
    await session.dispose();
  }
}
