/** What a network with seeded weights makes of seeded noise. Also bundled for the browser: nothing of Node in here. */
import { serialize } from '../../src/graph/serialize.ts';
import { sizeOf, tensor } from '../../src/graph/tensor.ts';
import { buildNetwork, exportNetwork } from '../../src/models/network.ts';
import { modelNamed } from '../../src/models/presets.ts';
import { mulberry32 } from '../../src/random.ts';
import type { Device, Engine } from '../../src/runtime/engine.ts';

export interface SeededForward {
  readonly model: string;
  readonly device: Device;
}

/** The samples of the result, at test size and the first of the network's scales, for a picture of about 8×8 pixels. */
export async function forwardSeeded(engine: Engine, { model, device }: SeededForward): Promise<number[]> {
  const { channels, scales, multipleOf = 1, tiny = {} } = modelNamed(model);
  const spec = { model, scale: scales[0]!, channels, options: tiny as Record<string, unknown> };
  const side = Math.ceil(8 / multipleOf) * multipleOf;
  const { graph, x } = buildNetwork(spec, [1, side, side], 3);
  const weights = Object.fromEntries(graph.weights.map((w) => [w.name, w.tensor!]));
  const lr = tensor(Float32Array.from({ length: sizeOf(x.sizes) }, mulberry32(17)), x.sizes);
  const session = await engine.load(serialize(exportNetwork(spec, weights, {})), { device });
  const { sr } = await session.run({ lr }).finally(() => session.dispose());
  return Array.from(sr!.data as Float32Array);
}
