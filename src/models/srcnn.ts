/**
 * SRCNN: three convolutions on the picture enlarged by bicubic, the first network for super-resolution.
 * The paper's network is 9×9 → ReLU → 1×1 → ReLU → 5×5 on luma; 9-3-5 and 9-5-5 widen the middle layer, and the variant for colour
 * differs in its first and last channels only. As in the paper it can be trained without padding (33×33 → 21×21 pixels); elsewhere each
 * layer repeats the edge, as the authors' test code does. First weights are normal with deviation 0.001, biases 0.
 * Not verified: that the colour network of the paper has 64 and 32 features too, which is how others build it.
 */
import * as v from 'valibot';
import { normal } from './layers.ts';
import { count, defineModel } from './model.ts';

const odd = v.pipe(
  count,
  v.check((n) => n % 2 === 1, 'an odd number'),
);
const init = normal(0.001);

export const srcnn = defineModel({
  name: 'srcnn',
  title: 'SRCNN',
  paper: { title: 'Image Super-Resolution Using Deep Convolutional Networks', year: 2014, arxiv: '1501.00092' },
  family: 'pre-upsampling',
  input: 'bicubic',
  channels: 1,
  scales: [2, 3, 4],
  config: v.strictObject({
    /** Sides of the three filters. */
    kernels: v.optional(v.strictTuple([odd, odd, odd]), [9, 1, 5]),
    features: v.optional(v.strictTuple([count, count]), [64, 32]),
  }),
  params: { x2: 8129, x3: 8129, x4: 8129 },
  multiplyAdds: { x2: 7.4, x3: 7.4, x4: 7.4 },
  receptiveField: 13,
  note: 'The paper counts 8032 weights, without the 97 biases.',
  unpadded: true,
  presets: {
    'srcnn-935': {
      title: 'SRCNN 9-3-5',
      options: { kernels: [9, 3, 5] },
      params: { x2: 24_513, x3: 24_513, x4: 24_513 },
      multiplyAdds: { x2: 22.5, x3: 22.5, x4: 22.5 },
      receptiveField: 15,
      note: 'The paper counts 24 416 weights, without the 97 biases.',
    },
    'srcnn-955': {
      title: 'SRCNN 9-5-5',
      options: { kernels: [9, 5, 5] },
      params: { x2: 57_281, x3: 57_281, x4: 57_281 },
      multiplyAdds: { x2: 52.7, x3: 52.7, x4: 52.7 },
      receptiveField: 17,
      note: 'The paper counts 57 184 weights, without the 97 biases; Set14 is 32.45, 29.30 and 27.50 dB there, and as given in later tables.',
      scores: [
        { set: 'Set5', scale: 2, psnr: 36.66, ssim: 0.9542 },
        { set: 'Set14', scale: 2, psnr: 32.42, ssim: 0.9063 },
        { set: 'B100', scale: 2, psnr: 31.36, ssim: 0.8879 },
        { set: 'Urban100', scale: 2, psnr: 29.5, ssim: 0.8946 },
        { set: 'Manga109', scale: 2, psnr: 35.6, ssim: 0.9663 },
        { set: 'Set5', scale: 3, psnr: 32.75, ssim: 0.909 },
        { set: 'Set14', scale: 3, psnr: 29.28, ssim: 0.8209 },
        { set: 'B100', scale: 3, psnr: 28.41, ssim: 0.7863 },
        { set: 'Urban100', scale: 3, psnr: 26.24, ssim: 0.7989 },
        { set: 'Manga109', scale: 3, psnr: 30.48, ssim: 0.9117 },
        { set: 'Set5', scale: 4, psnr: 30.48, ssim: 0.8628 },
        { set: 'Set14', scale: 4, psnr: 27.49, ssim: 0.7503 },
        { set: 'B100', scale: 4, psnr: 26.9, ssim: 0.7101 },
        { set: 'Urban100', scale: 4, psnr: 24.52, ssim: 0.7221 },
        { set: 'Manga109', scale: 4, psnr: 27.58, ssim: 0.8555 },
      ],
    },
    'srcnn-rgb': {
      title: 'SRCNN for RGB',
      channels: 3,
      options: {},
      params: { x2: 20_099, x3: 20_099, x4: 20_099 },
      multiplyAdds: { x2: 18.4, x3: 18.4, x4: 18.4 },
    },
  },
  tiny: { features: [6, 4] },

  build(nn, x, { channels, kernels, features: [first, second] }) {
    const layer = (name: string, from: number, to: number, kernel: number) => {
      const conv = nn.conv(name, from, to, kernel, { init, padded: false });
      return (y: typeof x) => conv(nn.padEdge(y, kernel >> 1));
    };
    x = nn.relu(layer('extraction', channels, first, kernels[0])(x));
    x = nn.relu(layer('mapping', first, second, kernels[1])(x));
    return layer('reconstruction', second, channels, kernels[2])(x);
  },
});
