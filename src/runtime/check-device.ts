/** Whether a device is there, before work that takes long begins. */
import { Graph } from '../graph/graph.ts';
import { opsets } from '../graph/model.ts';
import { identity } from '../graph/ops.ts';
import { serialize } from '../graph/serialize.ts';
import type { Device, Engine } from './engine.ts';

/** Loads the smallest of networks on the device. Throws EngineError, in one sentence, when the device is not there. */
export async function checkDevice(engine: Engine, device: Device): Promise<void> {
  const graph = new Graph();
  graph.output(identity(graph, graph.input('x', [1])), 'y');
  const session = await engine.load(serialize({ graph, opsets, metadata: {} }), { device });
  await session.dispose();
}
