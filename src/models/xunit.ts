/**
 * xSRCNN: SRCNN with xUnits in place of ReLU. An xUnit multiplies its input, the result of a convolution, by a mask that looks around:
 * xUnit(z) = z·exp(−d²), d = norm(depthwise 9×9(ReLU(norm(z)))), with batch normalisation for norm.
 * xSRCNNf (9-3-5) has SRCNN's features, the preset xSRCNNc (9-5-5) fewer of them and its filter sizes. Layers are those of the authors'
 * code, which starts them as PyTorch does. The paper counts 32 K and 44 K parameters, which is what these graphs have.
 */
import * as v from 'valibot';
import type { Value } from '../graph/graph.ts';
import * as op from '../graph/ops.ts';
import { type Layer, type Layers, uniformFanIn } from './layers.ts';
import { count, defineModel } from './model.ts';

const init = { init: uniformFanIn, bias: uniformFanIn } as const;

export const xunit = defineModel({
  name: 'xunit',
  title: 'xSRCNNf (xUnit)',
  paper: { title: 'xUnit: Learning a Spatial Activation Function for Efficient Image Restoration', year: 2018, arxiv: '1711.06445' },
  family: 'pre-upsampling',
  input: 'bicubic',
  channels: 1,
  scales: [2, 3, 4],
  config: v.strictObject({
    features: v.optional(v.strictTuple([count, count]), [64, 32]),
    kernels: v.optional(v.strictTuple([count, count, count]), [9, 3, 5]),
    unitKernel: v.optional(count, 9),
  }),
  tiny: { features: [6, 4], kernels: [5, 3, 3], unitKernel: 5 },
  params: { x2: 32_769, x3: 32_769, x4: 32_769 },
  multiplyAdds: { x2: 29.67, x3: 29.67, x4: 29.67 },
  receptiveField: 31,
  note: 'The paper prints 32 K parameters.',
  presets: {
    'xunit-xsrcnnc': {
      title: 'xSRCNNc (xUnit)',
      options: { features: [42, 32], kernels: [9, 5, 5] },
      params: { x2: 44_241, x3: 44_241, x4: 44_241 },
      multiplyAdds: { x2: 40.36, x3: 40.36, x4: 40.36 },
      receptiveField: 33,
      note: 'The paper prints 44 K parameters.',
    },
  },

  build(nn, x, { channels, features: [first, second], kernels: [k1, k2, k3], unitKernel }) {
    x = xUnit(nn, 'unit1', first, unitKernel)(nn.conv('feature', channels, first, k1, init)(x));
    x = xUnit(nn, 'unit2', second, unitKernel)(nn.conv('mapping', first, second, k2, init)(x));
    return nn.conv('reconstruct', second, channels, k3, init)(x);
  },
});

/** z·exp(−d²), d = norm(depthwise(ReLU(norm(z)))). */
function xUnit(nn: Layers, name: string, features: number, kernel: number): Layer {
  const before = nn.batchNorm(`${name}.before`, features);
  const depthwise = nn.conv(`${name}.depthwise`, features, features, kernel, { ...init, groups: features });
  const after = nn.batchNorm(`${name}.after`, features);
  const { graph: g } = nn;
  return (z: Value) => {
    const d = after(depthwise(nn.relu(before(z))));
    return nn.mul(z, op.exp(g, op.neg(g, nn.mul(d, d))));
  };
}
