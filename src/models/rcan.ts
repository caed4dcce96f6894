/**
 * RCAN: groups of residual blocks, each of which weighs its channels by what it finds in their means over the picture (channel attention).
 * Layers, mean and range are those of the authors' program (yulunzhang/RCAN).
 */
import * as v from 'valibot';
import { meanShift } from './blocks/mean-shift.ts';
import { type Layer, type Layers, uniformFanIn } from './layers.ts';
import { count, defineModel } from './model.ts';

const init = { init: uniformFanIn, bias: uniformFanIn };

export const rcan = defineModel({
  name: 'rcan',
  title: 'RCAN',
  paper: { title: 'Image Super-Resolution Using Very Deep Residual Channel Attention Networks', year: 2018, arxiv: '1807.02758' },
  family: 'post-upsampling',
  input: 'lr',
  channels: 3,
  scales: [2, 3, 4, 8],
  config: v.strictObject({
    features: v.optional(count, 64),
    groups: v.optional(count, 10),
    blocks: v.optional(count, 20),
    reduction: v.optional(count, 16),
  }),
  params: { x2: 15_444_643, x3: 15_629_283, x4: 15_592_355, x8: 15_740_067 },
  multiplyAdds: { x2: 3526.78, x3: 1587.22, x4: 916.86, x8: 264.38 },
  receptiveField: 'picture',
  tiling: 'Channels are weighed by their means over each tile in place of the whole picture.',
  scores: [
    { set: 'Set5', scale: 2, psnr: 38.27, ssim: 0.9614 },
    { set: 'Set14', scale: 2, psnr: 34.12, ssim: 0.9216 },
    { set: 'B100', scale: 2, psnr: 32.41, ssim: 0.9027 },
    { set: 'Urban100', scale: 2, psnr: 33.34, ssim: 0.9384 },
    { set: 'Manga109', scale: 2, psnr: 39.44, ssim: 0.9786 },
    { set: 'Set5', scale: 3, psnr: 34.74, ssim: 0.9299 },
    { set: 'Set14', scale: 3, psnr: 30.65, ssim: 0.8482 },
    { set: 'B100', scale: 3, psnr: 29.32, ssim: 0.8111 },
    { set: 'Urban100', scale: 3, psnr: 29.09, ssim: 0.8702 },
    { set: 'Manga109', scale: 3, psnr: 34.44, ssim: 0.9499 },
    { set: 'Set5', scale: 4, psnr: 32.63, ssim: 0.9002 },
    { set: 'Set14', scale: 4, psnr: 28.87, ssim: 0.7889 },
    { set: 'B100', scale: 4, psnr: 27.77, ssim: 0.7436 },
    { set: 'Urban100', scale: 4, psnr: 26.82, ssim: 0.8087 },
    { set: 'Manga109', scale: 4, psnr: 31.22, ssim: 0.9173 },
  ],
  tiny: { features: 48, groups: 2, blocks: 2, reduction: 4 },

  build(nn, x, { scale, channels, features, groups, blocks, reduction }) {
    const picture = meanShift(nn, channels);
    const head = nn.conv('head', channels, features, 3, init)(picture.centre(x));
    let y = head;
    for (let i = 1; i <= groups; i++) y = residualGroup(nn, `group${i}`, { features, blocks, reduction })(y);
    y = nn.add(nn.conv('body', features, features, 3, init)(y), head);
    y = nn.upsampler('upsample', features, scale, init)(y);
    return picture.restore(nn.conv('tail', features, channels, 3, init)(y));
  },
});

interface Sizes {
  readonly features: number;
  readonly blocks: number;
  readonly reduction: number;
}

/** x + conv(blocks(x)). */
function residualGroup(nn: Layers, name: string, { features, blocks, reduction }: Sizes): Layer {
  const inner = Array.from({ length: blocks }, (_, i) => attentionBlock(nn, `${name}.block${i + 1}`, features, reduction));
  const last = nn.conv(`${name}.conv`, features, features, 3, init);
  return (x) => nn.add(x, last(inner.reduce((y, block) => block(y), x)));
}

/** x + z·sigmoid(W₂·ReLU(W₁·mean(z))) with z = conv(ReLU(conv(x))). */
function attentionBlock(nn: Layers, name: string, features: number, reduction: number): Layer {
  const first = nn.conv(`${name}.conv1`, features, features, 3, init);
  const second = nn.conv(`${name}.conv2`, features, features, 3, init);
  const squeezed = Math.max(1, Math.floor(features / reduction));
  const squeeze = nn.conv(`${name}.squeeze`, features, squeezed, 1, init);
  const excite = nn.conv(`${name}.excite`, squeezed, features, 1, init);
  return (x) => {
    const z = second(nn.relu(first(x)));
    const share = nn.sigmoid(excite(nn.relu(squeeze(nn.globalMean(z)))));
    return nn.add(x, nn.mul(z, share));
  };
}
