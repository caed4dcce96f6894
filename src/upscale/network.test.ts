import { afterAll, describe, expect, test } from 'vitest';
import {
  faultyEngine,
  largestDifference,
  mixed,
  nearest,
  nearestBody,
  onnx,
  own,
  randomBody,
  wavePlanes,
} from '../../test/support/networks.ts';
import { ConfigError, EngineError, GraphError, ShapeError } from '../errors.ts';
import { symbolic } from '../graph/dim.ts';
import { Graph, type Value } from '../graph/graph.ts';
import { opsets } from '../graph/model.ts';
import * as op from '../graph/ops.ts';
import { serialize } from '../graph/serialize.ts';
import type { DataType } from '../graph/tensor.ts';
import type { Planes } from '../image/image.ts';
import { imresize } from '../image/resize.ts';
import { ortNode } from '../runtime/ort-node.ts';
import { type LoadOptions, loadNetwork, type Network } from './network.ts';
import { upscalePlanes } from './upscale.ts';

const opened: Network[] = [];
afterAll(() => Promise.all(opened.map((network) => network.dispose())));

async function open(bytes: Uint8Array, options: LoadOptions = {}): Promise<Network> {
  const network = await loadNetwork(bytes, ortNode, { threads: 1, name: 'foreign', ...options });
  opened.push(network);
  return network;
}

const rgb2 = { channels: 3, scale: 2 } as const;
const y3 = { channels: 1, scale: 3 } as const;

/** Each pixel r × r times. */
function repeated(planes: Planes, scale: number): Float64Array {
  return imresize(planes, { scale }, { kernel: 'nearest' }).data;
}

/** A network with ports of its own types and layout around `body`. */
function withPorts(dtype: DataType, code: number, channelsLast: boolean, body: (g: Graph, x: Value) => Value): Uint8Array {
  const g = new Graph();
  const shape = channelsLast ? [1, symbolic('H'), symbolic('W'), 3] : [1, 3, symbolic('H'), symbolic('W')];
  const cast = (x: Value, to: number, type: DataType): Value =>
    g.node('Cast', [x], { to: { kind: 'int', value: to } }, [{ shape: x.shape, dtype: type }]).outputs[0]!;
  let x = g.input('picture', shape, dtype);
  if (dtype !== 'float32') x = cast(x, 1, 'float32');
  if (channelsLast) x = op.transpose(g, x, [0, 3, 1, 2]);
  let y = body(g, x);
  if (channelsLast) y = op.transpose(g, y, [0, 2, 3, 1]);
  g.output(dtype === 'float32' ? y : cast(y, code, dtype), 'result');
  return serialize({ graph: g, opsets, metadata: {} });
}

describe('a file of our own', () => {
  test('is what its metadata says', async () => {
    const network = await open(mixed(y3), { name: undefined });
    const facts = { name: 'test', scale: 3, channels: 1, colorSpace: 'y', input: 'lr', range: 1, layout: 'nchw', dtype: 'float32' };
    expect(network).toMatchObject({ ...facts, multipleOf: 1, overlap: 3, bounded: true, device: 'cpu' });
    expect(network.fixedSize).toBeUndefined();
    expect(network.metadata['subpixel.license']).toBe('none');
  });

  test('runs', async () => {
    const network = await open(nearest(rgb2));
    const planes = wavePlanes(3, 7, 5);
    const made = await network.run(planes);
    expect(made).toMatchObject({ channels: 3, width: 14, height: 10 });
    expect(largestDifference(made.data, repeated(planes, 2))).toBe(0);
  });

  test('of input bicubic keeps the size', async () => {
    const network = await open(onnx(1, (g, x) => op.identity(g, x), { metadata: own({ channels: 1, scale: 3 }, 'bicubic') }));
    const planes = wavePlanes(1, 9, 6);
    expect((await network.run(planes)).data).toEqual(planes.data);
    const made = await upscalePlanes(planes, network, { tile: 32 });
    expect(largestDifference(made.data, imresize(planes, { scale: 3 }).data)).toBeLessThan(1e-6);
  });

  test('other channels are a ShapeError', async () => {
    const network = await open(nearest(rgb2));
    await expect(network.run(wavePlanes(1, 8, 8))).rejects.toThrow(new ShapeError('Expected 3 for channels of foreign but received 1'));
  });

  test('with metadata that its ports contradict is refused', async () => {
    await expect(open(onnx(1, (g, x) => nearestBody(g, x, { channels: 1, scale: 2 }), { metadata: own(rgb2) }))).rejects.toThrow(
      ConfigError,
    );
  });
});

