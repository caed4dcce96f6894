/**
 * EDSR: residual blocks without batch normalisation, each scaled down before it is added, at LR size; pixel shuffles up to HR size.
 * Layers, the mean that is subtracted and the range of 0 to 255 within are those of the authors' program (thstkdgus35/EDSR-PyTorch).
 */
import * as v from 'valibot';
import { meanShift } from './blocks/mean-shift.ts';
import { residualBlock } from './blocks/residual.ts';
import { uniformFanIn } from './layers.ts';
import { count, defineModel } from './model.ts';

const init = { init: uniformFanIn, bias: uniformFanIn };

export const edsr = defineModel({
  name: 'edsr',
  title: 'EDSR',
  paper: { title: 'Enhanced Deep Residual Networks for Single Image Super-Resolution', year: 2017, arxiv: '1707.02921' },
  family: 'post-upsampling',
  input: 'lr',
  channels: 3,
  scales: [2, 3, 4],
  config: v.strictObject({
    features: v.optional(count, 256),
    blocks: v.optional(count, 32),
    resScale: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), 0.1),
  }),
  params: { x2: 40_729_603, x3: 43_680_003, x4: 43_089_923 },
  multiplyAdds: { x2: 9384.75, x3: 4476.53, x4: 2894.55 },
  receptiveField: 137,
  scores: [
    { set: 'Set5', scale: 2, psnr: 38.11, ssim: 0.9602 },
    { set: 'Set14', scale: 2, psnr: 33.92, ssim: 0.9195 },
    { set: 'B100', scale: 2, psnr: 32.32, ssim: 0.9013 },
    { set: 'Urban100', scale: 2, psnr: 32.93, ssim: 0.9351 },
    { set: 'Manga109', scale: 2, psnr: 39.1, ssim: 0.9773 },
    { set: 'Set5', scale: 3, psnr: 34.65, ssim: 0.928 },
    { set: 'Set14', scale: 3, psnr: 30.52, ssim: 0.8462 },
    { set: 'B100', scale: 3, psnr: 29.25, ssim: 0.8093 },
    { set: 'Urban100', scale: 3, psnr: 28.8, ssim: 0.8653 },
    { set: 'Manga109', scale: 3, psnr: 34.17, ssim: 0.9476 },
    { set: 'Set5', scale: 4, psnr: 32.46, ssim: 0.8968 },
    { set: 'Set14', scale: 4, psnr: 28.8, ssim: 0.7876 },
    { set: 'B100', scale: 4, psnr: 27.71, ssim: 0.742 },
    { set: 'Urban100', scale: 4, psnr: 26.64, ssim: 0.8033 },
    { set: 'Manga109', scale: 4, psnr: 31.02, ssim: 0.9148 },
  ],
  presets: {
    'edsr-baseline': {
      title: 'EDSR-baseline',
      options: { features: 64, blocks: 16, resScale: 1 },
      params: { x2: 1_369_859, x3: 1_554_499, x4: 1_517_571 },
      multiplyAdds: { x2: 316.25, x3: 160.31, x4: 114.23 },
      receptiveField: 73,
      scores: [
        { set: 'Set5', scale: 2, psnr: 37.99, ssim: 0.9604 },
        { set: 'Set14', scale: 2, psnr: 33.57, ssim: 0.9175 },
        { set: 'B100', scale: 2, psnr: 32.16, ssim: 0.8994 },
        { set: 'Urban100', scale: 2, psnr: 31.98, ssim: 0.9272 },
        { set: 'Manga109', scale: 2, psnr: 38.54, ssim: 0.9769 },
        { set: 'Set5', scale: 3, psnr: 34.37, ssim: 0.927 },
        { set: 'Set14', scale: 3, psnr: 30.28, ssim: 0.8417 },
        { set: 'B100', scale: 3, psnr: 29.09, ssim: 0.8052 },
        { set: 'Urban100', scale: 3, psnr: 28.15, ssim: 0.8527 },
        { set: 'Manga109', scale: 3, psnr: 33.45, ssim: 0.9439 },
        { set: 'Set5', scale: 4, psnr: 32.09, ssim: 0.8938 },
        { set: 'Set14', scale: 4, psnr: 28.58, ssim: 0.7813 },
        { set: 'B100', scale: 4, psnr: 27.57, ssim: 0.7357 },
        { set: 'Urban100', scale: 4, psnr: 26.04, ssim: 0.7849 },
        { set: 'Manga109', scale: 4, psnr: 30.35, ssim: 0.9067 },
      ],
    },
  },
  tiny: { features: 16, blocks: 2 },

  build(nn, x, { scale, channels, features, blocks, resScale }) {
    const picture = meanShift(nn, channels);
    const head = nn.conv('head', channels, features, 3, init)(picture.centre(x));
    let y = head;
    for (let i = 1; i <= blocks; i++) y = residualBlock(nn, `block${i}`, features, { ...init, resScale })(y);
    y = nn.add(nn.conv('body', features, features, 3, init)(y), head);
    y = nn.upsampler('upsample', features, scale, init)(y);
    return picture.restore(nn.conv('tail', features, channels, 3, init)(y));
  },
});
