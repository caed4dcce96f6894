/** Gradients of convolution and its adjoint, in operators that every build of ONNX Runtime has (no training-only kernels). */
import type { Graph, Value } from '../../graph/graph.ts';
import {
  concat,
  conv,
  convTranspose,
  flip,
  gather,
  matmul,
  type OpNode,
  pad,
  reduceSum,
  reshape,
  slice,
  transpose,
} from '../../graph/ops.ts';
import { int64, sizeOf, type Tensor } from '../../graph/tensor.ts';
import type { Rule } from '../rule.ts';

type Sizes4 = readonly [number, number, number, number];
type Geometry = { strides: readonly number[]; pads: readonly number[]; dilations: readonly number[]; group: number };

/** y = x ⋆ w + b.  dx = the adjoint of ⋆ w applied to dy,  dw = x ⋆ dy,  db = Σ dy over N, H, W */
export const Conv: Rule<'Conv'> = (g, node, dy, need) => {
  const [x, w] = node.inputs as [Value, Value];
  const geometry = geometryOf(node);
  return [
    need(0) ? inputGradient(g, dy, w, x.sizes as Sizes4, geometry) : undefined,
    need(1) ? filterGradient(g, x, dy, w.sizes as Sizes4, geometry) : undefined,
    need(2) ? reduceSum(g, dy, [0, 2, 3]) : undefined,
  ];
};

/** y = x ⋆ᵀ w + b, the adjoint of a convolution.  dx = dy ⋆ w,  dw = dy ⋆ x,  db = Σ dy over N, H, W */
export const ConvTranspose: Rule<'ConvTranspose'> = (g, node, dy, need) => {
  const [x, w] = node.inputs as [Value, Value];
  const geometry = geometryOf(node);
  const { group, ...rest } = geometry;
  return [
    need(0) ? conv(g, dy, w, { ...pairs(rest), group }) : undefined,
    need(1) ? filterGradient(g, dy, x, w.sizes as Sizes4, geometry) : undefined,
    need(2) ? reduceSum(g, dy, [0, 2, 3]) : undefined,
  ];
};

function geometryOf({ attrs }: OpNode<'Conv' | 'ConvTranspose'>): Geometry {
  return { strides: attrs.strides.value, pads: attrs.pads.value, dilations: attrs.dilations.value, group: attrs.group.value };
}

function pairs({ strides, pads, dilations }: Omit<Geometry, 'group'>) {
  return { strides: strides as [number, number], pads: pads as [number, number, number, number], dilations: dilations as [number, number] };
}

/**
 * With stride 1 and one group: convolution of dy with the flipped filters, their first two axes swapped, which runs at
 * twice the speed of ConvTranspose. Otherwise ConvTranspose, with the output padding that makes its size that of x.
 */
function inputGradient(g: Graph, dy: Value, w: Value, [, , height, width]: Sizes4, { strides, pads, dilations, group }: Geometry): Value {
  const [, , kh, kw] = w.sizes as Sizes4;
  const [reachH, reachW] = [dilations[0]! * (kh - 1), dilations[1]! * (kw - 1)];
  const full = [reachH - pads[0]!, reachW - pads[1]!, reachH - pads[2]!, reachW - pads[3]!] as const;
  if (group === 1 && strides.every((s) => s === 1) && full.every((p) => p >= 0)) {
    const flipped = kh * kw === 1 ? w : flip(g, w, [2, 3]);
    return conv(g, dy, transpose(g, flipped, [1, 0, 2, 3]), { pads: full, dilations: dilations as [number, number] });
  }
  const [, , outH, outW] = dy.sizes as Sizes4;
  const outputPadding = [
    height - ((outH - 1) * strides[0]! - pads[0]! - pads[2]! + reachH + 1),
    width - ((outW - 1) * strides[1]! - pads[1]! - pads[3]! + reachW + 1),
  ] as const;
  return convTranspose(g, dy, w, { ...pairs({ strides, pads, dilations }), group, outputPadding });
}

/** With fewer channels than this all shifts are stacked and multiplied once, whatever the strides. */
const gatherChannels = 4;
/** The side with at most half the channels of the other is shifted where all its shifts are no more than so many channels, */
const narrow = 256;
/** stacked to about so many for a product, which bounds the memory. */
const narrowStack = 96;
/** With channels in this range on both sides larger products save more time than their copies cost; above it the copies take too much memory. */
const stacked = { from: 32, to: 64 };

/**
 * dw[o, c, i, j] = Σ_n,p dy[n, o, p] · x[n, c, stride·p + dilation·(i, j) − pad]: for each of the kh·kw shifts (i, j) one
 * matrix product of dy with the shifted x. With very few channels the shifts are stacked and multiplied in one product.
 */