describe('a foreign file', () => {
  test.each([
    ['RGB ×2', rgb2],
    ['gray ×3', y3],
    ['RGB ×4', { channels: 3, scale: 4 } as const],
  ])('%s, any size', async (_, setting) => {
    const network = await open(onnx(setting.channels, (g, x) => nearestBody(g, x, setting)));
    expect(network).toMatchObject({
      ...setting,
      colorSpace: setting.channels === 1 ? 'y' : 'rgb',
      range: 1,
      layout: 'nchw',
      multipleOf: 1,
    });
    const planes = wavePlanes(setting.channels, 11, 9);
    expect(largestDifference((await network.run(planes)).data, repeated(planes, setting.scale))).toBe(0);
  });

  test('white is 255 where only that gives a picture', async () => {
    // Below 20 of 255 everything is 20: a picture of 0–1 becomes constant.
    const network = await open(onnx(3, (g, x) => op.clip(g, nearestBody(g, x, rgb2), 20, 255)));
    expect(network.range).toBe(255);
    const planes = wavePlanes(3, 12, 10);
    expect(largestDifference((await network.run(planes)).data, repeated(planes, 2))).toBeLessThan(1e-6);
  });

  test('white is 1 where 255 would saturate, and 255 only in the output where that is so', async () => {
    expect((await open(onnx(3, (g, x) => op.clip(g, nearestBody(g, x, rgb2), 0, 1)))).range).toBe(1);
    const network = await open(onnx(3, (g, x) => op.mul(g, op.clip(g, nearestBody(g, x, rgb2), 0, 1), g.constant(255))));
    const planes = wavePlanes(3, 12, 10);
    expect(largestDifference((await network.run(planes)).data, repeated(planes, 2))).toBeLessThan(1e-6);
  });

  test.each<[string, DataType, number, boolean, number]>([
    ['channels last', 'float32', 1, true, 0],
    ['half precision', 'float16', 10, false, 1e-3],
    ['half precision, channels last', 'float16', 10, true, 1e-3],
    ['bytes', 'uint8', 2, false, 0.5 / 255 + 1e-6],
    ['bytes, channels last', 'uint8', 2, true, 0.5 / 255 + 1e-6],
  ])('%s', async (_, dtype, code, channelsLast, tolerance) => {
    const network = await open(withPorts(dtype, code, channelsLast, (g, x) => nearestBody(g, x, rgb2)));
    expect(network).toMatchObject({
      scale: 2,
      channels: 3,
      dtype,
      layout: channelsLast ? 'nhwc' : 'nchw',
      range: dtype === 'uint8' ? 255 : 1,
    });
    const planes = wavePlanes(3, 10, 13);
    const made = await network.run(planes);
    expect(made).toMatchObject({ width: 20, height: 26 });
    expect(largestDifference(made.data, repeated(planes, 2))).toBeLessThanOrEqual(tolerance);
  });

  test('of one fixed size takes smaller pictures and larger ones in tiles', async () => {
    const network = await open(onnx(3, (g, x) => nearestBody(g, x, rgb2), { size: [20, 24] }));
    expect(network.fixedSize).toEqual({ width: 24, height: 20 });
    const small = wavePlanes(3, 9, 20);
    expect(largestDifference((await network.run(small)).data, repeated(small, 2))).toBe(0);
    const large = wavePlanes(3, 61, 47);
    expect(largestDifference((await upscalePlanes(large, network)).data, repeated(large, 2))).toBe(0);
    await expect(network.run(large)).rejects.toThrow(ShapeError);
  });

  test('that needs even sides gets them', async () => {
    const body = (g: Graph, x: Value): Value => {
      const attrs = { blocksize: { kind: 'int', value: 2 } } as const;
      const shape = [1, 4, undefined, undefined].map((d) => d ?? symbolic('half'));
      const folded = g.node('SpaceToDepth', [x], attrs, [{ shape, dtype: 'float32' }]).outputs[0]!;
      return nearestBody(g, g.node('DepthToSpace', [folded], attrs, [{ shape: x.shape, dtype: 'float32' }]).outputs[0]!, {
        channels: 1,
        scale: 2,
      });
    };
    const network = await open(onnx(1, body));
    expect(network.multipleOf).toBe(2);
    const planes = wavePlanes(1, 9, 7);
    const made = await network.run(planes);
    expect(made).toMatchObject({ width: 18, height: 14 });
    expect(largestDifference(made.data, repeated(planes, 2))).toBe(0);
  });

  test('is judged on the CPU, whatever device it will run on', async () => {
    const broken = faultyEngine('webgpu', (t) => ({ ...t, data: new Float32Array(t.data.length) }));
    const network = await loadNetwork(
      onnx(1, (g, x) => nearestBody(g, x, y3)),
      broken,
      { device: 'webgpu', threads: 1 },
    );
    opened.push(network);
    expect(network).toMatchObject({ device: 'webgpu', scale: 3 });
  });
});

