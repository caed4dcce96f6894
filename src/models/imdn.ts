/**
 * IMDN: information multi-distillation. Each block splits what each of its convolutions makes: a quarter is kept, the rest goes on; the four
 * quarters are weighted channel by channel, by mean and standard deviation over the picture, mixed and added to the block's input.
 * conv 3×3 → 6 blocks, the results of all mixed by 1×1 → 3×3 → + first features → 3×3 → shuffle, on RGB. Initialisation is PyTorch's, as in the
 * authors' code (Zheng222/IMDN).
 */
import * as v from 'valibot';
import type { Value } from '../graph/graph.ts';
import * as op from '../graph/ops.ts';
import { type Layer, type Layers, uniformFanIn } from './layers.ts';
import { count, defineModel } from './model.ts';

/** Slope of the LeakyReLUs. */
const slope = 0.05;
const start = { init: uniformFanIn, bias: uniformFanIn };

export const imdn = defineModel({
  name: 'imdn',
  title: 'IMDN',
  paper: { title: 'Lightweight Image Super-Resolution with Information Multi-distillation Network', year: 2019, arxiv: '1909.11856' },
  family: 'post-upsampling',
  input: 'lr',
  channels: 3,
  scales: [2, 3, 4],
  config: v.strictObject({
    features: v.optional(v.pipe(count, v.multipleOf(4)), 64),
    blocks: v.optional(count, 6),
    /** Times fewer features within the channel attention. */
    reduction: v.optional(count, 16),
  }),
  params: { x2: 694_404, x3: 703_059, x4: 715_176 },
  multiplyAdds: { x2: 158.77, x3: 71.45, x4: 40.89 },
  receptiveField: 'picture',
  scores: [
    { set: 'Set5', scale: 2, psnr: 38.0, ssim: 0.9605 },
    { set: 'Set14', scale: 2, psnr: 33.63, ssim: 0.9177 },
    { set: 'B100', scale: 2, psnr: 32.19, ssim: 0.8996 },
    { set: 'Urban100', scale: 2, psnr: 32.17, ssim: 0.9283 },
    { set: 'Manga109', scale: 2, psnr: 38.88, ssim: 0.9774 },
    { set: 'Set5', scale: 3, psnr: 34.36, ssim: 0.927 },
    { set: 'Set14', scale: 3, psnr: 30.32, ssim: 0.8417 },
    { set: 'B100', scale: 3, psnr: 29.09, ssim: 0.8046 },
    { set: 'Urban100', scale: 3, psnr: 28.17, ssim: 0.8519 },
    { set: 'Manga109', scale: 3, psnr: 33.61, ssim: 0.9445 },
    { set: 'Set5', scale: 4, psnr: 32.21, ssim: 0.8948 },
    { set: 'Set14', scale: 4, psnr: 28.58, ssim: 0.7811 },
    { set: 'B100', scale: 4, psnr: 27.56, ssim: 0.7353 },
    { set: 'Urban100', scale: 4, psnr: 26.04, ssim: 0.7838 },
    { set: 'Manga109', scale: 4, psnr: 30.45, ssim: 0.9075 },
  ],
  tiling: 'Channels are weighted by their mean and deviation over the whole picture, which in tiles are those of each tile.',
  tiny: { features: 8, blocks: 2, reduction: 2 },

  build(nn, x, { scale, channels, features, blocks, reduction }) {
    const first = nn.conv('first', channels, features, 3, start)(x);
    const made: Value[] = [];
    for (let i = 0; i < blocks; i++) made.push(distillation(nn, `block${i}`, features, reduction)(made[i - 1] ?? first));
    const mixed = nn.leakyRelu(nn.conv('fuse', blocks * features, features, 1, start)(nn.concat(...made)), slope);
    const y = nn.add(nn.conv('body', features, features, 3, start)(mixed), first);
    return nn.pixelShuffle(nn.conv('last', features, channels * scale ** 2, 3, start)(y), scale);
  },
});

function distillation(nn: Layers, name: string, features: number, reduction: number): Layer {
  const kept = features / 4;
  const rest = features - kept;
  return (x) => {
    const parts: Value[] = [];
    let y = x;
    for (let i = 1; i <= 3; i++) {
      const made = nn.leakyRelu(nn.conv(`${name}.conv${i}`, i === 1 ? features : rest, features, 3, start)(y), slope);
      const [part, more] = op.split(nn.graph, made, [kept, rest], 1);
      parts.push(part!);
      y = more!;
    }
    parts.push(nn.conv(`${name}.conv4`, rest, kept, 3, start)(y));
    const weighted = contrastAttention(nn, `${name}.attention`, features, reduction)(nn.concat(...parts));
    return nn.add(nn.conv(`${name}.fuse`, features, features, 1, start)(weighted), x);
  };
}

/** x·sigmoid(f(σ + μ)), with mean μ and standard deviation σ of each channel over the picture. */
function contrastAttention(nn: Layers, name: string, features: number, reduction: number): Layer {
  const g = nn.graph;
  const narrow = Math.max(1, Math.floor(features / reduction));
  return (x) => {
    const mean = nn.globalMean(x);
    const centred = op.sub(g, x, mean);
    // The little that is added keeps the gradient of a channel without contrast finite.
    const deviation = op.sqrt(g, nn.shift(nn.globalMean(nn.mul(centred, centred)), 1e-12));
    const inner = nn.relu(nn.conv(`${name}.squeeze`, features, narrow, 1, start)(nn.add(deviation, mean)));
    return nn.mul(x, nn.sigmoid(nn.conv(`${name}.expand`, narrow, features, 1, start)(inner)));
  };
}
