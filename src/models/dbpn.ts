/**
 * D-DBPN: goes up to HR size and back down several times; every projection unit enlarges (or shrinks) its features, undoes that, and adds the
 * enlarged error of the way back. Units see the results of all before them on their side (dense connections), and the picture is made of all
 * results at HR size. The smaller DBPN networks of the paper's comparison of depths are without dense connections, for luma, with a last layer
 * of 1×1. Layers, one slope for each PReLU and He's normal are those of the authors' programs (alterzero/DBPN-Pytorch and DBPN-caffe).
 * The sizes of DBPN-SS and DBPN-S were found in other programs only, those of DBPN-M and DBPN-L could not be verified; the scores are as
 * SwinIR's paper (arXiv 2108.10257) quotes them.
 */
import * as v from 'valibot';
import type { Value } from '../graph/graph.ts';
import * as op from '../graph/ops.ts';
import { constantInit, heNormal, type Layer, type Layers } from './layers.ts';
import { count, defineModel } from './model.ts';

/** What the paper's smaller networks have in common. */
const ofLuma = (firstFeatures: number, features: number, stages: number) =>
  ({ channels: 1, scales: [4], options: { firstFeatures, features, stages, dense: false, lastKernel: 1 } }) as const;

export const dbpn = defineModel({
  name: 'dbpn',
  title: 'D-DBPN',
  paper: { title: 'Deep Back-Projection Networks for Super-Resolution', year: 2018, arxiv: '1803.02735' },
  family: 'iterative',
  input: 'lr',
  channels: 3,
  scales: [2, 4, 8],
  config: v.strictObject({
    /** Channels of the first layer. */
    firstFeatures: v.optional(count, 256),
    features: v.optional(count, 64),
    /** Units that go up; one fewer goes down. */
    stages: v.optional(count, 7),
    dense: v.optional(v.boolean(), true),
    /** Side of the filters of the last layer. */
    lastKernel: v.optional(v.picklist([1, 3]), 3),
  }),
  params: { x2: 5_953_526, x4: 10_426_358, x8: 23_205_878 },
  multiplyAdds: { x2: 1435.87, x4: 681.59, x8: 419.41 },
  receptiveField: { x2: 83, x4: 43, x8: 43 },
  scores: [
    { set: 'Set5', scale: 2, psnr: 38.09, ssim: 0.96 },
    { set: 'Set14', scale: 2, psnr: 33.85, ssim: 0.919 },
    { set: 'B100', scale: 2, psnr: 32.27, ssim: 0.9 },
    { set: 'Urban100', scale: 2, psnr: 32.55, ssim: 0.9324 },
    { set: 'Manga109', scale: 2, psnr: 38.89, ssim: 0.9775 },
    { set: 'Set5', scale: 4, psnr: 32.47, ssim: 0.898 },
    { set: 'Set14', scale: 4, psnr: 28.82, ssim: 0.786 },
    { set: 'B100', scale: 4, psnr: 27.72, ssim: 0.74 },
    { set: 'Urban100', scale: 4, psnr: 26.38, ssim: 0.7946 },
    { set: 'Manga109', scale: 4, psnr: 30.91, ssim: 0.9137 },
  ],
  presets: {
    'dbpn-ss': { ...ofLuma(64, 18, 2), title: 'DBPN-SS', params: { x4: 188_644 }, multiplyAdds: { x4: 10.88 }, receptiveField: 13 },
    'dbpn-s': { ...ofLuma(128, 32, 2), title: 'DBPN-S', params: { x4: 595_596 }, multiplyAdds: { x4: 34.34 }, receptiveField: 13 },
    'dbpn-m': { ...ofLuma(128, 32, 4), title: 'DBPN-M', params: { x4: 1_382_488 }, multiplyAdds: { x4: 79.69 }, receptiveField: 25 },
    'dbpn-l': { ...ofLuma(128, 32, 6), title: 'DBPN-L', params: { x4: 2_169_380 }, multiplyAdds: { x4: 125.05 }, receptiveField: 37 },
  },
  tiny: { firstFeatures: 16, features: 8, stages: 3 },

  build(nn, x, { scale, channels, firstFeatures, features, stages, dense, lastKernel }) {
    const first = activated(nn, 'first', nn.conv('first', channels, firstFeatures, 3));
    const second = activated(nn, 'second', nn.conv('second', firstFeatures, features, 1));
    const [low, high]: [Value[], Value[]] = [[], []];
    /** What a unit sees: the newest result of the other side; with dense connections all of them through a 1×1, once there are two. */
    const seen = (name: string, results: readonly Value[]): Value => {
      if (!dense || results.length === 1) return results.at(-1)!;
      return activated(
        nn,
        `${name}.fuse`,
        nn.conv(`${name}.fuse`, results.length * features, features, 1),
      )(nn.concat(...[...results].reverse()));
    };
    high.push(projection(nn, 'up1', features, scale, 'up')(second(first(x))));
    for (let i = 2; i <= stages; i++) {
      low.push(projection(nn, `down${i - 1}`, features, scale, 'down')(seen(`down${i - 1}`, high)));
      high.push(projection(nn, `up${i}`, features, scale, 'up')(seen(`up${i}`, low)));
    }
    return nn.conv('last', stages * features, channels, lastKernel)(nn.concat(...[...high].reverse()));
  },
});

/** A layer and a PReLU with one learned slope, 0.25 at the start. */
function activated(nn: Layers, name: string, layer: Layer): Layer {
  const slope = nn.weight(`${name}.slope`, [1, 1, 1], constantInit(0.25));
  return (x) => op.prelu(nn.graph, layer(x), slope);
}

/**
 * up: h + there₂(back(h) − x) with h = there₁(x), where `there` is a deconvolution by the scale and `back` a convolution with that stride;
 * down: the same with the two exchanged. Filters have sides of scale + 4 and a padding of 2.
 */
function projection(nn: Layers, name: string, features: number, scale: number, direction: 'up' | 'down'): Layer {
  const kernel = scale + 4;
  const up = (part: string) => nn.deconv(part, features, features, kernel, { stride: scale });
  const down = (part: string) => shrinking(nn, part, features, kernel, scale);
  const [there, back] = direction === 'up' ? [up, down] : [down, up];
  const [first, undo, second] = [there, back, there].map((layer, i) => {
    const part = `${name}.conv${i + 1}`;
    return activated(nn, part, layer(part));
  }) as [Layer, Layer, Layer];
  return (x) => {
    const h = first(x);
    return nn.add(second(op.sub(nn.graph, undo(h), x)), h);
  };
}

/** A convolution with an even kernel and a padding of 2, (N, F, H·scale, W·scale) → (N, F, H, W). */
function shrinking(nn: Layers, name: string, features: number, kernel: number, scale: number): Layer {
  const weight = nn.weight(`${name}.weight`, [features, features, kernel, kernel], heNormal);
  const bias = nn.weight(`${name}.bias`, [features], constantInit(0));
  return (x) => op.conv(nn.graph, x, weight, { bias, strides: scale, pads: 2 });
}
