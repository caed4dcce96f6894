/** MATLAB's imresize inside a graph, for targets of networks with smaller outputs: one constant matrix per axis, the taps of `image/`. */
import type { Graph, Value } from '../graph/graph.ts';
import { matmul, reshape, transpose } from '../graph/ops.ts';
import { type Tensor, tensor } from '../graph/tensor.ts';
import { tapsOf } from '../image/taps.ts';

/** x (N, C, H, W) → (N, C, height, width) by antialiased bicubic, the edge repeated: `imresize` of `image/` without rounding. */
export function shrink(g: Graph, x: Value, height: number, width: number): Value {
  const [n, c, h, w] = x.sizes as [number, number, number, number];
  const along = (value: Value, from: number, to: number) => matmul(g, value, g.constant(axisMatrix(from, to)));
  const rows = reshape(g, along(reshape(g, x, [n * c * h, w]), w, width), [n * c, h, width]);
  const columns = along(reshape(g, transpose(g, rows, [0, 2, 1]), [n * c * width, h]), h, height);
  return reshape(g, transpose(g, reshape(g, columns, [n * c, width, height]), [0, 2, 1]), [n, c, height, width]);
}

/** (from, to): column i holds the weights of output sample i. */
function axisMatrix(from: number, to: number): Tensor {
  const { offset, index, weight } = tapsOf(
    { length: from, scale: to / from, kernel: 'bicubic', antialias: true, border: 'replicate' },
    0,
    to,
  );
  const data = new Float64Array(from * to);
  for (let i = 0; i < to; i++) for (let k = offset[i]!; k < offset[i + 1]!; k++) data[index[k]! * to + i]! += weight[k]!;
  return tensor(Float32Array.from(data), [from, to]);
}
