/**
 * DRRN: recursive blocks on the picture enlarged by bicubic. A block is one convolution and U residual units after it; the units share their
 * two convolutions, and each adds the result of the block's first convolution. All convolutions are 3×3 and come after batch normalisation
 * and ReLU, the very first one too; every use of a shared convolution has a batch normalisation of its own, as in the authors' Caffe files.
 * The network learns only what is added to its input. B1U25 is the default, B1U9 a preset. First weights are He's.
 */
import * as v from 'valibot';
import { count, defineModel } from './model.ts';

export const drrn = defineModel({
  name: 'drrn',
  title: 'DRRN B1U25',
  paper: { title: 'Image Super-Resolution via Deep Recursive Residual Network', year: 2017, doi: '10.1109/CVPR.2017.298' },
  family: 'pre-upsampling',
  input: 'bicubic',
  channels: 1,
  scales: [2, 3, 4],
  config: v.strictObject({
    features: v.optional(count, 128),
    /** B of the paper. */
    blocks: v.optional(count, 1),
    /** U of the paper. */
    units: v.optional(count, 25),
  }),
  params: { x2: 310_659, x3: 310_659, x4: 310_659 },
  multiplyAdds: { x2: 6796.9, x3: 6796.9, x4: 6796.9 },
  receptiveField: 105,
  note: 'The published 297K leave out the scales and biases of batch normalisation, which are 13 058 here.',
  scores: [
    { set: 'Set5', scale: 2, psnr: 37.74, ssim: 0.9591 },
    { set: 'Set14', scale: 2, psnr: 33.23, ssim: 0.9136 },
    { set: 'B100', scale: 2, psnr: 32.05, ssim: 0.8973 },
    { set: 'Urban100', scale: 2, psnr: 31.23, ssim: 0.9188 },
    { set: 'Manga109', scale: 2, psnr: 37.88, ssim: 0.9749 },
    { set: 'Set5', scale: 3, psnr: 34.03, ssim: 0.9244 },
    { set: 'Set14', scale: 3, psnr: 29.96, ssim: 0.8349 },
    { set: 'B100', scale: 3, psnr: 28.95, ssim: 0.8004 },
    { set: 'Urban100', scale: 3, psnr: 27.53, ssim: 0.8378 },
    { set: 'Set5', scale: 4, psnr: 31.68, ssim: 0.8888 },
    { set: 'Set14', scale: 4, psnr: 28.21, ssim: 0.772 },
    { set: 'B100', scale: 4, psnr: 27.38, ssim: 0.7284 },
    { set: 'Urban100', scale: 4, psnr: 25.44, ssim: 0.7638 },
  ],
  presets: {
    'drrn-b1u9': {
      title: 'DRRN B1U9',
      options: { units: 9 },
      params: { x2: 302_467, x3: 302_467, x4: 302_467 },
      multiplyAdds: { x2: 2448.24, x3: 2448.24, x4: 2448.24 },
      receptiveField: 41,
      note: 'The published 297K leave out the scales and biases of batch normalisation, which are 4866 here.',
      scores: [
        { set: 'Set5', scale: 2, psnr: 37.66, ssim: 0.9589 },
        { set: 'Set5', scale: 3, psnr: 33.93, ssim: 0.9234 },
        { set: 'Set5', scale: 4, psnr: 31.58, ssim: 0.8864 },
      ],
    },
  },
  tiny: { features: 6, blocks: 2, units: 2 },

  build(nn, x, { channels, features, blocks, units }) {
    const activate = (name: string, width: number) => {
      const norm = nn.batchNorm(name, width);
      return (y: typeof x) => nn.relu(norm(y));
    };
    let y = x;
    for (let b = 1; b <= blocks; b++) {
      const block = `block${b}`;
      const width = b === 1 ? channels : features;
      const first = nn.conv(`${block}.conv`, width, features, 3)(activate(`${block}.norm`, width)(y));
      const shared = [nn.conv(`${block}.unit.conv1`, features, features, 3), nn.conv(`${block}.unit.conv2`, features, features, 3)];
      y = first;
      for (let u = 1; u <= units; u++) {
        shared.forEach((conv, i) => {
          y = conv(activate(`${block}.unit${u}.norm${i + 1}`, features)(y));
        });
        y = nn.add(first, y);
      }
    }
    return nn.add(x, nn.conv('reconstruction', features, channels, 3)(activate('norm', features)(y)));
  },
});
