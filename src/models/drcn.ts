/**
 * DRCN: one 3×3 convolution applied sixteen times to features of the picture enlarged by bicubic. Every recursion gives a result of its own
 * by the same two reconstruction layers and the input added, ŷ_d; the output is their sum with learned weights, Σ w_d·ŷ_d, and training
 * looks at all ŷ_d (`supervision: recursive`).
 * First weights: He's, but in the recursion a filter starts as the identity and w_d as 1/D. Not verified: the paper's formula has a ReLU
 * after the last convolution too; it is left out here, because what is added to the input must be able to darken it.
 */
import * as v from 'valibot';
import type { Value } from '../graph/graph.ts';
import * as op from '../graph/ops.ts';
import { constantInit, type Init } from './layers.ts';
import { count, defineModel } from './model.ts';

/** Each feature is what it was: 1 in the middle of the filter from a feature to itself, 0 elsewhere. */
const identity: Init = ([outChannels, inChannels, height, width]) => {
  const [o, i, kh, kw] = [outChannels!, inChannels!, height!, width!];
  const filter = new Float32Array(o * i * kh * kw);
  for (let c = 0; c < Math.min(o, i); c++) filter[((c * i + c) * kh + (kh >> 1)) * kw + (kw >> 1)] = 1;
  return filter;
};

export const drcn = defineModel({
  name: 'drcn',
  title: 'DRCN',
  paper: { title: 'Deeply-Recursive Convolutional Network for Image Super-Resolution', year: 2016, arxiv: '1511.04491' },
  family: 'pre-upsampling',
  input: 'bicubic',
  channels: 1,
  scales: [2, 3, 4],
  config: v.strictObject({ features: v.optional(count, 256), recursions: v.optional(count, 16) }),
  params: { x2: 1_775_121, x3: 1_775_121, x4: 1_775_121 },
  multiplyAdds: { x2: 17_974.3, x3: 17_974.3, x4: 17_974.3 },
  receptiveField: 41,
  scores: [
    { set: 'Set5', scale: 2, psnr: 37.63, ssim: 0.9588 },
    { set: 'Set14', scale: 2, psnr: 33.04, ssim: 0.9118 },
    { set: 'B100', scale: 2, psnr: 31.85, ssim: 0.8942 },
    { set: 'Urban100', scale: 2, psnr: 30.75, ssim: 0.9133 },
    { set: 'Manga109', scale: 2, psnr: 37.55, ssim: 0.9732 },
    { set: 'Set5', scale: 3, psnr: 33.82, ssim: 0.9226 },
    { set: 'Set14', scale: 3, psnr: 29.76, ssim: 0.8311 },
    { set: 'B100', scale: 3, psnr: 28.8, ssim: 0.7963 },
    { set: 'Urban100', scale: 3, psnr: 27.15, ssim: 0.8276 },
    { set: 'Set5', scale: 4, psnr: 31.53, ssim: 0.8854 },
    { set: 'Set14', scale: 4, psnr: 28.02, ssim: 0.767 },
    { set: 'B100', scale: 4, psnr: 27.23, ssim: 0.7233 },
    { set: 'Urban100', scale: 4, psnr: 25.14, ssim: 0.751 },
  ],
  tiny: { features: 6, recursions: 3 },

  build(nn, x, { channels, features, recursions }) {
    const recursion = nn.conv('recursion', features, features, 3, { init: identity });
    const reconstruction = [nn.conv('reconstruction1', features, features, 3), nn.conv('reconstruction2', features, channels, 3)] as const;
    const shares = nn.weight('ensemble', [recursions], constantInit(1 / recursions));
    let h = nn.relu(nn.conv('embedding1', channels, features, 3)(x));
    h = nn.relu(nn.conv('embedding2', features, features, 3)(h));
    const side: Value[] = [];
    let sr: Value | undefined;
    for (let d = 0; d < recursions; d++) {
      h = nn.relu(recursion(h));
      const made = nn.add(x, reconstruction[1](nn.relu(reconstruction[0](h))));
      side.push(made);
      const part = nn.mul(made, op.slice(nn.graph, shares, [{ axis: 0, start: d, end: d + 1 }]));
      sr = sr ? nn.add(sr, part) : part;
    }
    return { sr: sr!, side };
  },
});
