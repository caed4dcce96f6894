/**
 * MDSR: one body for several scales, with a start and an end for each, so that one run trains them all. The graph of a scale holds the
 * shared layers and its own, whose names start with the scale; a run at several scales keeps each by its name. Layers, mean and range are
 * those of the authors' program (thstkdgus35/EDSR-PyTorch), where the last convolution is shared.
 */
import * as v from 'valibot';
import { meanShift } from './blocks/mean-shift.ts';
import { residualBlock } from './blocks/residual.ts';
import { uniformFanIn } from './layers.ts';
import { count, defineModel } from './model.ts';

const init = { init: uniformFanIn, bias: uniformFanIn };

export const mdsr = defineModel({
  name: 'mdsr',
  title: 'MDSR',
  paper: { title: 'Enhanced Deep Residual Networks for Single Image Super-Resolution', year: 2017, arxiv: '1707.02921' },
  family: 'post-upsampling',
  input: 'lr',
  channels: 3,
  scales: [2, 3, 4],
  config: v.strictObject({ features: v.optional(count, 64), blocks: v.optional(count, 80) }),
  params: { x2: 6_506_499, x3: 6_691_139, x4: 6_654_211 },
  multiplyAdds: { x2: 1497.78, x3: 685.44, x4: 409.61 },
  receptiveField: 345,
  note: 'The printed 8.0M are the layers of all three scales together, 7 953 987; here each scale counts what its own graph holds.',
  scores: [
    { set: 'Set5', scale: 2, psnr: 38.11, ssim: 0.9602 },
    { set: 'Set14', scale: 2, psnr: 33.85, ssim: 0.9198 },
    { set: 'B100', scale: 2, psnr: 32.29, ssim: 0.9007 },
    { set: 'Urban100', scale: 2, psnr: 32.84, ssim: 0.9347 },
    { set: 'Set5', scale: 3, psnr: 34.66, ssim: 0.928 },
    { set: 'Set14', scale: 3, psnr: 30.44, ssim: 0.8452 },
    { set: 'B100', scale: 3, psnr: 29.25, ssim: 0.8091 },
    { set: 'Urban100', scale: 3, psnr: 28.79, ssim: 0.8655 },
    { set: 'Set5', scale: 4, psnr: 32.5, ssim: 0.8973 },
    { set: 'Set14', scale: 4, psnr: 28.72, ssim: 0.7857 },
    { set: 'B100', scale: 4, psnr: 27.72, ssim: 0.7418 },
    { set: 'Urban100', scale: 4, psnr: 26.67, ssim: 0.8041 },
  ],
  presets: {
    'mdsr-baseline': {
      title: 'MDSR-baseline',
      options: { blocks: 16 },
      params: { x2: 1_779_715, x3: 1_964_355, x4: 1_927_427 },
      multiplyAdds: { x2: 410.62, x3: 202.26, x4: 137.82 },
      receptiveField: 89,
      note: 'All three scales together have 3 227 203 parameters.',
    },
  },
  tiny: { features: 16, blocks: 2 },

  build(nn, x, { scale, channels, features, blocks }) {
    const picture = meanShift(nn, channels);
    const own = `x${scale}`;
    let head = nn.conv('head', channels, features, 3, init)(picture.centre(x));
    for (let i = 1; i <= 2; i++) head = residualBlock(nn, `${own}.block${i}`, features, { ...init, kernel: 5 })(head);
    let y = head;
    for (let i = 1; i <= blocks; i++) y = residualBlock(nn, `block${i}`, features, init)(y);
    y = nn.add(nn.conv('body', features, features, 3, init)(y), head);
    y = nn.upsampler(`${own}.upsample`, features, scale, init)(y);
    return picture.restore(nn.conv('tail', features, channels, 3, init)(y));
  },
});
