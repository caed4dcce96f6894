import { expect, test } from 'vitest';
import { own, waveImage } from '../../test/support/networks.ts';
import { serialize } from '../graph/serialize.ts';
import { tensor } from '../graph/tensor.ts';
import type { Image, Planes } from '../image/image.ts';
import { toPlanes } from '../image/planes.ts';
import { makeLr, measure, protocols } from '../metrics/protocol.ts';
import { buildNetwork, exportNetwork } from '../models/network.ts';
import { ortNode } from '../runtime/ort-node.ts';
import { loadNetwork } from '../upscale/network.ts';
import { validationProtocol } from './validation-protocol.ts';
import { createValidator } from './validator.ts';

const spec = { model: 'espcn', scale: 2, channels: 1, options: { features: [4, 2] } } as const;
const weights = Object.fromEntries(buildNetwork(spec, [1, 8, 8], 1).graph.weights.map((w) => [w.name, w.tensor!]));

test('means of PSNR and SSIM, and what the network makes of each picture', async () => {
  const pictures = [waveImage(3, 41, 30), waveImage(1, 36, 28)];
  const results: Planes[] = [];
  const scores = await createValidator(
    pictures,
    spec,
    ortNode,
    1,
  )(weights, (i, sr) => {
    results[i] = sr;
  });
  expect(results.map(({ width, height }) => [width, height])).toEqual([
    [40, 30],
    [36, 28],
  ]);
  const each = await Promise.all(results.map((sr, i) => measure(sr, pictures[i]!, 2, protocols['paper-y'], ['psnr', 'ssim'])));
  expect(scores.psnr).toBeCloseTo((each[0]!.psnr + each[1]!.psnr) / 2, 9);
  expect(scores.ssim).toBeCloseTo((each[0]!.ssim + each[1]!.ssim) / 2, 9);
});

test('a picture that is no multiple of what the network asks for is padded, and the result cut', async () => {
  const safmn = { model: 'safmn', scale: 2, channels: 3, options: { features: 4, blocks: 1 } } as const;
  const start = Object.fromEntries(buildNetwork(safmn, [1, 8, 8], 1).graph.weights.map((w) => [w.name, w.tensor!]));
  const picture = waveImage(3, 42, 30);
  const results: Planes[] = [];
  await createValidator([picture], safmn, ortNode, 1)(start, (_, sr) => results.push(sr));
  const network = await loadNetwork(serialize(exportNetwork(safmn, start, own(safmn))), ortNode);
  const made = await network.run(toPlanes(makeLr(picture, 2, protocols['paper-y']) as Image, { peak: 1 }));
  await network.dispose();
  expect(results).toEqual([{ ...made, data: made.data.map((x) => x * 255) }]);
});

test('a denoiser is measured by the protocol that is given', async () => {
  const denoiser = { model: 'ircnn', scale: 1, channels: 1, options: { features: 4, dilations: [2] } } as const;
  const start = Object.fromEntries(buildNetwork(denoiser, [1, 8, 8], 1).graph.weights.map((w) => [w.name, w.tensor!]));
  const still = { ...start, 'conv3.weight': tensor(new Float32Array(4 * 9), [1, 4, 3, 3]) };
  const picture = waveImage(1, 64, 64);
  const protocol = validationProtocol(1, 1, [{ kind: 'gaussian-noise', sigma: [10, 30], gray: 1, correlated: 0 }]);
  const { psnr } = await createValidator([picture], denoiser, ortNode, 1, protocol)(still);
  // A network that takes nothing off gives back the noisy picture.
  expect(psnr).toBeCloseTo((await measure(makeLr(picture, 1, protocol) as Image, picture, 1, protocol, ['psnr'])).psnr, 5);
  expect(psnr).toBeCloseTo(20 * Math.log10(255 / 20), 0);
});

test('a picture too small for the window of SSIM leaves SSIM out', async () => {
  const { psnr, ssim } = await createValidator([waveImage(1, 40, 40), waveImage(1, 12, 14)], spec, ortNode, 1)(weights);
  expect(psnr).toBeGreaterThan(0);
  expect(ssim).toBeUndefined();
});
