/** What a layer makes of a picture: the graph is run with the layer's result as one more output. In the worker. */
import {
  cropPlanes,
  type Image,
  imresize,
  ortWeb,
  type Planes,
  rgbToY,
  type Session,
  serialize,
  type Tensor,
  tensor,
  toPlanes,
} from 'subpixel/web';
import type { Maps, NetworkChoice } from '../engine/protocol.ts';
import { threads } from '../engine/threads.ts';
import { type OpenNetwork, open } from './inspect.ts';

/** Maps of a layer that are given at most. */
const most = 32;

let last: { readonly key: string; readonly session: Promise<Session> } | undefined;

/** Throws EngineError for a network that the engine refuses. */
export async function featureMaps(choice: NetworkChoice, layer: number, image: Image): Promise<Maps> {
  const network = await open(choice);
  const key = JSON.stringify(choice);
  if (last?.key !== key) {
    void last?.session.then(
      (session) => session.dispose(),
      () => undefined,
    );
    last = { key, session: openSession(network) };
  }
  const session = await last.session;
  const { result } = network.layers[layer]!;
  const fed = inputOf(network, image);
  const made = result.producer ? (await session.run({ lr: fed }, [result.name]))[result.name]! : fed;
  return mapsOf(made);
}

/** One session for all layers of a network. */
function openSession({ graph, opsets, layers }: OpenNetwork): Promise<Session> {
  for (const { result, shape } of layers)
    if (shape.length === 4 && result.producer && !graph.outputs.includes(result)) graph.output(result);
  return ortWeb.load(serialize({ graph, opsets, metadata: {} }), { device: 'cpu', threads });
}

/** (1, C, H, W) as the network wants it: luma or colour, as it is or enlarged by bicubic, cut to the multiple that it asks for. */
function inputOf({ graph, channels, input, scale }: OpenNetwork, image: Image): Tensor {
  const rgb = toPlanes(image, { peak: 1 });
  const own: Planes = channels === 1 ? rgbToY(rgb, { peak: 1 }) : rgb;
  const whole = input === 'lr' ? own : imresize(own, { scale });
  const side = graph.inputs[0]!.shape[2]!;
  const multiple = typeof side === 'number' ? 1 : side.mul;
  const [width, height] = [whole.width - (whole.width % multiple), whole.height - (whole.height % multiple)];
  const { data } = cropPlanes({ ...whole, data: Float32Array.from(whole.data) }, { x: 0, y: 0, width, height });
  return tensor(data, [1, channels, height, width]);
}

function mapsOf({ data, shape }: Tensor): Maps {
  const [, count, height, width] = shape as [number, number, number, number];
  const length = width * height;
  const maps = Array.from({ length: Math.min(most, count) }, (_, c) => {
    const values = Float32Array.from(data.subarray(c * length, (c + 1) * length) as Float32Array);
    const [low, high] = values.reduce(([least, greatest], v) => [Math.min(least, v), Math.max(greatest, v)] as const, [
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ] as const);
    const pixels = Uint8Array.from(values, (v) => (high > low ? Math.round((255 * (v - low)) / (high - low)) : 128));
    return { image: { width, height, channels: 1, data: pixels } as const, low, high };
  });
  return { width, height, count, maps };
}
