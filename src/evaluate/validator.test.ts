import { expect, test } from 'vitest';
import { waveImage } from '../../test/support/networks.ts';
import type { Planes } from '../image/image.ts';
import { measure, protocols } from '../metrics/protocol.ts';
import { buildNetwork } from '../models/network.ts';
import { ortNode } from '../runtime/ort-node.ts';
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
  const each = results.map((sr, i) => measure(sr, pictures[i]!, 2, protocols['paper-y'], ['psnr', 'ssim']));
  expect(scores.psnr).toBeCloseTo((each[0]!.psnr + each[1]!.psnr) / 2, 9);
  expect(scores.ssim).toBeCloseTo((each[0]!.ssim + each[1]!.ssim) / 2, 9);
});

test('a picture too small for the window of SSIM leaves SSIM out', async () => {
  const { psnr, ssim } = await createValidator([waveImage(1, 40, 40), waveImage(1, 12, 14)], spec, ortNode, 1)(weights);
  expect(psnr).toBeGreaterThan(0);
  expect(ssim).toBeUndefined();
});
