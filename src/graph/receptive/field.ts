/** What a value depends on, axis by axis, and how operators that only move or combine axes change it. */
import type { Dim } from '../dim.ts';
import { formatDim } from '../dim.ts';
import type { Node } from '../graph.ts';
import { type Axis, downsample, remap, Unbounded, union, upsample } from './axis.ts';
import { constant, describe, int, list, parameter, position, rank } from './read.ts';

/** One entry for each axis of the tensor; undefined for axes that are not spatial (batch, channels). */
export type Field = readonly (Axis | undefined)[];

/** Aligned at the last axis, as broadcasting does. */
export function combine(node: Node, fields: readonly Field[], axes: number): Field {
  const aligned = fields.map((f) => [...Array<undefined>(Math.max(0, axes - f.length)), ...f]);
  return aligned.reduce((a, b) =>
    a.map((p, i) => {
      const q = b[i];
      if (!p !== !q) throw new Unbounded(`${describe(node)} combines values with spatial axes in different places`);
      return p && q && union(p, q);
    }),
  );
}

/** Inputs meet pixel by pixel; those that do not depend on pixels only broadcast. */
export function pointwise(node: Node, fields: readonly (Field | undefined)[]): Field {
  const axes = Math.max(...fields.map((f, i) => f?.length ?? rank(node.inputs[i]) ?? 0));
  return combine(
    node,
    fields.filter((f) => f !== undefined),
    axes,
  );
}

export function concat(node: Node, fields: readonly (Field | undefined)[]): Field {
  const joined = pointwise(node, fields);
  return apart(node, joined, [int(node, 'axis', 1)]);
}

/** The same field, if none of `axes` is spatial. */
export function apart(node: Node, x: Field, axes: readonly number[]): Field {
  if (axes.some((a) => x[position(a, x.length)])) throw new Unbounded(`${describe(node)} works across the image`);
  return x;
}

/** Aᵢⱼ = Σ B C over axes that are not spatial; two values that depend on pixels may share spatial axes only outside the last two. */
export function matmul(node: Node, [a, b]: readonly (Field | undefined)[]): Field {
  const [left, right] = [rank(node.inputs[0]) ?? a?.length, rank(node.inputs[1]) ?? b?.length];
  if (left === undefined || right === undefined || left < 2 || right < 2)
    throw new Unbounded(`${describe(node)} multiplies values of unknown shape`);
  if (a && b) return combine(node, [apart(node, a, [-1, -2]), apart(node, b, [-1, -2])], Math.max(left, right));
  return combine(node, [a ? apart(node, a, [-1]) : apart(node, b!, [-2])], Math.max(left, right));
}

export function transpose(node: Node, x: Field): Field {
  const order = list(node, 'perm') ?? x.map((_, i) => x.length - 1 - i);
  return order.map((axis) => x[position(axis, x.length)]);
}

export function unsqueeze(node: Node, x: Field): Field {
  const axes = parameter(node, 'axes', 1) ?? [];
  const total = x.length + axes.length;
  const added = new Set(axes.map((a) => position(a, total)));
  const old = x.values();
  return Array.from({ length: total }, (_, i) => (added.has(i) ? undefined : old.next().value));
}

/** Takes away axes that are not spatial. */
export function drop(node: Node, x: Field, axes: readonly number[]): Field {
  const gone = new Set(axes.map((a) => position(a, x.length)));
  return apart(node, x, axes).filter((_, i) => !gone.has(i));
}

export function squeeze(node: Node, x: Field): Field {
  const axes = parameter(node, 'axes', 1);
  if (!axes) throw new Unbounded(`${describe(node)} does not say which axes it removes`);
  return drop(node, x, axes);
}

export function reduce(node: Node, x: Field): Field {
  const axes = parameter(node, 'axes', 1) ?? [];
  if (axes.length === 0 && int(node, 'noop_with_empty_axes', 0) === 1) return x;
  const over = axes.length > 0 ? axes : x.map((_, i) => i);
  return int(node, 'keepdims', 1) === 1 ? apart(node, x, over) : drop(node, x, over);
}

export function gather(node: Node, x: Field): Field {
  const axis = position(int(node, 'axis', 0), x.length);
  const added = rank(node.inputs[1]);
  if (added === undefined) throw new Unbounded(`${describe(node)} has indices of unknown shape`);
  return apart(node, x, [axis]).flatMap((a, i) => (i === axis ? Array<undefined>(added).fill(undefined) : [a]));
}

export function tile(node: Node, x: Field): Field {
  const repeats = parameter(node, 'repeats', 1) ?? [];
  return apart(
    node,
    x,
    [...repeats.keys()].filter((i) => repeats[i] !== 1),
  );
}

