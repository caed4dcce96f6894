/**
 * CARN: residual blocks in which every unit sees the results of all before it through a fusion of 1×1 (cascading connections), and the blocks
 * likewise; one run trains it for several scales, of which only the pixel shuffles are a scale's own and have names that start with it.
 * CARN-M has one unit for all three of a block, with grouped convolutions and a 1×1 at its end; its pixel shuffles are grouped as well.
 * Layers and mean are those of the authors' program (nmhkahn/CARN-pytorch) as of its published results, where the pixel
 * shuffles of CARN-M are grouped in place of 1×1; it works in the range of 0 to 1.
 */
import * as v from 'valibot';
import { meanShift } from './blocks/mean-shift.ts';
import { type Layer, type Layers, uniformFanIn } from './layers.ts';
import { count, defineModel } from './model.ts';

const init = { init: uniformFanIn, bias: uniformFanIn };

export const carn = defineModel({
  name: 'carn',
  title: 'CARN',
  paper: {
    title: 'Fast, Accurate, and Lightweight Super-Resolution with Cascading Residual Network',
    year: 2018,
    arxiv: '1803.08664',
  },
  family: 'post-upsampling',
  input: 'lr',
  channels: 3,
  scales: [2, 3, 4],
  config: v.strictObject({
    features: v.optional(count, 64),
    blocks: v.optional(count, 3),
    units: v.optional(count, 3),
    efficient: v.optional(v.boolean(), false),
    groups: v.optional(count, 1),
  }),
  params: { x2: 964_163, x3: 1_148_803, x4: 1_111_875 },
  multiplyAdds: { x2: 222.8, x3: 118.8, x4: 90.9 },
  receptiveField: 43,
  note: 'The printed 1592K are the layers of all three scales together, 1 591 939; here each scale counts what its own graph holds.',
  scores: [
    { set: 'Set5', scale: 2, psnr: 37.76, ssim: 0.959 },
    { set: 'Set14', scale: 2, psnr: 33.52, ssim: 0.9166 },
    { set: 'B100', scale: 2, psnr: 32.09, ssim: 0.8978 },
    { set: 'Urban100', scale: 2, psnr: 31.92, ssim: 0.9256 },
    { set: 'Manga109', scale: 2, psnr: 38.36, ssim: 0.9765 },
    { set: 'Set5', scale: 3, psnr: 34.29, ssim: 0.9255 },
    { set: 'Set14', scale: 3, psnr: 30.29, ssim: 0.8407 },
    { set: 'B100', scale: 3, psnr: 29.06, ssim: 0.8034 },
    { set: 'Urban100', scale: 3, psnr: 28.06, ssim: 0.8493 },
    { set: 'Set5', scale: 4, psnr: 32.13, ssim: 0.8937 },
    { set: 'Set14', scale: 4, psnr: 28.6, ssim: 0.7806 },
    { set: 'B100', scale: 4, psnr: 27.58, ssim: 0.7349 },
    { set: 'Urban100', scale: 4, psnr: 26.07, ssim: 0.7837 },
  ],
  presets: {
    'carn-m': {
      title: 'CARN-M',
      options: { efficient: true, groups: 4 },
      params: { x2: 257_027, x3: 303_427, x4: 294_147 },
      multiplyAdds: { x2: 91.2, x3: 46.1, x4: 32.5 },
      receptiveField: 43,
      note: 'The printed 412K are the filters of all three scales together, 412 032; with biases they are 414 787.',
      scores: [
        { set: 'Set5', scale: 2, psnr: 37.53, ssim: 0.9583 },
        { set: 'Set14', scale: 2, psnr: 33.26, ssim: 0.9141 },
        { set: 'B100', scale: 2, psnr: 31.92, ssim: 0.896 },
        { set: 'Urban100', scale: 2, psnr: 31.23, ssim: 0.9193 },
        { set: 'Set5', scale: 3, psnr: 33.99, ssim: 0.9236 },
        { set: 'Set14', scale: 3, psnr: 30.08, ssim: 0.8367 },
        { set: 'B100', scale: 3, psnr: 28.91, ssim: 0.8 },
        { set: 'Urban100', scale: 3, psnr: 27.55, ssim: 0.8385 },
        { set: 'Set5', scale: 4, psnr: 31.92, ssim: 0.8903 },
        { set: 'Set14', scale: 4, psnr: 28.42, ssim: 0.7762 },
        { set: 'B100', scale: 4, psnr: 27.44, ssim: 0.7304 },
        { set: 'Urban100', scale: 4, psnr: 25.62, ssim: 0.7694 },
      ],
    },
  },
  tiny: { features: 80, blocks: 2, units: 2, groups: 2 },

  build(nn, x, { scale, channels, features, blocks, units, efficient, groups }) {
    const picture = meanShift(nn, channels, 1);
    const unitsOf = (name: string): readonly Layer[] => {
      if (!efficient) return range(units).map((i) => residual(nn, `${name}.unit${i}`, features));
      const shared = efficientResidual(nn, `${name}.unit`, features, groups);
      return range(units).map(() => shared);
    };
    const inner = range(blocks).map((i) => cascade(nn, `block${i}`, features, unitsOf(`block${i}`)));
    const body = cascade(nn, 'body', features, inner);
    let y = body(nn.conv('entry', channels, features, 3, init)(picture.centre(x)));
    y = nn.upsampler(`x${scale}.upsample`, features, scale, { ...init, groups }, () => (z) => nn.relu(z))(y);
    return picture.restore(nn.conv('exit', features, channels, 3, init)(y));
  },
});

/** 1 to n. */
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

/** y₀ = x, yᵢ = ReLU(fuse([x, part₁(y₀), …, partᵢ(yᵢ₋₁)])) with a fusion of 1×1: the last y. */
function cascade(nn: Layers, name: string, features: number, parts: readonly Layer[]): Layer {
  const fuse = parts.map((_, i) => nn.conv(`${name}.fuse${i + 1}`, (i + 2) * features, features, 1, init));
  return (x) => {
    let [y, seen] = [x, x];
    parts.forEach((part, i) => {
      seen = nn.concat(seen, part(y));
      y = nn.relu(fuse[i]!(seen));
    });
    return y;
  };
}

/** ReLU(x + conv(ReLU(conv(x)))). */
function residual(nn: Layers, name: string, features: number): Layer {
  const first = nn.conv(`${name}.conv1`, features, features, 3, init);
  const second = nn.conv(`${name}.conv2`, features, features, 3, init);
  return (x) => nn.relu(nn.add(x, second(nn.relu(first(x)))));
}

/** ReLU(x + mix(ReLU(conv(ReLU(conv(x)))))) with grouped 3×3 convolutions and a mix of 1×1. */
function efficientResidual(nn: Layers, name: string, features: number, groups: number): Layer {
  const first = nn.conv(`${name}.conv1`, features, features, 3, { ...init, groups });
  const second = nn.conv(`${name}.conv2`, features, features, 3, { ...init, groups });
  const mix = nn.conv(`${name}.mix`, features, features, 1, init);
  return (x) => nn.relu(nn.add(x, mix(nn.relu(second(nn.relu(first(x)))))));
}
