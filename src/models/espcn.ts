/**
 * ESPCN: convolutions at LR size, then one sub-pixel convolution (pixel shuffle) up to HR size.
 * The paper's network: 5×5 → tanh → 3×3 → tanh → 3×3 → shuffle, on the Y channel.
 * The paper trains on patches without padding. Here the picture's edge is repeated once by the 4 pixels that the convolutions need, so
 * that patches and whole pictures are treated alike. It states neither initialisation nor the range of its input: signals keep their
 * size through tanh, the last layer starts small, and samples are centred on mid-gray, which trains to the same loss in half the steps.
 * The variant for RGB also ends in tanh, whose range is that of the samples; the paper describes luma only.
 */
import * as v from 'valibot';
import { lecunNormal, normal } from './layers.ts';
import { count, defineModel } from './model.ts';

/** Samples are in [0, 1]; the network sees them around 0, where tanh is steep. */
const midGray = 0.5;
/** What a 5×5 and two 3×3 convolutions take off each side. */
const margin = 4;

export const espcn = defineModel({
  name: 'espcn',
  title: 'ESPCN',
  paper: {
    title: 'Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural Network',
    year: 2016,
    arxiv: '1609.05158',
  },
  family: 'post-upsampling',
  input: 'lr',
  channels: 1,
  scales: [2, 3, 4],
  config: v.strictObject({
    features: v.optional(v.strictTuple([count, count]), [64, 32]),
    /** What the result goes through: nothing, or tanh, so that it stays within the range of samples. */
    output: v.optional(v.picklist(['linear', 'tanh']), 'linear'),
  }),
  params: { x2: 21_284, x3: 22_729, x4: 24_752 },
  multiplyAdds: { x2: 4.92, x3: 2.35, x4: 1.44 },
  note: 'Without the margin that is padded here the multiply-adds are 4.88, 2.32 and 1.42 G. Published scores: of ×2 and ×4 as the authors of ECBSR trained it anew, of ×3 as the paper trained it on ImageNet; on 91 pictures the paper has 32.55 dB on Set5 and 29.08 dB on Set14.',
  scores: [
    { set: 'Set5', scale: 2, psnr: 36.83, ssim: 0.9564 },
    { set: 'Set14', scale: 2, psnr: 32.4, ssim: 0.9096 },
    { set: 'B100', scale: 2, psnr: 31.29, ssim: 0.8917 },
    { set: 'Urban100', scale: 2, psnr: 29.48, ssim: 0.8975 },
    { set: 'Set5', scale: 3, psnr: 33.13 },
    { set: 'Set14', scale: 3, psnr: 29.49 },
    { set: 'Set5', scale: 4, psnr: 30.52, ssim: 0.8697 },
    { set: 'Set14', scale: 4, psnr: 27.42, ssim: 0.7606 },
    { set: 'B100', scale: 4, psnr: 26.87, ssim: 0.7216 },
    { set: 'Urban100', scale: 4, psnr: 24.39, ssim: 0.7241 },
  ],
  receptiveField: 9,
  unpadded: true,
  presets: {
    'espcn-rgb': {
      title: 'ESPCN for RGB',
      channels: 3,
      options: { output: 'tanh' },
      params: { x2: 26_796, x3: 31_131, x4: 37_200 },
      multiplyAdds: { x2: 6.2, x3: 3.21, x4: 2.16 },
    },
  },

  build(nn, x, { scale, channels, features: [first, second], output }) {
    x = nn.padEdge(nn.shift(x, -midGray), margin);
    x = nn.tanh(nn.conv('feature', channels, first, 5, { init: lecunNormal, padded: false })(x));
    x = nn.tanh(nn.conv('mapping', first, second, 3, { init: lecunNormal, padded: false })(x));
    x = nn.conv('subpixel', second, channels * scale ** 2, 3, { init: normal(0.001), padded: false })(x);
    x = nn.pixelShuffle(x, scale);
    return nn.shift(output === 'tanh' ? nn.scale(nn.tanh(x), midGray) : x, midGray);
  },
});