export function expand(node: Node, x: Field): Field {
  const axes = rank(node.outputs[0]) ?? constant(node.inputs[1])?.length;
  if (axes === undefined) throw new Unbounded(`${describe(node)} has an output of unknown shape`);
  return combine(node, [x], axes);
}

/** Cuts off a fixed number of pixels at the start, whatever at the end. */
export function slice(node: Node, x: Field): Field {
  const starts = parameter(node, 'starts', 1) ?? [];
  const ends = node.inputs[2] ? constant(node.inputs[2]) : list(node, 'ends');
  const axes = (parameter(node, 'axes', 3) ?? starts.map((_, i) => i)).map((a) => position(a, x.length));
  const steps = parameter(node, 'steps', 4);
  return x.map((axis, i) => {
    const at = axes.indexOf(i);
    if (!axis || at < 0) return axis;
    const [start, end, step] = [starts[at] ?? 0, ends?.[at] ?? Number.NaN, steps?.[at] ?? 1];
    if (start < 0 || step < 1) throw new Unbounded(`${describe(node)} counts from the far side of the image`);
    const left = axis.extra - start + (end < 0 ? end : end >= 2 ** 31 - 1 ? 0 : Number.NaN);
    return remap(axis, 1, step, Math.ceil(left / step), (p) => ({ first: p * step + start, step: 1, count: 1 }));
  });
}

/**
 * Follows axes that are merged or split: (H, r) → H·r is an upsampling, H → (H/r, r) a downsampling whose second axis is no longer spatial.
 * With Transpose that covers pixel shuffles written out, and their inverse.
 */
export function reshape(node: Node, x: Field): Field {
  const [from, to] = [node.inputs[0]?.declaredShape, node.outputs[0]?.declaredShape];
  if (from?.length !== x.length || !to) throw new Unbounded(`${describe(node)} has shapes that are known only when it runs`);
  const made: (Axis | undefined)[] = to.map(() => undefined);
  for (const [taken, given] of regroup(node, from, to)) {
    const spatial = taken.filter((i) => x[i]);
    if (spatial.length === 0) continue;
    const sides = taken.map((i) => from[i]!);
    const axis = x[spatial[0]!]!;
    const before = sides.slice(0, taken.indexOf(spatial[0]!));
    if (spatial.length > 1 || before.some((d) => d !== 1)) throw new Unbounded(`${describe(node)} makes one axis of several spatial ones`);
    const lead = given.find((j) => to[j] !== 1) ?? given[0]!;
    const up = product(node, sides.slice(before.length + 1));
    const down = product(
      node,
      given.filter((j) => j !== lead).map((j) => to[j]!),
    );
    const larger = up === 1 ? axis : upsample(axis, up);
    made[lead] = down === 1 ? larger : downsample(larger, down);
  }
  return made;
}

function product(node: Node, dims: readonly Dim[]): number {
  return dims.reduce<number>((total, d) => {
    if (typeof d !== 'number' || d < 1) throw new Unbounded(`${describe(node)} mixes spatial axes with others`);
    return total * d;
  }, 1);
}

/** Runs of axes, of one shape and of the other, that hold the same number of elements. */
function regroup(node: Node, from: readonly Dim[], to: readonly Dim[]): [number[], number[]][] {
  const groups: [number[], number[]][] = [];
  const [source, target] = [from.map(monomial), to.map(monomial)];
  let [i, j] = [0, 0];
  while (i < from.length && j < to.length) {
    const group: [number[], number[]] = [[i], [j]];
    let [p, q] = [source[i++]!, target[j++]!];
    while (!(divides(p, q) && divides(q, p))) {
      if (divides(p, q) && i < from.length) {
        p = times(p, source[i]!);
        group[0].push(i++);
      } else if (divides(q, p) && j < to.length) {
        q = times(q, target[j]!);
        group[1].push(j++);
      } else throw new Unbounded(`${describe(node)} rearranges axes in a way that is not understood`);
    }
    groups.push(group);
  }
  return groups;
}

/** A product of a number and symbols. */
interface Monomial {
  readonly factor: number;
  readonly symbols: readonly string[];
}

function monomial(d: Dim): Monomial {
  if (typeof d === 'number') return { factor: d, symbols: [] };
  return d.add === 0 ? { factor: d.mul, symbols: [d.symbol] } : { factor: 1, symbols: [formatDim(d)] };
}

const times = (a: Monomial, b: Monomial): Monomial => ({ factor: a.factor * b.factor, symbols: [...a.symbols, ...b.symbols] });

function divides(a: Monomial, b: Monomial): boolean {
  const rest = [...b.symbols];
  return b.factor % a.factor === 0 && a.symbols.every((s) => rest.includes(s) && rest.splice(rest.indexOf(s), 1));
}
