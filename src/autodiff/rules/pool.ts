/** Gradients of pooling. Each channel is pooled by itself, so channels are joined with the batch: (N·C, 1, H, W). */
import type { Graph, Value } from '../../graph/graph.ts';
import { cast, concat, convTranspose, div, equal, expand, mul, type OpNode, pad, reduceSum, reshape, slice } from '../../graph/ops.ts';
import { sizeOf, tensor } from '../../graph/tensor.ts';
import type { Rule } from '../rule.ts';
import { inside } from './shape.ts';

type Four = [number, number, number, number];

/** y = mean of x over H, W. dx = dy/(H·W), repeated */
export const GlobalAveragePool: Rule<'GlobalAveragePool'> = (g, { inputs: [x] }, dy) => {
  const sizes = x!.sizes;
  return [expand(g, mul(g, dy, g.constant(1 / sizeOf(sizes.slice(2)))), sizes)];
};

/** y = x ⋆ 1 / n, n the elements that a window counts. dx = the adjoint of ⋆ 1 applied to dy / n */
export const AveragePool: Rule<'AveragePool'> = (g, node, dy) => {
  const [kh, kw] = node.attrs.kernel_shape.value as [number, number];
  const counts = node.attrs.count_include_pad.value === 1 ? g.constant(1 / (kh * kw)) : g.constant(inverseCounts(node));
  const filter = g.constant(tensor(new Float32Array(kh * kw).fill(1), [1, 1, kh, kw]));
  return [spread(g, node, mul(g, dy, counts), filter)];
};

/**
 * y = max over the window's shifts k of x_k, where x_k is x shifted and cut to the windows' first elements.
 * dx = Σ_k the adjoint of shift k applied to dy·m_k / Σ m, m_k = (x_k = y): equal maxima share the gradient evenly. (PyTorch gives it to the first.)
 */
export const MaxPool: Rule<'MaxPool'> = (g, node, dy) => {
  const [kh, kw] = node.attrs.kernel_shape.value as [number, number];
  const [strideH, strideW] = node.attrs.strides.value as [number, number];
  const [top, left, bottom, right] = node.attrs.pads.value as Four;
  const [outH, outW] = dy.sizes.slice(2) as [number, number];
  // Padding must equal no maximum: it is the lowest number there is.
  const x = node.inputs[0]!;
  const padding = [top, left, bottom, right].some((p) => p > 0);
  const padded = padding ? pad(g, x, [0, 0, top, left], [0, 0, bottom, right], -3.4028234663852886e38) : x;
  const flat = planes(g, padded, padded.sizes.slice(2));
  const shifts = Array.from({ length: kh * kw }, (_, k) => {
    const [i, j] = [Math.floor(k / kw), k % kw];
    return slice(g, flat, [
      { axis: 2, start: i, end: i + (outH - 1) * strideH + 1, step: strideH },
      { axis: 3, start: j, end: j + (outW - 1) * strideW + 1, step: strideW },
    ]);
  });
  const mask = cast(g, equal(g, concat(g, shifts, 1), planes(g, node.outputs[0]!, [outH, outW])), 'float32');
  const shares = mul(g, mask, div(g, planes(g, dy, [outH, outW]), reduceSum(g, mask, [1], true)));
  const oneHot = Float32Array.from({ length: (kh * kw) ** 2 }, (_, i) => (i % (kh * kw + 1) === 0 ? 1 : 0));
  return [spread(g, node, shares, g.constant(tensor(oneHot, [kh * kw, 1, kh, kw])))];
};

function planes(g: Graph, v: Value, size: readonly number[]): Value {
  return reshape(g, v, [v.sizes[0]! * v.sizes[1]!, 1, ...size]);
}

/** ConvTranspose of gradients of the windows with `filter`, to the shape of x: what a window reads gets its part back. */
function spread(g: Graph, { inputs, attrs }: OpNode<'AveragePool' | 'MaxPool'>, windows: Value, filter: Value): Value {
  const sizes = inputs[0]!.sizes as Four;
  const [outH, outW] = windows.sizes.slice(2) as [number, number];
  const { strides, pads } = attrs;
  const [i] = filter.sizes as Four;
  const stacked = reshape(g, windows, [sizes[0] * sizes[1], i, outH, outW]);
  const all = convTranspose(g, stacked, filter, { strides: strides.value as [number, number] });
  // Rows and columns that no window reaches get 0; those of the padding are cut off.
  const missing = [0, 1].map((a) => Math.max(0, pads.value[a]! + sizes[2 + a]! - all.sizes[2 + a]!));
  const whole = missing.some((n) => n > 0) ? pad(g, all, [0, 0, 0, 0], [0, 0, ...missing]) : all;
  return reshape(g, inside(g, whole, [0, 0, pads.value[0]!, pads.value[1]!], [sizes[0] * sizes[1], 1, sizes[2], sizes[3]]), sizes);
}

/** 1/n for every window, n the elements of it that lie inside the image: (1, 1, H′, W′). */
function inverseCounts({ inputs, outputs, attrs }: OpNode<'AveragePool'>) {
  const [height, width] = outputs[0]!.sizes.slice(2) as [number, number];
  const along = (axis: 0 | 1, p: number): number => {
    const start = p * attrs.strides.value[axis]! - attrs.pads.value[axis]!;
    return Math.min(start + attrs.kernel_shape.value[axis]!, inputs[0]!.sizes[2 + axis]!) - Math.max(start, 0);
  };
  const data = Float32Array.from({ length: height * width }, (_, i) => 1 / (along(0, Math.floor(i / width)) * along(1, i % width)));
  return tensor(data, [1, 1, height, width]);
}
