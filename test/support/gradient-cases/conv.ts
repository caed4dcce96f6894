/** Cases of convolution, pooling and pixel shuffle. */
import * as op from '../../../src/graph/ops.ts';
import { at, type Cases } from './case.ts';

export const convCases: Cases = {
  AveragePool: [
    at('2×2', '2×2×4×6', (g, x) => op.averagePool(g, x, { kernel: 2 })),
    at('stride 2 on an odd size, the last row unread', '1×2×5×7', (g, x) => op.averagePool(g, x, { kernel: 2 })),
    at('3×3, padding counted', '1×2×4×5', (g, x) => op.averagePool(g, x, { kernel: 3, strides: 1, pads: 1 })),
    at('3×3, padding not counted', '1×2×4×5', (g, x) => op.averagePool(g, x, { kernel: 3, strides: 2, pads: 1, countPadding: false })),
    at('stride 3, wide, asymmetric padding', '1×1×7×5', (g, x) => op.averagePool(g, x, { kernel: [2, 4], strides: 3, pads: [1, 0, 0, 3] })),
    at('one pixel', '1×2×1×1', (g, x) => op.averagePool(g, x, { kernel: 1 })),
  ],
  Conv: [
    at('3×3, same size', '2×2×4×5 3×2×3×3', (g, x, w) => op.conv(g, x, w, { pads: 1 })),
    at('bias', '2×2×3×3 3×2×3×3 3', (g, x, w, bias) => op.conv(g, x, w, { pads: 1, bias })),
    at('no padding', '1×5×5×4 2×5×3×3', (g, x, w) => op.conv(g, x, w)),
    at('padding larger than the filter', '1×1×3×3 2×1×3×3', (g, x, w) => op.conv(g, x, w, { pads: 3 })),
    at('asymmetric padding', '1×2×4×4 2×2×3×2', (g, x, w) => op.conv(g, x, w, { pads: [0, 1, 2, 0] })),
    at('even filter', '1×4×5×4 2×4×2×4', (g, x, w) => op.conv(g, x, w, { pads: 1 })),
    at('even filter, stride 2, asymmetric padding', '1×2×5×7 2×2×4×2', (g, x, w) => op.conv(g, x, w, { pads: [1, 0, 2, 1], strides: 2 })),
    at('few outputs, asymmetric padding', '2×6×4×5 2×6×3×4', (g, x, w) => op.conv(g, x, w, { pads: [1, 0, 2, 1] })),
    at('few inputs, asymmetric padding', '2×2×4×5 6×2×3×4', (g, x, w) => op.conv(g, x, w, { pads: [1, 0, 2, 1] })),
    at('few outputs of a large filter, in parts', '1×8×3×4 4×8×9×9', (g, x, w) => op.conv(g, x, w, { pads: 4 })),
    at('few inputs of a large filter, in parts', '1×4×3×4 8×4×7×9', (g, x, w) => op.conv(g, x, w, { pads: [3, 4, 3, 4] })),
    at('1×1', '2×3×3×2 2×3×1×1', (g, x, w) => op.conv(g, x, w)),
    at('one pixel', '1×2×1×1 2×2×3×3', (g, x, w) => op.conv(g, x, w, { pads: 1 })),
    at('stride 2, odd size', '1×2×7×5 3×2×3×3', (g, x, w) => op.conv(g, x, w, { pads: 1, strides: 2 })),
    at('stride 2, even size', '1×4×6×4 2×4×3×3', (g, x, w) => op.conv(g, x, w, { pads: 1, strides: 2 })),
    at('stride 2 on a size that the filter just covers', '1×1×5×5 2×1×3×3', (g, x, w) => op.conv(g, x, w, { strides: 2 })),
    at('stride 3, filter 5', '1×2×9×8 2×2×5×5', (g, x, w) => op.conv(g, x, w, { pads: 2, strides: 3 })),
    at('stride 1 down, 2 across', '1×2×4×6 2×2×3×3', (g, x, w) => op.conv(g, x, w, { pads: 1, strides: [1, 2] })),
    at('dilation 2', '1×2×6×7 2×2×3×3', (g, x, w) => op.conv(g, x, w, { pads: 2, dilations: 2 })),
    at('dilation 2 and stride 2', '1×2×7×7 2×2×3×3', (g, x, w) => op.conv(g, x, w, { pads: 2, dilations: 2, strides: 2 })),
    at('dilation 3 down, 1 across', '1×2×8×4 2×2×3×3', (g, x, w) => op.conv(g, x, w, { pads: [3, 1, 3, 1], dilations: [3, 1] })),
    at('two groups', '2×4×4×3 6×2×3×3', (g, x, w) => op.conv(g, x, w, { pads: 1, group: 2 })),
    at('two groups, dilation 2, stride 3', '1×4×7×8 2×2×3×3', (g, x, w) =>
      op.conv(g, x, w, { pads: [2, 1, 2, 2], group: 2, dilations: 2, strides: 3 }),
    ),
    at('depthwise, stride 2', '1×3×5×5 3×1×3×3', (g, x, w) => op.conv(g, x, w, { pads: 1, group: 3, strides: 2 })),
    at('filters used twice', '1×2×4×4 2×2×3×3', (g, x, w) => op.conv(g, op.conv(g, x, w, { pads: 1 }), w, { pads: 1 }), { h: 0.02 }),
  ],
  ConvTranspose: [
    at('stride 2', '1×2×3×4 2×3×3×3', (g, x, w) => op.convTranspose(g, x, w, { strides: 2, pads: 1 })),
    at('stride 2 with output padding and bias', '2×2×3×2 2×1×3×3 1', (g, x, w, bias) =>
      op.convTranspose(g, x, w, { strides: 2, pads: 1, outputPadding: [1, 1], bias }),
    ),
    at('stride 3, filter 9', '1×1×3×3 1×2×9×9', (g, x, w) => op.convTranspose(g, x, w, { strides: 3, pads: 4, outputPadding: [2, 2] })),
    at('two groups', '1×4×3×3 4×2×2×2', (g, x, w) => op.convTranspose(g, x, w, { strides: 2, group: 2 })),
    at('stride 2 down, 3 across, asymmetric padding', '1×2×3×2 2×2×4×3', (g, x, w) =>
      op.convTranspose(g, x, w, { strides: [2, 3], pads: [1, 0, 2, 1], outputPadding: [1, 2] }),
    ),
    at('dilation 2', '1×2×4×3 2×2×2×3', (g, x, w) => op.convTranspose(g, x, w, { dilations: 2, pads: 1 })),
    at('one pixel', '1×2×1×1 2×2×4×4', (g, x, w) => op.convTranspose(g, x, w, { strides: 2, pads: 1 })),
  ],
  DepthToSpace: [
    at('r = 2', '2×8×2×3', (g, x) => op.pixelShuffle(g, x, 2)),
    at('r = 3', '1×9×1×2', (g, x) => op.pixelShuffle(g, x, 3)),
    at('the other order', '1×12×2×1', (g, x) => op.pixelShuffle(g, x, 2, 'DCR')),
  ],
  GlobalAveragePool: [at('3×4', '2×3×3×4', op.globalAveragePool), at('one pixel', '1×2×1×1', op.globalAveragePool)],
  MaxPool: [
    at('2×2', '2×2×4×6', (g, x) => op.maxPool(g, x, { kernel: 2 }), { h: 3e-3 }),
    at('stride 2 on an odd size, the last row unread', '1×2×5×7', (g, x) => op.maxPool(g, x, { kernel: 2 }), { h: 1e-3 }),
    at('3×3, stride 2, padding, negative', '1×2×5×5', (g, x) => op.maxPool(g, x, { kernel: 3, strides: 2, pads: 1 }), {
      h: 1e-3,
      range: [-2, -1],
    }),
    at('stride 3, wide, asymmetric padding', '1×1×7×5', (g, x) => op.maxPool(g, x, { kernel: [2, 4], strides: 3, pads: [1, 0, 0, 3] }), {
      h: 1e-3,
    }),
    at('one pixel', '1×2×1×1', (g, x) => op.maxPool(g, x, { kernel: 1 })),
  ],
  SpaceToDepth: [at('r = 2', '1×3×4×2', (g, x) => op.spaceToDepth(g, x, 2)), at('r = 3', '2×1×3×6', (g, x) => op.spaceToDepth(g, x, 3))],
};
