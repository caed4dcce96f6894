/**
 * Deep image structure and texture similarity (Ding et al., 2020) as the authors' DISTS_pt.py computes it: the picture itself and the last
 * activations of the five stages of VGG16, whose poolings are √(x² ⋆ h) with a window h of (1, 2, 1)/4 along rows and columns, are compared
 * channel by channel,
 *   l = (2μμ′ + c)/(μ² + μ′² + c),  s = (2σ_μμ′ + c)/(σ² + σ′² + c),  c = 10⁻⁶
 *   DISTS = 1 − Σ (α·l + β·s) / Σ (α + β)
 * with means, variances and covariances over the whole channel, and learned α and β. 0 for identical pictures. VGG16 sees RGB in 0–1 with
 * torchvision's normalisation. Pictures are measured at their own size, as the authors' function and pyiqa do; the authors' command line
 * first shrinks larger ones to a shorter side of 256. VGG16, α and β come from files of the user. Verified with random weights against a
 * plain computation in float64; the published values need the authors' weights and are not verified here.
 */
import type { Graph, Value } from '../graph/graph.ts';
import * as op from '../graph/ops.ts';
import { type Tensor, tensor } from '../graph/tensor.ts';
import { featureConv, featureShapes, imageNetNormalized, learnedNetwork, readWeights, type Shapes } from './blocks/learned-network.ts';
import { neededFile } from './blocks/needed-file.ts';
import { defineMetric } from './metric.ts';

/** Places of the convolutions among torchvision's `features`, and their channels. */
const stages = [
  { places: [0, 2], channels: 64 },
  { places: [5, 7], channels: 128 },
  { places: [10, 12, 14], channels: 256 },
  { places: [17, 19, 21], channels: 512 },
  { places: [24, 26, 28], channels: 512 },
] as const;

/** Of the picture and of each stage. */
const channels = [3, ...stages.map((stage) => stage.channels)];
const channelCount = channels.reduce((sum, count) => sum + count, 0);

const stabilizer = 1e-6;

const networkShapes = featureShapes(
  Object.fromEntries(
    stages.flatMap((stage, k) =>
      stage.places.map((place, i) => [place, [stage.channels, i === 0 ? channels[k]! : stage.channels, 3] as const]),
    ),
  ),
);
const poolingShapes: Shapes = { alpha: [1, channelCount, 1, 1], beta: [1, channelCount, 1, 1] };

export const distsShapes: Shapes = { ...networkShapes, ...poolingShapes };

const weights = {
  what: [
    "float32 tensors as safetensors: features.{0,2,5,7,10,12,14,17,19,21,24,26,28}.{weight,bias} of torchvision's VGG16, with filters of 3×3,",
    `of 64, 64, 128, 128, 3 × 256 and 6 × 512 channels, and alpha and beta of DISTS, of 1×${channelCount}×1×1`,
  ].join(' '),
  where: [
    'https://download.pytorch.org/models/vgg16-397923af.pth (torchvision, BSD-3-Clause) and DISTS_pytorch/weights.pt of',
    'https://github.com/dingkeyan93/DISTS (MIT), which docs/metrics.md tells how to put into one file',
  ].join(' '),
} as const;

const run = learnedNetwork({ metric: 'dists', shapes: networkShapes, build });

export const dists = defineMetric({
  name: 'dists',
  title: 'DISTS',
  unit: '',
  range: '0 to about 1',
  better: 'lower',
  source: 'Ding et al. (2020), DISTS_pt.py',
  color: 'rgb',
  leastSize: 1,
  files: { weights },
  network: true,
  reference: 'hr',
  identical: 0,
  turns: false,
  async measure(sr, hr, options) {
    const bytes = neededFile('dists', 'weights', weights, options);
    const { alpha, beta } = readWeights(bytes, 'dists', poolingShapes);
    const moments = await run(bytes, sr, hr, options);
    return distance(moments, numbers(alpha!), numbers(beta!));
  },
});

/** Moments of the picture and of each stage as outputs: `mean` and `variance` (2, C), `covariance` (1, C). */
function build(g: Graph, pair: Value, given: Readonly<Record<string, Value>>): void {
  addMoments(g, pair, 0);
  let x = imageNetNormalized(g, pair);
  for (const [k, { places }] of stages.entries()) {
    if (k > 0) x = pooled(g, x, channels[k]!);
    for (const place of places) x = featureConv(g, x, given, place, { pads: 1 });
    addMoments(g, x, k + 1);
  }
}

function pooled(g: Graph, x: Value, count: number): Value {
  const window = Array.from({ length: 9 * count }, (_, i) => [1, 2, 1, 2, 4, 2, 1, 2, 1][i % 9]! / 16);
  const filter = g.constant(tensor(window, [count, 1, 3, 3]));
  const squares = op.conv(g, op.mul(g, x, x), filter, { group: count, strides: 2, pads: 1 });
  return op.sqrt(g, op.add(g, squares, g.constant(1e-12)));
}

function addMoments(g: Graph, x: Value, k: number): void {
  const mean = op.reduceMean(g, x, [2, 3], true);
  const centred = op.sub(g, x, mean);
  const [a, b] = op.split(g, centred, [1, 1], 0) as [Value, Value];
  g.output(op.squeeze(g, mean, [2, 3]), `mean${k}`);
  g.output(op.reduceMean(g, op.mul(g, centred, centred), [2, 3]), `variance${k}`);
  g.output(op.reduceMean(g, op.mul(g, a, b), [2, 3]), `covariance${k}`);
}

function distance(moments: Readonly<Record<string, Tensor>>, alpha: readonly number[], beta: readonly number[]): number {
  let [similarity, total, at] = [0, 0, 0];
  for (const [k, count] of channels.entries()) {
    const [mean, variance, covariance] = ['mean', 'variance', 'covariance'].map((name) => numbers(moments[`${name}${k}`]!)) as [
      number[],
      number[],
      number[],
    ];
    for (let c = 0; c < count; c++, at++) {
      const luminance = agreement(mean[c]! * mean[count + c]!, mean[c]! ** 2 + mean[count + c]! ** 2);
      const structure = agreement(covariance[c]!, variance[c]! + variance[count + c]!);
      similarity += alpha[at]! * luminance + beta[at]! * structure;
      total += alpha[at]! + beta[at]!;
    }
  }
  return 1 - similarity / total;
}

function agreement(product: number, squares: number): number {
  return (2 * product + stabilizer) / (squares + stabilizer);
}

function numbers({ data }: Tensor): number[] {
  return Array.from(data, Number);
}
