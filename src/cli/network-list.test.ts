import { expect, test } from 'vitest';
import { namedModels } from '../models/presets.ts';
import { readManifest } from '../weights/installed.ts';
import { listNetworks, type NetworkFacts } from './network-facts.ts';
import { networksText } from './network-list.ts';

test('the facts of every network are those that its file states', async () => {
  const told: [number, number][] = [];
  const networks = listNetworks(await readManifest(), (done, total) => told.push([done, total]));
  expect(networks.map(({ name }) => name)).toEqual(namedModels.map(({ name }) => name));
  expect(told.map(([done]) => done)).toEqual([...namedModels.keys()]);
  for (const [i, { name, scales }] of networks.entries()) {
    const model = namedModels[i]!;
    expect(
      scales.map(({ scale }) => scale),
      name,
    ).toEqual(model.scales);
    for (const facts of scales) {
      expect(facts.parameters, name).toBe(model.params[`x${facts.scale}`]);
      const sees = model.receptiveField;
      expect(facts.receptiveField, name).toBe(typeof sees === 'object' ? sees[`x${facts.scale}`] : sees);
    }
  }
  const espcn = networks.find(({ name }) => name === 'espcn')!;
  expect(espcn.scales.map(({ installed }) => installed)).toEqual([true, true, true]);
  expect(espcn.scales[0]!.multiplyAdds / 1e9).toBeCloseTo(4.92, 2);
});

const facts = (name: string, change: Partial<NetworkFacts> = {}): NetworkFacts => ({
  name,
  title: name,
  model: name.split('-')[0]!,
  family: 'post-upsampling',
  paper: { title: 'Enhanced Deep Residual Networks for Single Image Super-Resolution', year: 2017, arxiv: '1707.02921' },
  input: 'lr',
  channels: 3,
  scales: [2, 3, 4].map((scale) => ({
    ...{ scale, parameters: scale < 4 ? 1e6 : 4e6, multiplyAdds: 1e12 / scale, receptiveField: 75, installed: scale === 2 },
  })),
  ...change,
});
const one = { scale: 1, parameters: 12, multiplyAdds: 34, receptiveField: 'picture' as const, installed: true };
const many = [1, 2, 3, 4, 5].map((scale) => ({ ...one, scale, multiplyAdds: 1000 * scale, installed: false }));

test('one line for each network under its paper and family; one unit, or one value, where scales share it', () => {
  const noise = { family: 'denoising', channels: 1, scales: [one], paper: { title: 'Noise', year: 2017 } } as const;
  const text = networksText([
    facts('edsr'),
    facts('edsr-baseline'),
    facts('dncnn', { ...noise, input: 'bicubic' }),
    facts('liif', { scales: many, paper: { title: 'Any scale', year: 2021, doi: '10.1/x' } }),
  ]);
  expect(text).toBe(`    network        scale      parameters      multiply-adds     sees  input    image  weights

denoising
  Noise, 2017
    dncnn          ×1                 12                 34  picture  bicubic  Y      yes

post-upsampling
  Enhanced Deep Residual Networks for Single Image Super-Resolution, 2017, arXiv 1707.02921
    edsr           ×2 ×3 ×4  1 / 1 / 4 M  500 / 333 / 250 G       75  lr       RGB    ×2
    edsr-baseline  ×2 ×3 ×4  1 / 1 / 4 M  500 / 333 / 250 G       75  lr       RGB    ×2
  Any scale, 2021, doi 10.1/x
    liif           ×1 … ×5            12            1 … 5 k  picture  lr       RGB
`);
});

test('the longest lines stay within 120 columns', async () => {
  const long = facts('rrdbunshuffle-plus', { paper: { title: 'word '.repeat(60).trim(), year: 2020 } });
  const text = networksText([...listNetworks(await readManifest(), () => undefined), long]);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
});
