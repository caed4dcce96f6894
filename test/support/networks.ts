/** Small networks whose results are known or random, pictures, and an engine that fails on purpose. For tests of upscaling. */
import { symbolic } from '../../src/graph/dim.ts';
import { Graph, type Value } from '../../src/graph/graph.ts';
import { opsets } from '../../src/graph/model.ts';
import * as op from '../../src/graph/ops.ts';
import { serialize } from '../../src/graph/serialize.ts';
import type { Tensor } from '../../src/graph/tensor.ts';
import type { Image, Planes } from '../../src/image/image.ts';
import { writeMetadata } from '../../src/models/metadata.ts';
import { mulberry32 } from '../../src/random.ts';
import type { Device, Engine } from '../../src/runtime/engine.ts';
import { ortNode } from '../../src/runtime/ort-node.ts';
import { loadNetwork, type Network, type NetworkSet } from '../../src/upscale/network.ts';

export interface Setting {
  readonly channels: 1 | 3;
  readonly scale: number;
}

/** Weights (C·r², C, 1, 1) that copy each pixel r × r times when a pixel shuffle follows. */
function copies(g: Graph, { channels, scale }: Setting): Value {
  const data = new Float32Array((channels * scale) ** 2);
  for (let o = 0; o < channels * scale ** 2; o++) data[o * channels + Math.floor(o / scale ** 2)] = 1;
  return g.weight('copies', [channels * scale ** 2, channels, 1, 1], data);
}

export function nearestBody(g: Graph, x: Value, setting: Setting): Value {
  return op.pixelShuffle(g, op.conv(g, x, copies(g, setting)), setting.scale);
}

/** Three random 3×3 convolutions with a tanh between, zero padding; `strength` is the size of the weights. Radius 3. */
export function randomBody(g: Graph, x: Value, { channels, scale }: Setting, strength: number): Value {
  const random = mulberry32(7);
  const layer = (name: string, input: Value, from: number, to: number): Value => {
    const data = Float32Array.from({ length: to * from * 9 }, () => (random() - 0.5) * strength);
    return op.conv(g, input, g.weight(name, [to, from, 3, 3], data), { pads: 1 });
  };
  const a = op.tanh(g, layer('a', x, channels, 8));
  const b = op.tanh(g, layer('b', a, 8, 8));
  return op.pixelShuffle(g, layer('c', b, 8, channels * scale ** 2), scale);
}

type Body = (g: Graph, x: Value) => Value;

/** An .onnx file of one input `lr` (1, C, H, W), of any size unless `size` is given. */
export function onnx(
  channels: number,
  body: Body,
  { size, metadata = {} }: { size?: [number, number]; metadata?: Record<string, string> } = {},
): Uint8Array {
  const g = new Graph();
  const [h, w] = size ?? [symbolic('H'), symbolic('W')];
  const x = g.input('lr', [1, channels, h, w]);
  g.output(body(g, x), 'sr');
  return serialize({ graph: g, opsets, metadata });
}

/** The metadata of a file of our own. */
export function own(setting: Setting, input: 'lr' | 'bicubic' = 'lr'): Record<string, string> {
  const colorSpace = setting.channels === 1 ? 'y' : 'rgb';
  return writeMetadata({ model: 'test', ...setting, config: {}, colorSpace, input, training: {}, license: 'none', weightsHash: '' });
}

/** Nearest neighbour plus a little of the random network: a sound picture of which every pixel depends on its neighbours. */
export function mixed(setting: Setting): Uint8Array {
  const body: Body = (g, x) => op.add(g, nearestBody(g, x, setting), randomBody(g, x, setting, 0.3));
  return onnx(setting.channels, body, { metadata: own(setting) });
}

export function nearest(setting: Setting): Uint8Array {
  return onnx(setting.channels, (g, x) => nearestBody(g, x, setting), { metadata: own(setting) });
}

/** Nearest neighbour of values in 16–235 of 255; all others are clipped. */
export function studioNearest(setting: Setting): Uint8Array {
  return onnx(setting.channels, (g, x) => op.clip(g, nearestBody(g, x, setting), 16 / 255, 235 / 255), { metadata: own(setting) });
}

/** A set that loads each network once per device. */
export function setOf(
  make: (setting: Setting) => Uint8Array,
  channels: 1 | 3,
  scales: readonly number[],
  engine: Engine = ortNode,
  device: Device = 'cpu',
) {
  const loaded = new Map<string, Promise<Network>>();
  const set: NetworkSet = {
    name: 'test',
    scales,
    load(scale, on = device) {
      const key = `${scale} ${on}`;
      const network = loaded.get(key) ?? loadNetwork(make({ channels, scale }), engine, { device: on, threads: 1 });
      loaded.set(key, network);
      return network;
    },
  };
  return set;
}

/** The CPU engine under the name of a device, of which `spoil` changes the results. */
export function faultyEngine(device: Device, spoil: (tensor: Tensor) => Tensor): Engine {
  return {
    name: 'faulty',
    version: '0',
    devices: ['cpu', device],
    createState: ortNode.createState,
    async load(model, options = {}) {
      const session = await ortNode.load(model, { ...options, device: 'cpu' });
      if (options.device !== device) return session;
      return {
        device,
        inputs: session.inputs,
        outputs: session.outputs,
        run: async (feeds, fetches) =>
          Object.fromEntries(Object.entries(await session.run(feeds, fetches)).map(([name, tensor]) => [name, spoil(tensor)])),
        step: (state, feeds, fetches) => session.step(state, feeds, fetches),
        dispose: () => session.dispose(),
      };
    },
  };
}

/** Slow waves with texture, different in each channel, in 0–1. */
export function wavePlanes(channels: number, width: number, height: number): Planes<Float32Array> {
  const random = mulberry32(width * 1000 + height);
  const data = new Float32Array(channels * width * height);
  for (let i = 0; i < data.length; i++) {
    const c = Math.floor(i / (width * height));
    const x = i % width;
    const y = Math.floor(i / width) % height;
    data[i] = 0.5 + 0.3 * Math.sin(x / (9 + c)) * Math.cos(y / (11 - c)) + 0.1 * (random() - 0.5);
  }
  return { channels, width, height, data };
}

export function waveImage(channels: 1 | 2 | 3 | 4, width: number, height: number, bits: 8 | 16 = 8): Image {
  const planes = wavePlanes(channels, width, height);
  const peak = bits === 16 ? 65535 : 255;
  const n = width * height;
  const data = bits === 16 ? new Uint16Array(channels * n) : new Uint8Array(channels * n);
  for (let c = 0; c < channels; c++) for (let i = 0; i < n; i++) data[i * channels + c] = Math.round(planes.data[c * n + i]! * peak);
  return { width, height, channels, data };
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
}