describe('what is no upscaler is refused with the reason', () => {
  const refused: Record<string, [() => Uint8Array, string]> = {
    'a classifier': [
      () => onnx(3, (g, x) => op.reshape(g, op.reduceMean(g, x, [2, 3]), [1, 3]), { size: [48, 48] }),
      'its output is (1, 3), as a classifier gives, and no picture',
    ],
    'a filter': [() => onnx(3, (g, x) => op.relu(g, x)), 'its output is 48×48 for an input of 48×48: it does not enlarge'],
    'a reduction': [
      () => onnx(1, (g, x) => op.conv(g, x, g.weight('w', [1, 1, 2, 2], new Float32Array(4).fill(0.25)), { strides: 2 })),
      'its output is 24×24 for an input of 48×48: it does not enlarge',
    ],
    'a scale that is not whole': [
      () =>
        onnx(
          1,
          (g, x) =>
            op.slice(
              g,
              nearestBody(g, x, { channels: 1, scale: 2 }),
              [2, 3].map((axis) => ({ axis, start: 0, end: 60 })),
            ),
          { size: [48, 48] },
        ),
      'its output is 60×60 for an input of 48×48: 1.25 times, which is no whole scale',
    ],
    'another scale on each axis': [
      () =>
        onnx(1, (g, x) => op.slice(g, nearestBody(g, x, { channels: 1, scale: 2 }), [{ axis: 2, start: 0, end: 48 }]), { size: [48, 48] }),
      'not enlarged alike on both axes',
    ],
    'two pictures in': [
      () => {
        const g = new Graph();
        const shape = [1, 3, symbolic('H'), symbolic('W')];
        g.output(nearestBody(g, op.add(g, g.input('a', shape), g.input('b', shape)), rgb2));
        return serialize({ graph: g, opsets, metadata: {} });
      },
      'Expected one input, the picture, for the network but received "a and b"',
    ],
    'four channels': [
      () => onnx(4, (g, x) => op.pixelShuffle(g, x, 2)),
      'Expected 1 or 3 channels for its input lr but received "(1, 4, H, W)"',
    ],
    'other channels out than in': [
      () => onnx(3, (g, x) => op.pixelShuffle(g, op.conv(g, x, g.weight('w', [4, 3, 1, 1], new Float32Array(12).fill(0.3))), 2)),
      'Expected 3 channels, as in its input, for its output but received "(1, 1, 96, 96)"',
    ],
    'a vector in': [
      () => {
        const g = new Graph();
        g.output(op.relu(g, g.input('words', [1, 48])));
        return serialize({ graph: g, opsets, metadata: {} });
      },
      'Expected a picture (N, C, H, W) or (N, H, W, C) for its input words but received "(1, 48)"',
    ],
    'a batch': [
      () => {
        const g = new Graph();
        g.output(nearestBody(g, g.input('x', [4, 3, symbolic('H'), symbolic('W')]), rgb2));
        return serialize({ graph: g, opsets, metadata: {} });
      },
      'Expected one picture at a time for its input x but received "(4, 3, H, W)"',
    ],
    noise: [() => onnx(3, (g, x) => randomBody(g, op.mul(g, x, g.constant(0)), rgb2, 1)), 'its output is unrelated to its input'],
    'a negative': [() => onnx(3, (g, x) => op.sub(g, g.constant(1), nearestBody(g, x, rgb2))), 'its output is unrelated to its input'],
    'a picture of another brightness': [
      () => onnx(3, (g, x) => op.add(g, op.clip(g, nearestBody(g, x, rgb2), 0, 1), g.constant(3))),
      'its output is in neither of the ranges 0–1 and 0–255',
    ],
  };

  test.each(Object.entries(refused))('%s', async (_, [make, reason]) => {
    const error = await open(make()).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(EngineError);
    expect((error as Error).message).toContain(`foreign cannot be used as an upscaler: `);
    expect((error as Error).message).toContain(reason);
  });

  test('bytes that are no network', async () => {
    await expect(open(Uint8Array.from({ length: 100 }, (_, i) => i))).rejects.toThrow(GraphError);
  });
});