function filterGradient(g: Graph, x: Value, dy: Value, [o, c, kh, kw]: Sizes4, { strides, pads, dilations, group }: Geometry): Value {
  const [n, , outH, outW] = dy.sizes as Sizes4;
  const [top, left, bottom, right] = pads as [number, number, number, number];
  const padded = pads.some((p) => p !== 0) ? pad(g, x, [0, 0, top, left], [0, 0, bottom, right]) : x;
  const shifted = (i: number, j: number): Value => {
    const cut = (axis: 2 | 3, offset: number, count: number) => {
      const step = strides[axis - 2]!;
      return { axis, start: offset, end: offset + (count - 1) * step + 1, step };
    };
    const cuts = [cut(2, i * dilations[0]!, outH), cut(3, j * dilations[1]!, outW)].filter(
      ({ axis, start, end, step }) => step !== 1 || end - start !== padded.sizes[axis],
    );
    return cuts.length === 0 ? padded : slice(g, padded, cuts);
  };
  const plain = group === 1 && [...strides, ...dilations].every((s) => s === 1);
  if (plain && kh * kw > 1 && kh * kw * Math.min(o, c) <= narrow && 2 * Math.min(o, c) <= Math.max(o, c))
    return narrowFilterGradient(g, padded, dy, [o, c, kh, kw]);
  if (plain && kh > 1 && kw > 1 && Math.min(o, c) >= stacked.from && Math.max(o, c) <= stacked.to)
    return stackedFilterGradient(g, padded, dy, [o, c, kh, kw]);
  const shifts = Array.from({ length: kh * kw }, (_, k) => shifted(Math.floor(k / kw), k % kw));
  const grouped = (v: Value, channels: number) =>
    reshape(g, v, group === 1 ? [n, channels, outH * outW] : [n, group, channels / group, outH * outW]);
  const rows = grouped(dy, o);
  // (N, [G,] O/G, P) · (N, [G,] C, P)ᵀ summed over N, with G and O/G joined again.
  const product = (v: Value, columns: number) =>
    reshape(g, reduceSum(g, matmul(g, rows, grouped(v, columns * group), { transB: true }), [0]), [o, columns]);
  if (group === 1 && c < gatherChannels) {
    const all = product(shifts.length === 1 ? shifts[0]! : concat(g, shifts, 1), kh * kw * c);
    return reshape(g, transpose(g, reshape(g, all, [o, kh * kw, c]), [0, 2, 1]), [o, c, kh, kw]);
  }
  const parts = shifts.map((v) => reshape(g, product(v, c), [o, c, 1]));
  return reshape(g, parts.length === 1 ? parts[0]! : concat(g, parts, 2), [o, c, kh, kw]);
}

/** Shifts 0 … k − 1 of rows: entry i, q is row q − i, or row `count`, which is zero, outside of 0 … count − 1. */
function shiftsDown(k: number, count: number): Tensor {
  const height = count + k - 1;
  const rowOf = (i: number, q: number) => (q < i || q >= count + i ? count : q - i);
  const indices = Array.from({ length: k * height }, (_, n) => rowOf(Math.floor(n / height), n % height));
  return { ...int64(indices), shape: [k, height] };
}

/** Shifts 0 … k − 1 of rows: entry i, q is row q + i. */
function shiftsUp(k: number, count: number): Tensor {
  return { ...int64(Array.from({ length: k * count }, (_, n) => Math.floor(n / count) + (n % count))), shape: [k, count] };
}

/**
 * The same for stride and dilation 1 and few channels on one side: the shifts of that side, columns first and then rows, for as many
 * columns at a time as the stack may hold.
 *   few outputs:  (N, kw·O·kh, H·W) · (N, C, H·W)ᵀ,    H × W the size of the padded x, dy moved in zeros
 *   few inputs:   (N, kw·C·kh, H′·W′) · (N, O, H′·W′)ᵀ,  H′ × W′ the size of dy, x cut                       both summed over N
 */
function narrowFilterGradient(g: Graph, padded: Value, dy: Value, [o, c, kh, kw]: Sizes4): Value {
  const [n, , outH, outW] = dy.sizes as Sizes4;
  const fewOutputs = o < c;
  const flat = (v: Value, channels: number) => reshape(g, v, [n, channels, sizeOf(v.sizes) / (n * channels)]);
  const [few, many] = fewOutputs ? [o, c] : [c, o];
  const other = flat(fewOutputs ? padded : dy, many);
  const columnAt = (j: number) =>
    fewOutputs ? pad(g, dy, [0, 0, 0, j], [0, 0, 1, kw - 1 - j]) : slice(g, padded, [{ axis: 3, start: j, end: j + outW }]);
  const rows = fewOutputs ? shiftsDown(kh, outH) : shiftsUp(kh, outH);
  const atOnce = Math.max(1, Math.floor(narrowStack / (few * kh)));
  const parts = Array.from({ length: Math.ceil(kw / atOnce) }, (_, k) => {
    const count = Math.min(atOnce, kw - k * atOnce);
    const columns = Array.from({ length: count }, (_, j) => columnAt(k * atOnce + j));
    const stack = gather(g, count === 1 ? columns[0]! : concat(g, columns, 1), rows, 2);
    const product = reduceSum(g, matmul(g, flat(stack, count * few * kh), other, { transB: true }), [0]);
    return reshape(g, product, [count, few, kh, many]);
  });
  const all = parts.length === 1 ? parts[0]! : concat(g, parts, 0);
  return transpose(g, all, fewOutputs ? [1, 3, 2, 0] : [3, 1, 2, 0]);
}

/**
 * The same for stride and dilation 1, in kw products whose first matrix is kh times as large: x cut to kw shifts of its columns, dy moved
 * to kh shifts of the rows of x, zeros around it.
 *   (N, O·kh, H·W′) · (N, C, H·W′)ᵀ summed over N, with H the height of the padded x and W′ the width of dy
 */
function stackedFilterGradient(g: Graph, padded: Value, dy: Value, [o, c, kh, kw]: Sizes4): Value {
  const [n, , outH, outW] = dy.sizes as Sizes4;
  const size = (outH + kh - 1) * outW;
  const shifts = gather(g, pad(g, dy, [0, 0, 0, 0], [0, 0, 1, 0]), shiftsDown(kh, outH), 2);
  const rows = reshape(g, shifts, [n, o * kh, size]);
  const parts = Array.from({ length: kw }, (_, j) => {
    const columns = reshape(g, slice(g, padded, [{ axis: 3, start: j, end: j + outW }]), [n, c, size]);
    return reshape(g, reduceSum(g, matmul(g, rows, columns, { transB: true }), [0]), [o, kh, c, 1]);
  });
  return transpose(g, concat(g, parts, 3), [0, 2, 1, 3]);
}
