/**
 * Learned perceptual image patch similarity (Zhang et al., 2018), version 0.1 with AlexNet, as the authors' package lpips computes it: the
 * activations after the five ReLUs, made unit vectors f̂ over the channels at each place, are compared by learned weights w of channels,
 *   LPIPS = Σₖ meanₓᵧ Σ_c wₖ(c)·(f̂ₖ(c) − f̂′ₖ(c))²
 * 0 for identical pictures. AlexNet sees RGB in −1 … 1, shifted by (−0.030, −0.088, −0.188) and divided by (0.458, 0.448, 0.450), which of
 * pictures in 0–1 is torchvision's own normalisation. AlexNet and w come from files of the user. Verified with random weights against a
 * plain computation in float64; the published values need the authors' weights and are not verified here.
 */
import type { Graph, Value } from '../graph/graph.ts';
import * as op from '../graph/ops.ts';
import { featureConv, featureShapes, imageNetNormalized, learnedNetwork, type Shapes } from './blocks/learned-network.ts';
import { neededFile } from './blocks/needed-file.ts';
import { defineMetric } from './metric.ts';

/** Channels of each activation. */
const channels = [64, 192, 384, 256, 256] as const;

export const lpipsShapes: Shapes = {
  ...featureShapes({ 0: [64, 3, 11], 3: [192, 64, 5], 6: [384, 192, 3], 8: [256, 384, 3], 10: [256, 256, 3] }),
  ...Object.fromEntries(channels.map((count, k) => [linear(k), [1, count, 1, 1]])),
};

function linear(k: number): string {
  return `lin${k}.model.1.weight`;
}

const weights = {
  what: [
    "float32 tensors as safetensors: features.{0,3,6,8,10}.{weight,bias} of torchvision's AlexNet, with filters of 64×3×11×11, 192×64×5×5,",
    '384×192×3×3, 256×384×3×3 and 256×256×3×3, and lin{0–4}.model.1.weight of LPIPS 0.1, of 1×(64, 192, 384, 256, 256)×1×1',
  ].join(' '),
  where: [
    'https://download.pytorch.org/models/alexnet-owt-7be5be79.pth (torchvision, BSD-3-Clause) and lpips/weights/v0.1/alex.pth of',
    'https://github.com/richzhang/PerceptualSimilarity (BSD-2-Clause), which docs/metrics.md tells how to put into one file',
  ].join(' '),
} as const;

const run = learnedNetwork({ metric: 'lpips', shapes: lpipsShapes, build });

export const lpips = defineMetric({
  name: 'lpips',
  title: 'LPIPS',
  unit: '',
  range: '0 to infinity, mostly below 1',
  better: 'lower',
  source: 'Zhang et al. (2018), lpips 0.1 with AlexNet',
  color: 'rgb',
  // Smaller pictures are used up by two poolings.
  leastSize: 31,
  files: { weights },
  network: true,
  reference: 'hr',
  identical: 0,
  turns: false,
  async measure(sr, hr, options) {
    const layers = await run(neededFile('lpips', 'weights', weights, options), sr, hr, options);
    return Object.values(layers).reduce((sum, { data }) => sum + Number(data[0]), 0);
  },
});

function build(g: Graph, pair: Value, given: Readonly<Record<string, Value>>): void {
  const pool = (x: Value) => op.maxPool(g, x, { kernel: 3, strides: 2 });
  const conv = (x: Value, place: number, pads: number, strides = 1) => featureConv(g, x, given, place, { pads, strides });
  const first = conv(imageNetNormalized(g, pair), 0, 2, 4);
  const second = conv(pool(first), 3, 2);
  const third = conv(pool(second), 6, 1);
  const fourth = conv(third, 8, 1);
  const fifth = conv(fourth, 10, 1);
  for (const [k, activation] of [first, second, third, fourth, fifth].entries()) {
    const [a, b] = op.split(g, unit(g, activation), [1, 1], 0) as [Value, Value];
    const difference = op.sub(g, a, b);
    g.output(op.reduceMean(g, op.conv(g, op.mul(g, difference, difference), given[linear(k)]!)), `layer${k}`);
  }
}

/** x divided by its length over the channels. */
function unit(g: Graph, x: Value): Value {
  const length = op.sqrt(g, op.reduceSum(g, op.mul(g, x, x), [1], true));
  return op.div(g, x, op.add(g, length, g.constant(1e-10)));
}
