/** Gradients of padding. */
import type { Graph, Value } from '../../graph/graph.ts';
import { add, constantInts, flip, pad, reduceSum, slice } from '../../graph/ops.ts';
import type { Rule } from '../rule.ts';
import { inside } from './shape.ts';

/**
 * Constant: dx = the inside of dy. Edge and reflect, axis by axis: to that, the gradient of each margin is added where it was read from,
 * summed at the outermost element (edge) or mirrored beside it (reflect).
 */
export const Pad: Rule<'Pad'> = (g, node, dy) => {
  const sizes = node.inputs[0]!.sizes;
  const mode = node.attrs.mode.value;
  const pads = constantInts(node, 1);
  if (mode === 'constant') return [inside(g, dy, pads.slice(0, sizes.length), sizes)];
  return [sizes.reduce((dx, _, axis) => folded(g, dx, axis, [pads[axis]!, pads[axis + sizes.length]!], mode), dy)];
};

function folded(g: Graph, dy: Value, axis: number, [before, after]: readonly [number, number], mode: 'edge' | 'reflect'): Value {
  const length = dy.sizes[axis]!;
  const size = length - before - after;
  const cut = (start: number, end: number) => (end - start === length ? dy : slice(g, dy, [{ axis, start, end }]));
  // A margin's gradient, and where its part of dx starts.
  const margin = (start: number, count: number, edge: number, mirrored: number): Value => {
    const part = cut(start, start + count);
    const moved = mode === 'edge' ? reduceSum(g, part, [axis], true) : flip(g, part, [axis]);
    const at = mode === 'edge' ? edge : mirrored;
    const zeros = (n: number) => dy.sizes.map((_, i) => (i === axis ? n : 0));
    return pad(g, moved, zeros(at), zeros(size - at - moved.sizes[axis]!));
  };
  let dx = cut(before, before + size);
  if (before > 0) dx = add(g, dx, margin(0, before, 0, 1));
  if (after > 0) dx = add(g, dx, margin(before + size, after, size - 1, size - 1 - after));
  return dx;
}
