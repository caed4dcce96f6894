/**
 * MS-LapSRN: a Laplacian pyramid whose levels share all weights, so that one network enlarges by 2, 4 and 8.
 * A level passes its features `recursions` times through one block of `depth` convolutions 3×3, each after a leaky ReLU 0.2, and adds the
 * level's input every time (the paper's shared-source skips, D5R8); then leaky ReLU and a deconvolution that doubles the features, a
 * convolution to the residual, and a 4×4 deconvolution of the image that starts as bilinear enlargement. As in the authors' code the
 * deconvolution of features is 3×3, which lies one pixel further to the top left there: the mirror image.
 * Filters start as He et al. say; the code starts the first layer with a standard deviation of 0.001.
 */
import * as v from 'valibot';
import { bilinearInit } from './blocks/bilinear.ts';
import { count, defineModel } from './model.ts';

const slope = 0.2;

export const mslapsrn = defineModel({
  name: 'mslapsrn',
  title: 'MS-LapSRN',
  paper: { title: 'Fast and Accurate Image Super-Resolution with Deep Laplacian Pyramid Networks', year: 2018, arxiv: '1710.01992' },
  family: 'progressive',
  input: 'lr',
  channels: 1,
  scales: [2, 4, 8],
  config: v.strictObject({ features: v.optional(count, 64), depth: v.optional(count, 5), recursions: v.optional(count, 8) }),
  tiny: { features: 4, depth: 2, recursions: 2 },
  params: { x2: 222_801, x4: 222_801, x8: 222_801 },
  multiplyAdds: { x2: 348.9, x4: 435.99, x8: 457.76 },
  receptiveField: { x2: 85, x4: 125, x8: 145 },
  note: 'The paper prints 222 K parameters.',
  scores: [
    { set: 'Set5', scale: 8, psnr: 26.34, ssim: 0.7558 },
    { set: 'Set14', scale: 8, psnr: 24.57, ssim: 0.6273 },
    { set: 'B100', scale: 8, psnr: 24.65, ssim: 0.5895 },
    { set: 'Urban100', scale: 8, psnr: 22.06, ssim: 0.5963 },
    { set: 'Manga109', scale: 8, psnr: 23.9, ssim: 0.7564 },
  ],
  presets: {
    'mslapsrn-d5r2': {
      title: 'MS-LapSRN D5R2',
      options: { recursions: 2 },
      params: { x2: 222_801, x4: 222_801, x8: 222_801 },
      multiplyAdds: { x2: 94.1, x4: 117.49, x8: 123.33 },
      receptiveField: { x2: 25, x4: 35, x8: 41 },
    },
    'mslapsrn-d5r5': {
      title: 'MS-LapSRN D5R5',
      options: { recursions: 5 },
      params: { x2: 222_801, x4: 222_801, x8: 222_801 },
      multiplyAdds: { x2: 221.5, x4: 276.74, x8: 290.55 },
      receptiveField: { x2: 55, x4: 81, x8: 93 },
    },
  },

  build(nn, x, { scale, channels, features, depth, recursions }) {
    const activate = (value: typeof x) => nn.leakyRelu(value, slope);
    const convs = Array.from({ length: depth }, (_, d) => nn.conv(`conv${d + 1}`, features, features, 3));
    const up = nn.deconv('up', features, features, 3, { stride: 2 });
    const residual = nn.conv('residual', features, channels, 3);
    const enlarge = nn.deconv('image', channels, channels, 4, { stride: 2, bias: false, init: bilinearInit });
    let hidden = nn.conv('feature', channels, features, 3)(x);
    let image = x;
    const outputs = Array.from({ length: Math.log2(scale) }, () => {
      const source = hidden;
      for (let r = 0; r < recursions; r++)
        hidden = nn.add(
          convs.reduce((y, conv) => conv(activate(y)), hidden),
          source,
        );
      hidden = up(activate(hidden));
      image = nn.add(enlarge(image), residual(hidden));
      return image;
    });
    return { sr: image, side: outputs.slice(0, -1) };
  },
});
