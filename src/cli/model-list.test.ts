import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConfigError } from '../errors.ts';
import { serialize } from '../graph/serialize.ts';
import { buildNetwork, exportNetwork } from '../models/network.ts';
import { listModels, modelsText } from './model-list.ts';

let weights: string;
const license = 'Research only.';

function espcn(scale: number): Uint8Array {
  const spec = { model: 'espcn', scale, channels: 1, options: {} } as const;
  const { graph } = buildNetwork(spec, [1, 8, 8], 1);
  return serialize(exportNetwork(spec, Object.fromEntries(graph.weights.map((w) => [w.name, w.tensor!])), {}));
}

beforeAll(async () => {
  weights = await mkdtemp(join(tmpdir(), 'subpixel-models-'));
  const networks = [];
  for (const [scale, parameters] of [
    [3, 22_729],
    [2, 21_284],
    [4, 24_752],
  ] as const) {
    const bytes = espcn(scale);
    const file = `espcn_x${scale}.onnx`;
    const scores = { 'paper-y': { Set5: { psnr: 39 - scale, ssim: 1 - scale / 100 } } };
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    networks.push({
      name: 'espcn',
      scale,
      file,
      sha256,
      parameters,
      license,
      commercialUse: false,
      trainedOn: ['T91', 'BSD200'],
      training: [],
      scores,
    });
    // The file of ×4 is cut short.
    await writeFile(join(weights, file), scale === 4 ? bytes.subarray(0, 1000) : bytes);
  }
  await writeFile(join(weights, 'manifest.json'), JSON.stringify({ default: 'espcn', networks }));
});
afterAll(() => rm(weights, { recursive: true, force: true }));

test('multiply-adds come from the network, the rest from the manifest', async () => {
  const list = await listModels(weights);
  expect(list.default).toBe('espcn');
  expect(list.classical).toContain('bicubic');
  const [x3, x2, x4] = list.networks;
  for (const [network, scale] of [
    [x2, 2],
    [x3, 3],
  ] as const) {
    // Each convolution works without padding, so the first ones also make the margins that the next take off.
    const pixels = (margin: number) => (1280 / scale + 2 * margin) * (720 / scale + 2 * margin);
    expect(network!.multiplyAdds).toBeCloseTo(pixels(2) * 25 * 64 + pixels(1) * 9 * 64 * 32 + pixels(0) * 9 * 32 * scale ** 2, 3);
  }
  expect(x2).toMatchObject({ parameters: 21_284, license, trainedOn: ['T91', 'BSD200'], commercialUse: false });
  expect(x4!.multiplyAdds).toBeUndefined();
  expect(x4!.problem).toMatch(/^Expected SHA-256 \w{64} for .*espcn_x4\.onnx but received \w{64}$/);
});

test('for people', async () => {
  expect(modelsText(await listModels(weights))).toBe(`espcn (default)
  trained on      T91, BSD200
  commercial use  no
  licence         Research only.

  scale  parameters  multiply-adds    Set5 paper-y
  ×2         21,284         4.92 G  37.00 / 0.9800
  ×3         22,729         2.35 G  36.00 / 0.9700
  ×4         24,752              –  35.00 / 0.9600

classical methods, without a network and for any scale
  nearest, bilinear, bicubic, area, lanczos2, lanczos3
`);
});

test('a missing file is a problem of that network, a missing manifest of all', async () => {
  await rm(join(weights, 'espcn_x3.onnx'));
  const list = await listModels(weights);
  expect(list.networks[0]!.problem).toMatch(/^Expected a network in .*espcn_x3\.onnx but it cannot be read \(ENOENT\)$/);
  await expect(listModels(join(weights, 'no'))).rejects.toThrow(ConfigError);
});
