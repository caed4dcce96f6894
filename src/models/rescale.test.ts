import { expect, test } from 'vitest';
import { largestDifference, wavePlanes } from '../../test/support/networks.ts';
import { parse } from '../graph/parse.ts';
import { serialize } from '../graph/serialize.ts';
import { ortNode } from '../runtime/ort-node.ts';
import { loadNetwork } from '../upscale/network.ts';
import { upscalePlanes } from '../upscale/upscale.ts';
import { writeMetadata } from './metadata.ts';
import { buildNetwork, exportNetwork } from './network.ts';
import { modelNamed } from './presets.ts';
import { rescaled, scaleRangeOf } from './rescale.ts';

function file(model: string, scale: number): Uint8Array {
  const { channels, input, tiny } = modelNamed(model);
  const spec = { model, scale, channels, options: tiny as Record<string, unknown> };
  const { graph } = buildNetwork(spec, [1, 60, 60], 3);
  const weights = Object.fromEntries(graph.weights.map((w) => [w.name, w.tensor!]));
  const colorSpace = channels === 1 ? 'y' : 'rgb';
  const about = { training: {}, license: 'none', weightsHash: '' };
  return serialize(exportNetwork(spec, weights, writeMetadata({ ...spec, ...about, config: spec.options, colorSpace, input })));
}

test('the file for another scale is the network of that scale with the same weights', () => {
  expect(rescaled(file('liif', 2), 2.5)).toEqual(file('liif', 2.5));
  expect(rescaled(file('liif', 4), 1)).toEqual(file('liif', 1));
});

test('only networks of any scale have a range', () => {
  expect(scaleRangeOf(parse(file('liif', 2)).metadata)).toEqual([1, 4]);
  expect(scaleRangeOf(parse(file('edsr', 2)).metadata)).toBeUndefined();
  expect(scaleRangeOf({})).toBeUndefined();
});

test.each([1.5, 2.7, 5 / 3])('×%d in tiles is that of the whole, for sizes that the scale leaves broken', async (scale) => {
  const network = await loadNetwork(file('liif', scale), ortNode, { threads: 1 });
  const planes = wavePlanes(3, 131, 57);
  const whole = await upscalePlanes(planes, network, { tile: 200 });
  const tiled = await upscalePlanes(planes, network, { tile: 32 });
  await network.dispose();
  expect([whole.width, whole.height]).toEqual([Math.round(131 * scale), Math.round(57 * scale)]);
  expect(largestDifference(whole.data, tiled.data)).toBeLessThan(1e-5);
});
