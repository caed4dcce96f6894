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
import { int64 } from '../../graph/tensor.ts';
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
 * Nine channels on `axis` become twelve, the new ones zero: the WebGPU provider of ONNX Runtime 1.30 adds up convolutions of nine input
 * channels wrongly, and ESPCN ×3 has nine in front of its pixel shuffle.
 */
function filled(g: Graph, v: Value, axis: number): Value {
  const after = v.sizes.map((size, i) => (i === axis && size === 9 ? 3 : 0));
  return after.some((n) => n > 0)
    ? pad(
        g,
        v,
        v.sizes.map(() => 0),
        after,
      )
    : v;
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
    const flipped = kh * kw === 1 ? filled(g, w, 0) : flip(g, filled(g, w, 0), [2, 3]);
    return conv(g, filled(g, dy, 1), transpose(g, flipped, [1, 0, 2, 3]), { pads: full, dilations: dilations as [number, number] });
  }
  const [, , outH, outW] = dy.sizes as Sizes4;
  const outputPadding = [
    height - ((outH - 1) * strides[0]! - pads[0]! - pads[2]! + reachH + 1),
    width - ((outW - 1) * strides[1]! - pads[1]! - pads[3]! + reachW + 1),
  ] as const;
  return convTranspose(g, dy, w, { ...pairs({ strides, pads, dilations }), group, outputPadding });
}

/** Filters whose columns all together hold fewer numbers than this are gathered first and multiplied once. */
const gatherChannels = 4;
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

/**
 * The same for stride and dilation 1, in kw products whose first matrix is kh times as large: x cut to kw shifts of its columns, dy moved
 * to kh shifts of the rows of x, zeros around it.
 *   (N, O·kh, H·W′) · (N, C, H·W′)ᵀ summed over N, with H the height of the padded x and W′ the width of dy
 */
function stackedFilterGradient(g: Graph, padded: Value, dy: Value, [o, c, kh, kw]: Sizes4): Value {
  const [n, , outH, outW] = dy.sizes as Sizes4;
  const height = outH + kh - 1;
  const size = height * outW;
  // Row q of shift i is row q − i of dy, or the row of zeros after its last.
  const rowOf = (i: number, q: number) => (q < i || q >= outH + i ? outH : q - i);
  const indices = Array.from({ length: kh * height }, (_, k) => rowOf(Math.floor(k / height), k % height));
  const shifts = gather(g, pad(g, dy, [0, 0, 0, 0], [0, 0, 1, 0]), { ...int64(indices), shape: [kh, height] }, 2);
  const rows = reshape(g, shifts, [n, o * kh, size]);
  const parts = Array.from({ length: kw }, (_, j) => {
    const columns = reshape(g, slice(g, padded, [{ axis: 3, start: j, end: j + outW }]), [n, c, size]);
    return reshape(g, reduceSum(g, matmul(g, rows, columns, { transB: true }), [0]), [o, kh, c, 1]);
  });
  return transpose(g, concat(g, parts, 3), [0, 2, 1, 3]);
}
