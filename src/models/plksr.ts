/**
 * PLKSR: partial large kernels. A block is a 3×3 to twice the features and a 3×3 back, a k×k convolution of the first quarter of them alone, a gate
 * of each element by a 3×3 (which the tiny network leaves out), a 1×1, and the identity: conv 3×3 → 28 blocks → 3×3 → + picture → shuffle, on RGB.
 * Initialisation as in the authors' code (dslisleedh/PLKSR): normal of deviation 0.02, cut at two deviations, for all filters but the first of each
 * block, which start as PyTorch's layers do, as all biases.
 */
import * as v from 'valibot';
import { split } from '../graph/ops.ts';
import { shuffleOnto } from './blocks/shuffle-onto.ts';
import { type Layer, type Layers, truncatedNormal, uniformFanIn } from './layers.ts';
import { count, defineModel } from './model.ts';

const start = { init: truncatedNormal(0.02), bias: uniformFanIn };

interface BlockOptions {
  readonly features: number;
  readonly kernel: number;
  readonly gate: boolean;
}

export const plksr = defineModel({
  name: 'plksr',
  title: 'PLKSR',
  paper: { title: 'Partial Large Kernel CNNs for Efficient Super-Resolution', year: 2024, arxiv: '2404.11848' },
  family: 'post-upsampling',
  input: 'lr',
  channels: 3,
  scales: [2, 3, 4],
  config: v.strictObject({
    features: v.optional(v.pipe(count, v.multipleOf(4)), 64),
    blocks: v.optional(count, 28),
    /** Side of the large filter, odd. */
    kernel: v.optional(
      v.pipe(
        count,
        v.check((k) => k % 2 === 1, 'Expected an odd number for kernel'),
      ),
      17,
    ),
    /** Whether a block ends with its element-wise attention. */
    gate: v.optional(v.boolean(), true),
  }),
  params: { x2: 7_365_324, x3: 7_373_979, x4: 7_386_096 },
  multiplyAdds: { x2: 1694.79, x3: 754.12, x4: 424.89 },
  receptiveField: 621,
  note: 'Scores are of training on DIV2K alone.',
  scores: [
    { set: 'Set5', scale: 2, psnr: 38.25, ssim: 0.9613 },
    { set: 'Set14', scale: 2, psnr: 34.03, ssim: 0.9214 },
    { set: 'B100', scale: 2, psnr: 32.36, ssim: 0.902 },
    { set: 'Urban100', scale: 2, psnr: 32.99, ssim: 0.9365 },
    { set: 'Manga109', scale: 2, psnr: 39.31, ssim: 0.9781 },
    { set: 'Set5', scale: 3, psnr: 34.7, ssim: 0.9292 },
    { set: 'Set14', scale: 3, psnr: 30.6, ssim: 0.8473 },
    { set: 'B100', scale: 3, psnr: 29.27, ssim: 0.8096 },
    { set: 'Urban100', scale: 3, psnr: 28.86, ssim: 0.8666 },
    { set: 'Manga109', scale: 3, psnr: 34.13, ssim: 0.9485 },
    { set: 'Set5', scale: 4, psnr: 32.54, ssim: 0.8996 },
    { set: 'Set14', scale: 4, psnr: 28.84, ssim: 0.788 },
    { set: 'B100', scale: 4, psnr: 27.74, ssim: 0.7424 },
    { set: 'Urban100', scale: 4, psnr: 26.69, ssim: 0.8054 },
    { set: 'Manga109', scale: 4, psnr: 31.1, ssim: 0.9164 },
  ],
  presets: {
    'plksr-tiny': {
      title: 'PLKSR-tiny',
      options: { blocks: 12, kernel: 13, gate: false },
      params: { x2: 2_349_772, x3: 2_358_427, x4: 2_370_544 },
      multiplyAdds: { x2: 540.62, x3: 241.16, x4: 136.35 },
      receptiveField: 197,
      note: 'Scores are of training on DIV2K and Flickr2K.',
      scores: [
        { set: 'Set5', scale: 2, psnr: 38.14, ssim: 0.961 },
        { set: 'Set14', scale: 2, psnr: 33.81, ssim: 0.9199 },
        { set: 'B100', scale: 2, psnr: 32.29, ssim: 0.9011 },
        { set: 'Urban100', scale: 2, psnr: 32.58, ssim: 0.9328 },
        { set: 'Manga109', scale: 2, psnr: 39.18, ssim: 0.9782 },
        { set: 'Set5', scale: 3, psnr: 34.54, ssim: 0.9282 },
        { set: 'Set14', scale: 3, psnr: 30.48, ssim: 0.8455 },
        { set: 'B100', scale: 3, psnr: 29.2, ssim: 0.8079 },
        { set: 'Urban100', scale: 3, psnr: 28.51, ssim: 0.8599 },
        { set: 'Manga109', scale: 3, psnr: 34.05, ssim: 0.9473 },
        { set: 'Set5', scale: 4, psnr: 32.33, ssim: 0.897 },
        { set: 'Set14', scale: 4, psnr: 28.76, ssim: 0.7857 },
        { set: 'B100', scale: 4, psnr: 27.68, ssim: 0.7398 },
        { set: 'Urban100', scale: 4, psnr: 26.34, ssim: 0.7942 },
        { set: 'Manga109', scale: 4, psnr: 30.83, ssim: 0.9119 },
      ],
    },
  },
  tiny: { features: 36, blocks: 1, kernel: 3 },

  build(nn, x, { scale, channels, blocks, ...options }) {
    const { features } = options;
    let y = nn.conv('first', channels, features, 3, start)(x);
    for (let i = 0; i < blocks; i++) y = nn.add(block(nn, `block${i}`, options)(y), y);
    return shuffleOnto(nn, nn.conv('last', features, channels * scale ** 2, 3, start)(y), x, scale);
  },
});

function block(nn: Layers, name: string, { features, kernel, gate }: BlockOptions): Layer {
  const large = features / 4;
  return (x) => {
    const wide = nn.gelu(nn.conv(`${name}.expand`, features, 2 * features, 3, { init: uniformFanIn, bias: uniformFanIn })(x));
    let y = nn.conv(`${name}.project`, 2 * features, features, 3, start)(wide);
    const [part, rest] = split(nn.graph, y, [large, features - large], 1);
    y = nn.concat(nn.conv(`${name}.large`, large, large, kernel, start)(part!), rest!);
    if (gate) y = nn.mul(y, nn.sigmoid(nn.conv(`${name}.gate`, features, features, 3, start)(y)));
    return nn.conv(`${name}.refine`, features, features, 1, start)(y);
  };
}
