import { afterAll, describe, expect, test } from 'vitest';
import {
  faultyEngine,
  largestDifference,
  mixed,
  nearestBody,
  onnx,
  own,
  randomBody,
  setOf,
  wavePlanes,
} from '../../test/support/networks.ts';
import { EngineError } from '../errors.ts';
import { symbolic } from '../graph/dim.ts';
import type { Graph, Value } from '../graph/graph.ts';
import * as op from '../graph/ops.ts';
import type { Planes } from '../image/image.ts';
import { cropPlanes } from '../image/planes.ts';
import { dihedral, dihedrals, inverseDihedral } from '../image/transform.ts';
import { ortNode } from '../runtime/ort-node.ts';
import { loadNetwork, type Network } from './network.ts';
import { networkSource } from './network-source.ts';
import { planesSource } from './rows.ts';
import { runSelfEnsemble } from './self-ensemble.ts';
import { chooseTile } from './tile-size.ts';
import { upscalePlanes } from './upscale.ts';

const opened: Network[] = [];
afterAll(() => Promise.all(opened.map((network) => network.dispose())));

async function open(bytes: Uint8Array): Promise<Network> {
  const network = await loadNetwork(bytes, ortNode, { threads: 1 });
  opened.push(network);
  return network;
}

/** Halves the picture, convolves, and brings it back, with the skip that makes it a picture: the phase of the halving matters. */
function halving(g: Graph, x: Value): Value {
  const filter = (name: string, o: number, i: number): Value =>
    g.weight(
      name,
      [o, i, 3, 3],
      Float32Array.from({ length: o * i * 9 }, (_, k) => (((k * 37) % 19) - 9) / 60),
    );
  const low = op.tanh(g, op.conv(g, x, filter('down', 4, 1), { pads: 1, strides: 2 }));
  const high = op.pixelShuffle(g, op.conv(g, low, filter('up', 16, 4), { pads: 1 }), 4);
  const node = g.node('Identity', [high], {}, [{ shape: [1, 1, symbolic('h'), symbolic('w')], dtype: 'float32' }]).outputs[0]!;
  const sum = g.node('Add', [nearestBody(g, x, { channels: 1, scale: 2 }), node], {}, [{ shape: node.shape, dtype: 'float32' }]);
  return sum.outputs[0]!;
}

const networks: Record<string, { bytes: () => Uint8Array; channels: 1 | 3 }> = {
  'luma ×2': { bytes: () => mixed({ channels: 1, scale: 2 }), channels: 1 },
  'luma ×3': { bytes: () => mixed({ channels: 1, scale: 3 }), channels: 1 },
  'RGB ×4': { bytes: () => mixed({ channels: 3, scale: 4 }), channels: 3 },
  'that halves within': { bytes: () => onnx(1, halving), channels: 1 },
  'of an enlarged input': {
    bytes: () =>
      onnx(1, (g, x) => op.add(g, x, randomBody(g, x, { channels: 1, scale: 1 }, 0.3)), {
        metadata: own({ channels: 1, scale: 2 }, 'bicubic'),
      }),
    channels: 1,
  },
};

describe.each(Object.entries(networks))('a network %s', (_, { bytes, channels }) => {
  test.each([
    [97, 71, 32],
    [64, 101, 33],
    [65, 64, 64],
    [33, 31, 32],
  ])('tiled equals whole: %i×%i in tiles of %i', async (width, height, tile) => {
    const network = await open(bytes());
    const planes = wavePlanes(channels, width, height);
    const whole = await upscalePlanes(planes, network, { tile: 1024 });
    expect(whole).toMatchObject({ channels, width: width * network.scale, height: height * network.scale });
    if (network.input === 'lr') expect(largestDifference(whole.data, (await network.run(planes)).data)).toBe(0);
    const tiled = await upscalePlanes(planes, network, { tile });
    expect(largestDifference(tiled.data, whole.data)).toBeLessThan(1e-5);
  });

  test('strips equal the whole', async () => {
    const network = await open(bytes());
    if (network.input === 'bicubic') return;
    const planes = wavePlanes(channels, 70, 90);
    const whole = await network.run(planes);
    const source = networkSource(planesSource(planes), network, { choice: await chooseTile(network, planes, { tile: 32 }) });
    for (let y0 = 0; y0 < source.height; y0 += 17) {
      const y1 = Math.min(y0 + 23, source.height);
      const part = cropPlanes(whole, { x: 0, y: y0, width: whole.width, height: y1 - y0 });
      expect(largestDifference((await source.rows(y0, y1)).data, part.data)).toBeLessThan(1e-5);
    }
  });

  test('the self-ensemble in tiles equals that of the whole, and it is the mean over the eight', async () => {
    const network = await open(bytes());
    const planes = wavePlanes(channels, 50, 46);
    const whole = await upscalePlanes(planes, network, { tile: 1024, selfEnsemble: true });
    const tiled = await upscalePlanes(planes, network, { tile: 32, selfEnsemble: true });
    expect(largestDifference(tiled.data, whole.data)).toBeLessThan(1e-5);
    if (network.input === 'bicubic') return;
    const each: Planes<Float32Array>[] = [];
    for (const k of dihedrals) each.push(dihedral(await network.run(dihedral(planes, k)), inverseDihedral(k)));
    const mean = whole.data.map((_, i) => each.reduce((sum, { data }) => sum + data[i]!, 0) / 8);
    expect(largestDifference(whole.data, mean)).toBeLessThan(1e-6);
  });
});

test('a smaller overlap than the receptive field would show', async () => {
  const network = await open(mixed({ channels: 1, scale: 2 }));
  const planes = wavePlanes(1, 97, 71);
  const choice = await chooseTile(network, planes, { tile: 32 });
  const grid = { ...choice.horizontal, overlap: network.overlap - 1 };
  const source = networkSource(planesSource(planes), network, { choice: { ...choice, horizontal: grid, vertical: grid } });
  const whole = await network.run(planes);
  expect(largestDifference((await source.rows(0, source.height)).data, whole.data)).toBeGreaterThan(1e-4);
});

test('the self-ensemble of an oblong network uses the four that keep the sides', async () => {
  const network = await open(onnx(1, (g, x) => nearestBody(g, x, { channels: 1, scale: 2 }), { size: [20, 30] }));
  const planes = wavePlanes(1, 25, 17);
  const made = await runSelfEnsemble(network, planes);
  expect(largestDifference(made.data, (await network.run(planes)).data)).toBeLessThan(1e-6);
});

test('values that are not finite are an EngineError', async () => {
  const engine = faultyEngine('webgpu', (t) => ({ ...t, data: (t.data as Float32Array).map((v, i) => (i === 100 ? Number.NaN : v)) }));
  const network = await setOf(mixed, 1, [2], engine, 'webgpu').load(2);
  opened.push(network);
  await expect(upscalePlanes(wavePlanes(1, 40, 40), network)).rejects.toThrow(
    new EngineError('test gave values that are not finite on webgpu'),
  );
});
