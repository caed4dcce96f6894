/** Gradients of the operators that move elements: each moves them back. */
import type { Graph, Value } from '../../graph/graph.ts';
import {
  concat,
  constantInts,
  flip,
  pad,
  pixelShuffle,
  pixelUnshuffle,
  reduceSum,
  reshape,
  slice,
  spaceToDepth,
  squeeze,
  transpose,
  unsqueeze,
} from '../../graph/ops.ts';
import type { Rule } from '../rule.ts';

export const Reshape: Rule<'Reshape'> = (g, { inputs: [x] }, dy) => [reshape(g, dy, x!.sizes)];

/** The inverse permutation. */
export const Transpose: Rule<'Transpose'> = (g, { attrs }, dy) => {
  const { value: perm } = attrs.perm;
  return [
    transpose(
      g,
      dy,
      perm.map((_, i) => perm.indexOf(i)),
    ),
  ];
};

/** The loop sums over the repeated axes. */
export const Expand: Rule<'Expand'> = (_g, _node, dy) => [dy];

/** A slice of dy for each part. */
export const Concat: Rule<'Concat'> = (g, { inputs, attrs }, dy, need) => {
  const axis = attrs.axis.value;
  let start = 0;
  return inputs.map((part, i) => {
    const end = start + part!.sizes[axis]!;
    const dx = need(i) ? slice(g, dy, [{ axis, start, end }]) : undefined;
    start = end;
    return dx;
  });
};

/** dy put back in place: zeros between the elements of a step, before the start and after the end. */
export const Slice: Rule<'Slice'> = (g, node, dy) => {
  const x = node.inputs[0]!;
  const [starts, , axes, steps] = [1, 2, 3, 4].map((i) => constantInts(node, i)) as [number[], number[], number[], number[]];
  let dx = dy;
  axes.forEach((axis, i) => {
    const step = Math.abs(steps[i]!);
    const length = dx.sizes[axis]!;
    // A backward walk is a forward walk of the reversed gradient from the last element taken.
    const start = steps[i]! < 0 ? starts[i]! - (length - 1) * step : starts[i]!;
    if (steps[i]! < 0) dx = flip(g, dx, [axis]);
    dx = spaceOut(g, dx, axis, step);
    dx = padAxis(g, dx, axis, start, x.sizes[axis]! - start - dx.sizes[axis]!);
  });
  return [dx];
};

/** Puts step − 1 zeros between neighbours along an axis: length n becomes (n − 1)·step + 1. */
function spaceOut(g: Graph, x: Value, axis: number, step: number): Value {
  const sizes = [...x.sizes];
  const length = sizes[axis]!;
  if (step === 1 || length === 1) return x;
  const split = reshape(g, x, [...sizes.slice(0, axis + 1), 1, ...sizes.slice(axis + 1)]);
  const wide = padAxis(g, split, axis + 1, 0, step - 1);
  const joined = reshape(g, wide, [...sizes.slice(0, axis), length * step, ...sizes.slice(axis + 1)]);
  return slice(g, joined, [{ axis, start: 0, end: (length - 1) * step + 1 }]);
}

function padAxis(g: Graph, x: Value, axis: number, before: number, after: number): Value {
  if (before === 0 && after === 0) return x;
  const at = (n: number) => x.sizes.map((_, i) => (i === axis ? n : 0));
  return pad(g, x, at(before), at(after));
}

/** The part of v of the given sizes that starts at `start`. */
export function inside(g: Graph, v: Value, start: readonly number[], sizes: readonly number[]): Value {
  const cuts = sizes.flatMap((size, axis) => (v.sizes[axis] === size ? [] : [{ axis, start: start[axis]!, end: start[axis]! + size }]));
  return cuts.length === 0 ? v : slice(g, v, cuts);
}

/** The parts' gradients side by side. */
export const Split: Rule<'Split'> = (g, { attrs }, _dy, _need, dys) => [concat(g, dys, attrs.axis.value)];

/** The sum of the copies: axis i, of size d, was repeated r times, so it is r times d. */
export const Tile: Rule<'Tile'> = (g, node, dy) => {
  const sizes = node.inputs[0]!.sizes;
  const repeats = constantInts(node, 1);
  const copies = reshape(
    g,
    dy,
    sizes.flatMap((d, i) => [repeats[i]!, d]),
  );
  return [
    reduceSum(
      g,
      copies,
      sizes.map((_, i) => 2 * i),
    ),
  ];
};

export const Squeeze: Rule<'Squeeze'> = (g, node, dy) => [unsqueeze(g, dy, constantInts(node, 1))];

export const Unsqueeze: Rule<'Unsqueeze'> = (g, node, dy) => [squeeze(g, dy, constantInts(node, 1))];

/** The inverse of pixel shuffle. (ONNX's SpaceToDepth orders channels otherwise: it is the inverse of the order DCR.) */
export const DepthToSpace: Rule<'DepthToSpace'> = (g, { attrs: { blocksize, mode } }, dy) => [
  mode.value === 'CRD' ? pixelUnshuffle(g, dy, blocksize.value) : spaceToDepth(g, dy, blocksize.value),
];

export const SpaceToDepth: Rule<'SpaceToDepth'> = (g, { attrs }, dy) => [pixelShuffle(g, dy, attrs.blocksize.value, 'DCR')];
