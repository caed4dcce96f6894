/**
 * SRResNet, which is also the generator of SRGAN: residual blocks with batch normalisation at LR size, then pixel shuffles up to HR size.
 * The network's own range is −1 to 1 at its end and 0 to 1 at its start, as in the paper. The paper is silent on the initialisation, which is
 * PyTorch's here, and on the slopes of its parametric ReLUs: one for each layer, as in PyTorch, gives the 1.55 million parameters that later
 * papers print. It has a scale of 4 only; 2 and 3 are the same network with one pixel shuffle.
 */
import * as v from 'valibot';
import type { Value } from '../graph/graph.ts';
import * as op from '../graph/ops.ts';
import { constantInit, type Layer, type Layers, uniformFanIn } from './layers.ts';
import { count, defineModel } from './model.ts';

const init = { init: uniformFanIn, bias: uniformFanIn };

export const srresnet = defineModel({
  name: 'srresnet',
  title: 'SRResNet',
  paper: {
    title: 'Photo-Realistic Single Image Super-Resolution Using a Generative Adversarial Network',
    year: 2017,
    arxiv: '1609.04802',
  },
  family: 'post-upsampling',
  input: 'lr',
  channels: 3,
  scales: [2, 3, 4],
  config: v.strictObject({ features: v.optional(count, 64), blocks: v.optional(count, 16) }),
  params: { x2: 1_401_749, x3: 1_586_389, x4: 1_549_462 },
  multiplyAdds: { x2: 332.17, x3: 174.47, x4: 127.77 },
  receptiveField: 81,
  note: 'Running statistics of the batch normalisation are not counted. The scores are those of the EDSR paper, by the usual protocol; its own paper has another.',
  scores: [
    { set: 'Set5', scale: 4, psnr: 32.05, ssim: 0.891 },
    { set: 'Set14', scale: 4, psnr: 28.53, ssim: 0.7804 },
    { set: 'B100', scale: 4, psnr: 27.57, ssim: 0.7354 },
    { set: 'Urban100', scale: 4, psnr: 26.07, ssim: 0.7839 },
  ],
  tiny: { features: 16, blocks: 2 },

  build(nn, x, { scale, channels, features, blocks }) {
    const head = prelu(nn, 'head.act')(nn.conv('head', channels, features, 9, init)(x));
    let y = head;
    for (let i = 1; i <= blocks; i++) y = residual(nn, `block${i}`, features)(y);
    y = nn.add(normalised(nn, 'body', features)(y), head);
    y = nn.upsampler('upsample', features, scale, init, (stage) => prelu(nn, `upsample.${stage}.act`))(y);
    y = nn.conv('tail', features, channels, 9, init)(y);
    return nn.shift(nn.scale(y, 0.5), 0.5);
  },
});

/** x where it is positive, else x times one learned slope, 0.25 at the start. */
function prelu(nn: Layers, name: string): Layer {
  const slope = nn.weight(`${name}.slope`, [1, 1, 1], constantInit(0.25));
  return (x: Value) => op.prelu(nn.graph, x, slope);
}

/** A 3×3 convolution and batch normalisation. */
function normalised(nn: Layers, name: string, features: number): Layer {
  const conv = nn.conv(`${name}.conv`, features, features, 3, init);
  const norm = nn.batchNorm(`${name}.norm`, features);
  return (x) => norm(conv(x));
}

/** x + BN(conv(PReLU(BN(conv(x))))). */
function residual(nn: Layers, name: string, features: number): Layer {
  const first = normalised(nn, `${name}.1`, features);
  const act = prelu(nn, `${name}.act`);
  const second = normalised(nn, `${name}.2`, features);
  return (x) => nn.add(x, second(act(first(x))));
}
