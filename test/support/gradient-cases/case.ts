/** What a case of the gradient tests is. */
import type { Value } from '../../../src/graph/graph.ts';
import type { Op } from '../../../src/graph/ops.ts';
import type { GradcheckOptions } from '../gradcheck.ts';
import type { Build } from '../gradient-graph.ts';

export interface Case {
  readonly title: string;
  /** Of the inputs of `f`, which are float32. */
  readonly shapes: readonly (readonly number[])[];
  readonly f: Build;
  readonly options: GradcheckOptions;
}

export type Cases = { readonly [K in Op]?: readonly Case[] };

/** `shapes` reads `2×3 4 ()` for a matrix, a vector and a scalar. */
export function at(
  title: string,
  shapes: string,
  f: (g: Parameters<Build>[0], ...x: [Value, Value, Value, Value, Value]) => Value,
  options: GradcheckOptions = {},
): Case {
  const sizes = shapes.split(' ').map((shape) => (shape === '()' ? [] : shape.split('×').map(Number)));
  return { title, shapes: sizes, f: f as Build, options };
}

/** Curved operators need a small step. */
export const curved = { h: 1e-2 };
/** Curved, and on both sides of 0. */
export const around = { h: 1e-2, range: [-1.5, 1.5] as const };
/** Values on both sides of a kink at 0; with the seed of the check none lies within h of it. */
export const signs = { h: 1e-3, range: [-1, 1] as const };
