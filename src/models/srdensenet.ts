/**
 * SRDenseNet: dense blocks at LR size, then two deconvolutions of stride 2 and one convolution, ×4. In a block every convolution sees the
 * results of all before it; the block gives all of them, 8 layers × 16. The network that enlarges sees, by the paper's three variants:
 * H the last block, HL also the first convolution, All the first convolution and every block, through a 1×1 convolution to 256 channels.
 * All convolutions are 3×3 but that one, all with ReLU but the last, with He's first weights.
 * Not verified: the 16 channels of the first convolution, that only All has the 1×1 convolution, and how the blocks are joined (here each
 * sees the one before it); implementations of others differ in all three.
 */
import * as v from 'valibot';
import { count, defineModel } from './model.ts';

export const srdensenet = defineModel({
  name: 'srdensenet',
  title: 'SRDenseNet',
  paper: { title: 'Image Super-Resolution Using Dense Skip Connections', year: 2017, doi: '10.1109/ICCV.2017.514' },
  family: 'post-upsampling',
  input: 'lr',
  channels: 1,
  scales: [4],
  config: v.strictObject({
    /** Channels of the first convolution. */
    features: v.optional(count, 16),
    blocks: v.optional(count, 8),
    /** Convolutions of a block. */
    layers: v.optional(count, 8),
    /** Channels that each of them adds. */
    growth: v.optional(count, 16),
    /** Channels of the layers that enlarge. */
    wide: v.optional(count, 256),
    /** What the layers that enlarge see. */
    skips: v.optional(v.picklist(['h', 'hl', 'all']), 'all'),
  }),
  params: { x4: 2_097_569 },
  multiplyAdds: { x4: 224.6 },
  receptiveField: 133,
  note: 'Tables of other papers give 2015K and 389.9 G; no reading of the paper that was tried comes to that.',
  scores: [
    { set: 'Set5', scale: 4, psnr: 32.02, ssim: 0.8934 },
    { set: 'Set14', scale: 4, psnr: 28.5, ssim: 0.7782 },
    { set: 'B100', scale: 4, psnr: 27.53, ssim: 0.7337 },
    { set: 'Urban100', scale: 4, psnr: 26.05, ssim: 0.7819 },
  ],
  presets: {
    'srdensenet-h': { title: 'SRDenseNet_H', options: { skips: 'h' }, params: { x4: 1_536_161 }, multiplyAdds: { x4: 192.3 } },
    'srdensenet-hl': { title: 'SRDenseNet_HL', options: { skips: 'hl' }, params: { x4: 1_573_025 }, multiplyAdds: { x4: 194.4 } },
  },
  tiny: { features: 3, blocks: 2, layers: 2, growth: 3, wide: 6 },

  build(nn, x, { channels, features, blocks, layers, growth, wide, skips }) {
    const conv = (name: string, from: number, to: number, kernel = 3) => {
      const layer = nn.conv(name, from, to, kernel);
      return (y: typeof x) => nn.relu(layer(y));
    };
    const low = conv('feature', channels, features)(x);
    const results = [low];
    for (let b = 1; b <= blocks; b++) {
      const width = b === 1 ? features : layers * growth;
      let y = conv(`block${b}.conv1`, width, growth)(results.at(-1)!);
      for (let i = 1; i < layers; i++) y = nn.concat(y, conv(`block${b}.conv${i + 1}`, i * growth, growth)(y));
      results.push(y);
    }
    const high = results.at(-1)!;
    let y = skips === 'h' ? high : nn.concat(...(skips === 'hl' ? [low, high] : results));
    let width = { h: 0, hl: features, all: features + (blocks - 1) * layers * growth }[skips] + layers * growth;
    if (skips === 'all') {
      y = conv('bottleneck', width, wide, 1)(y);
      width = wide;
    }
    for (const [i, from] of [width, wide].entries()) y = nn.relu(nn.deconv(`deconv${i + 1}`, from, wide, 3, { stride: 2 })(y));
    return nn.conv('reconstruction', wide, channels, 3)(y);
  },
});
