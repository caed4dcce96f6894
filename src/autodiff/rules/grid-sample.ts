/** Gradient of bilinear sampling. */
import type { Graph, Value } from '../../graph/graph.ts';
import {
  add,
  cast,
  clip,
  concat,
  equal,
  expand,
  floor,
  gatherElements,
  mul,
  type OpNode,
  reduceSum,
  reshape,
  scatterAdd,
  split,
  sub,
} from '../../graph/ops.ts';
import { type Rule, zeros } from '../rule.ts';

/**
 * y_p = Σ over the four pixels q around place p of w_q·x_q, w = (1 − |u − u_q|)·(1 − |v − v_q|) with the place (u, v) in pixels; w = 0 outside.
 *   dx_q = Σ_p w_q·dy_p
 *   du = Σ_q ±(1 − |v − v_q|)·(Σ_c x_q·dy) and dv likewise; times the size of a grid unit in pixels
 * With border padding the place is moved to the image first, and a place that was moved has no gradient.
 */
export const GridSample: Rule<'GridSample'> = (g, node, dy, need) => {
  const [x, grid] = node.inputs as [Value, Value];
  const [n, c, h, w] = x.sizes as [number, number, number, number];
  const points = dy.sizes[2]! * dy.sizes[3]!;
  const [gridX, gridY] = split(g, reshape(g, grid, [n, 1, points, 2]), [1, 1], 3).map((v) => reshape(g, v, [n, 1, points]));
  const [u, v] = [place(g, node, gridX!, w), place(g, node, gridY!, h)];
  const flat = reshape(g, x, [n, c, h * w]);
  const dFlat = reshape(g, dy, [n, c, points]);

  let dx = zeros(g, [n, c, h * w]);
  let [du, dv] = [zeros(g, [n, 1, points]), zeros(g, [n, 1, points])];
  for (const j of [0, 1] as const) {
    for (const i of [0, 1] as const) {
      const [across, down] = [u.neighbours[i], v.neighbours[j]];
      const index = cast(g, add(g, mul(g, down.index, g.constant(w)), across.index), 'int64');
      const indices = expand(g, index, [n, c, points]);
      if (need(0)) dx = scatterAdd(g, dx, indices, mul(g, dFlat, mul(g, across.weight, down.weight)), 2);
      if (!need(1)) continue;
      const read = reduceSum(g, mul(g, gatherElements(g, flat, indices, 2), dFlat), [1], true);
      du = add(g, du, mul(g, read, mul(g, across.slope, down.weight)));
      dv = add(g, dv, mul(g, read, mul(g, across.weight, down.slope)));
    }
  }
  const dGrid = () => {
    const parts = [mul(g, du, u.unit), mul(g, dv, v.unit)].map((d) => reshape(g, d, [n, dy.sizes[2]!, dy.sizes[3]!, 1]));
    return concat(g, parts, 3);
  };
  return [need(0) ? reshape(g, dx, x.sizes) : undefined, need(1) ? dGrid() : undefined];
};

/** One of the two pixels on both sides of a place: its index, its weight, and how the weight changes as the place moves on. */
interface Neighbour {
  readonly index: Value;
  readonly weight: Value;
  readonly slope: Value;
}

/** Places along one axis: their two neighbours, and how many pixels a grid unit moves them. */
interface Place {
  readonly neighbours: readonly [Neighbour, Neighbour];
  readonly unit: Value;
}

/** Pixels: (grid + 1)·(size − 1)/2 with aligned corners, else ((grid + 1)·size − 1)/2. */
function place(g: Graph, { attrs }: OpNode<'GridSample'>, grid: Value, size: number): Place {
  const aligned = attrs.align_corners.value === 1;
  const unit = g.constant((aligned ? size - 1 : size) / 2);
  const free = add(g, mul(g, grid, unit), g.constant((size - 1) / 2));
  const border = attrs.padding_mode.value === 'border';
  const at = border ? clip(g, free, 0, size - 1) : free;
  const low = floor(g, at);
  const part = sub(g, at, low);
  const neighbour = (index: Value, weight: Value, direction: 1 | -1): Neighbour => {
    const clipped = clip(g, index, 0, size - 1);
    const inside = cast(g, equal(g, index, clipped), 'float32');
    return { index: clipped, weight: mul(g, weight, inside), slope: mul(g, inside, g.constant(direction)) };
  };
  return {
    neighbours: [neighbour(low, sub(g, g.constant(1), part), -1), neighbour(add(g, low, g.constant(1)), part, 1)],
    unit: border ? mul(g, cast(g, equal(g, at, free), 'float32'), unit) : unit,
  };
}
