/**
 * The discriminator of SRGAN (Ledig et al., 2017, arXiv 1609.04802): 3×3 convolutions, every second of which halves the sides, with batch
 * normalisation after all but the first and leaky ReLUs of slope 0.2, then two fully connected layers. The score is what the paper puts
 * through a sigmoid: positive for a picture that looks real. The paper is silent on the initialisation, which is PyTorch's here.
 */
import { expected, GraphError } from '../../errors.ts';
import type { Value } from '../../graph/graph.ts';
import * as op from '../../graph/ops.ts';
import { type Layer, type Layers, uniformFanIn } from '../layers.ts';

const init = { init: uniformFanIn, bias: uniformFanIn };
/** Channels of a convolution as a multiple of those of the first, and its stride. */
const convolutions = [
  [1, 1],
  [1, 2],
  [2, 1],
  [2, 2],
  [4, 1],
  [4, 2],
  [8, 1],
  [8, 2],
] as const;
/** What the strides come to. */
const reduction = 16;

export interface SrganDiscriminatorOptions {
  readonly channels: 1 | 3;
  /** Side of the HR pictures that it judges, a multiple of 16; 96 in the paper. */
  readonly size: number;
  /** Channels of the first convolution. Default: 64. */
  readonly features?: number;
  /** Outputs of the first fully connected layer. Default: 1024. */
  readonly hidden?: number;
}

/**
 * HR pictures (N, C, size, size) in [0, 1] to scores (N, 1). The weights are named `disc.…`; all pictures that it is called with share them,
 * and the running statistics of a step are those of the last call. Throws GraphError for a size that is no multiple of 16.
 */
export function srganDiscriminator(nn: Layers, { channels, size, features = 64, hidden = 1024 }: SrganDiscriminatorOptions): Layer {
  if (size % reduction !== 0) throw new GraphError(expected(`a multiple of ${reduction}`, 'size of the SRGAN discriminator', size));
  let from: number = channels;
  const body = convolutions.map(([factor, stride], i) => {
    const name = `disc.conv${i + 1}`;
    const conv = nn.conv(name, from, factor * features, 3, { ...init, stride });
    from = factor * features;
    const norm: Layer = i === 0 ? (x) => x : nn.batchNorm(`${name}.norm`, from);
    return (x: Value) => nn.leakyRelu(norm(conv(x)), 0.2);
  });
  const flat = from * (size / reduction) ** 2;
  const first = nn.linear('disc.linear1', flat, hidden, init);
  const last = nn.linear('disc.linear2', hidden, 1, init);
  return (x) => {
    const seen = body.reduce((y, layer) => layer(y), x);
    return last(nn.leakyRelu(first(op.reshape(nn.graph, seen, [x.shape[0]!, flat])), 0.2));
  };
}
