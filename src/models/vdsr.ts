/**
 * VDSR: twenty 3×3 convolutions on the picture enlarged by bicubic, which learn only what is added to it.
 * 1 → 64, 18 × 64 → 64, 64 → 1, ReLU between them, zero padding, He's first weights. One network is trained for ×2, ×3 and ×4 together.
 */
import * as v from 'valibot';
import { count, defineModel } from './model.ts';

export const vdsr = defineModel({
  name: 'vdsr',
  title: 'VDSR',
  paper: { title: 'Accurate Image Super-Resolution Using Very Deep Convolutional Networks', year: 2016, arxiv: '1511.04587' },
  family: 'pre-upsampling',
  input: 'bicubic',
  channels: 1,
  scales: [2, 3, 4],
  config: v.strictObject({
    features: v.optional(count, 64),
    /** Convolutions, the first and the last included. */
    layers: v.optional(v.pipe(count, v.minValue(2)), 20),
  }),
  params: { x2: 665_921, x3: 665_921, x4: 665_921 },
  multiplyAdds: { x2: 612.6, x3: 612.6, x4: 612.6 },
  receptiveField: 41,
  scores: [
    { set: 'Set5', scale: 2, psnr: 37.53, ssim: 0.9587 },
    { set: 'Set14', scale: 2, psnr: 33.03, ssim: 0.9124 },
    { set: 'B100', scale: 2, psnr: 31.9, ssim: 0.896 },
    { set: 'Urban100', scale: 2, psnr: 30.76, ssim: 0.914 },
    { set: 'Manga109', scale: 2, psnr: 37.22, ssim: 0.975 },
    { set: 'Set5', scale: 3, psnr: 33.66, ssim: 0.9213 },
    { set: 'Set14', scale: 3, psnr: 29.77, ssim: 0.8314 },
    { set: 'B100', scale: 3, psnr: 28.82, ssim: 0.7976 },
    { set: 'Urban100', scale: 3, psnr: 27.14, ssim: 0.8279 },
    { set: 'Manga109', scale: 3, psnr: 32.01, ssim: 0.934 },
    { set: 'Set5', scale: 4, psnr: 31.35, ssim: 0.8838 },
    { set: 'Set14', scale: 4, psnr: 28.01, ssim: 0.7674 },
    { set: 'B100', scale: 4, psnr: 27.29, ssim: 0.7251 },
    { set: 'Urban100', scale: 4, psnr: 25.18, ssim: 0.7524 },
    { set: 'Manga109', scale: 4, psnr: 28.83, ssim: 0.887 },
  ],
  tiny: { features: 6, layers: 4 },

  build(nn, x, { channels, features, layers }) {
    let y = x;
    for (let i = 1; i < layers; i++) y = nn.relu(nn.conv(`conv${i}`, i === 1 ? channels : features, features, 3)(y));
    return nn.add(x, nn.conv(`conv${layers}`, features, channels, 3)(y));
  },
});
