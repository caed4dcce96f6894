/**
 * RDN: residual dense blocks, in which every layer sees all that came before it, and a fusion of the results of all blocks.
 * Layers, mean and range are those of the authors' program (yulunzhang/RDN, in Torch7); the initialisation is PyTorch's, which is
 * uniform between the same limits as Torch7's. Scores are as later works quote them; those on Manga109 could not be verified.
 */
import * as v from 'valibot';
import type { Value } from '../graph/graph.ts';
import { meanShift } from './blocks/mean-shift.ts';
import { type Layer, type Layers, uniformFanIn } from './layers.ts';
import { count, defineModel } from './model.ts';

const init = { init: uniformFanIn, bias: uniformFanIn };

export const rdn = defineModel({
  name: 'rdn',
  title: 'RDN',
  paper: { title: 'Residual Dense Network for Image Super-Resolution', year: 2018, arxiv: '1802.08797' },
  family: 'post-upsampling',
  input: 'lr',
  channels: 3,
  scales: [2, 3, 4],
  config: v.strictObject({
    features: v.optional(count, 64),
    blocks: v.optional(count, 16),
    layers: v.optional(count, 8),
    growth: v.optional(count, 64),
  }),
  params: { x2: 22_123_395, x3: 22_308_035, x4: 22_271_107 },
  multiplyAdds: { x2: 5096.18, x3: 2284.73, x4: 1309.21 },
  receptiveField: 267,
  scores: [
    { set: 'Set5', scale: 2, psnr: 38.24, ssim: 0.9614 },
    { set: 'Set14', scale: 2, psnr: 34.01, ssim: 0.9212 },
    { set: 'B100', scale: 2, psnr: 32.34, ssim: 0.9017 },
    { set: 'Urban100', scale: 2, psnr: 32.89, ssim: 0.9353 },
    { set: 'Set5', scale: 3, psnr: 34.71, ssim: 0.9296 },
    { set: 'Set14', scale: 3, psnr: 30.57, ssim: 0.8468 },
    { set: 'B100', scale: 3, psnr: 29.26, ssim: 0.8093 },
    { set: 'Urban100', scale: 3, psnr: 28.8, ssim: 0.8653 },
    { set: 'Set5', scale: 4, psnr: 32.47, ssim: 0.899 },
    { set: 'Set14', scale: 4, psnr: 28.81, ssim: 0.7871 },
    { set: 'B100', scale: 4, psnr: 27.72, ssim: 0.7419 },
    { set: 'Urban100', scale: 4, psnr: 26.61, ssim: 0.8028 },
  ],
  tiny: { features: 16, blocks: 2, layers: 2, growth: 8 },

  build(nn, x, { scale, channels, features, blocks, layers, growth }) {
    const picture = meanShift(nn, channels);
    const shallow = nn.conv('head', channels, features, 3, init)(picture.centre(x));
    let y = nn.conv('entry', features, features, 3, init)(shallow);
    const made: Value[] = [];
    for (let i = 1; i <= blocks; i++) {
      y = denseBlock(nn, `block${i}`, { features, layers, growth })(y);
      made.push(y);
    }
    y = nn.conv('fuse', blocks * features, features, 1, init)(nn.concat(...made));
    y = nn.add(nn.conv('body', features, features, 3, init)(y), shallow);
    y = nn.upsampler('upsample', features, scale, init)(y);
    return picture.restore(nn.conv('tail', features, channels, 3, init)(y));
  },
});

interface Sizes {
  readonly features: number;
  readonly layers: number;
  readonly growth: number;
}

/** x + fuse([x, z₁, …, zₙ]) with zᵢ = ReLU(conv([x, z₁, …, zᵢ₋₁])) and a fusion of 1×1. */
function denseBlock(nn: Layers, name: string, { features, layers, growth }: Sizes): Layer {
  const convs = Array.from({ length: layers }, (_, i) => nn.conv(`${name}.conv${i + 1}`, features + i * growth, growth, 3, init));
  const fuse = nn.conv(`${name}.fuse`, features + layers * growth, features, 1, init);
  return (x) => nn.add(x, fuse(convs.reduce((seen, conv) => nn.concat(seen, nn.relu(conv(seen))), x)));
}
