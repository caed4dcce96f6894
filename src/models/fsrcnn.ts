/**
 * FSRCNN: features at LR size, shrunk, mapped in m small layers, expanded, and one 9×9 deconvolution up to HR size.
 * conv 5×5 → d, conv 1×1 → s, m × conv 3×3 s → s, conv 1×1 → d, each with PReLU, then the deconvolution d → channels with the stride of the
 * scale. First weights as the paper says: He's for PReLU's layers, normal with deviation 0.001 for the deconvolution.
 */
import * as v from 'valibot';
import { heNormal, normal } from './layers.ts';
import { count, defineModel } from './model.ts';

export const fsrcnn = defineModel({
  name: 'fsrcnn',
  title: 'FSRCNN',
  paper: { title: 'Accelerating the Super-Resolution Convolutional Neural Network', year: 2016, arxiv: '1608.00367' },
  family: 'post-upsampling',
  input: 'lr',
  channels: 1,
  scales: [2, 3, 4],
  config: v.strictObject({
    /** d of the paper. */
    features: v.optional(count, 56),
    /** s of the paper. */
    shrunk: v.optional(count, 12),
    /** m of the paper. */
    layers: v.optional(count, 4),
  }),
  params: { x2: 12_809, x3: 12_809, x4: 12_809 },
  multiplyAdds: { x2: 2.87, x3: 1.28, x4: 0.72 },
  receptiveField: { x2: 17, x3: 15, x4: 15 },
  note: 'The paper counts 12 464 weights, without biases and slopes. Tables that give 6.0, 5.0 and 4.6 G charge the deconvolution at every pixel of the result; each of its taps is used once for a pixel of the input.',
  scores: [
    { set: 'Set5', scale: 2, psnr: 37, ssim: 0.9558 },
    { set: 'Set14', scale: 2, psnr: 32.63, ssim: 0.9088 },
    { set: 'B100', scale: 2, psnr: 31.53, ssim: 0.892 },
    { set: 'Urban100', scale: 2, psnr: 29.88, ssim: 0.902 },
    { set: 'Manga109', scale: 2, psnr: 36.67, ssim: 0.971 },
    { set: 'Set5', scale: 3, psnr: 33.16, ssim: 0.914 },
    { set: 'Set14', scale: 3, psnr: 29.43, ssim: 0.8242 },
    { set: 'B100', scale: 3, psnr: 28.53, ssim: 0.791 },
    { set: 'Urban100', scale: 3, psnr: 26.43, ssim: 0.808 },
    { set: 'Manga109', scale: 3, psnr: 31.1, ssim: 0.921 },
    { set: 'Set5', scale: 4, psnr: 30.71, ssim: 0.8657 },
    { set: 'Set14', scale: 4, psnr: 27.59, ssim: 0.7535 },
    { set: 'B100', scale: 4, psnr: 26.98, ssim: 0.715 },
    { set: 'Urban100', scale: 4, psnr: 24.62, ssim: 0.728 },
    { set: 'Manga109', scale: 4, psnr: 27.9, ssim: 0.861 },
  ],
  presets: {
    'fsrcnn-s': {
      title: 'FSRCNN-s',
      options: { features: 32, shrunk: 5, layers: 1 },
      params: { x2: 4086, x3: 4086, x4: 4086 },
      multiplyAdds: { x2: 0.91, x3: 0.4, x4: 0.23 },
      receptiveField: { x2: 11, x3: 9, x4: 9 },
      note: 'The paper counts 3937 weights, without biases and slopes.',
    },
  },
  tiny: { features: 6, shrunk: 3, layers: 2 },

  build(nn, x, { scale, channels, features, shrunk, layers }) {
    const layer = (name: string, from: number, to: number, kernel: number) => {
      const conv = nn.conv(name, from, to, kernel, { init: heNormal });
      const prelu = nn.prelu(`${name}.prelu`, to);
      return (y: typeof x) => prelu(conv(y));
    };
    x = layer('feature', channels, features, 5)(x);
    x = layer('shrink', features, shrunk, 1)(x);
    for (let i = 1; i <= layers; i++) x = layer(`mapping${i}`, shrunk, shrunk, 3)(x);
    x = layer('expand', shrunk, features, 1)(x);
    return nn.deconv('deconv', features, channels, 9, { stride: scale, init: normal(0.001) })(x);
  },
});
