/**
 * RRDBNet for ×2, as Real-ESRGAN's program has it: each 2×2 pixels of the picture become one pixel of four times the channels, and the network
 * of ×4 enlarges that. Half the resolution within is a quarter of the work.
 */
import { pixelUnshuffle } from '../graph/ops.ts';
import { defineModel } from './model.ts';
import { rrdbConfig, rrdbNet } from './rrdb.ts';

export const rrdbunshuffle = defineModel({
  name: 'rrdbunshuffle',
  title: 'RRDBNet after pixel unshuffle (Real-ESRGAN)',
  paper: {
    title: 'Real-ESRGAN: Training Real-World Blind Super-Resolution with Pure Synthetic Data',
    year: 2021,
    arxiv: '2107.10833',
  },
  family: 'post-upsampling',
  input: 'lr',
  channels: 3,
  scales: [2],
  config: rrdbConfig,
  params: { x2: 16_703_171 },
  multiplyAdds: { x2: 1032.89 },
  receptiveField: 1397,
  multipleOf: 2,
  tiny: { features: 16, blocks: 1, growth: 8, initScale: 1 },

  build: (nn, x, { channels, ...options }) => rrdbNet(nn, pixelUnshuffle(nn.graph, x, 2), channels, options),
});
