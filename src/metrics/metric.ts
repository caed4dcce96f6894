/** What a measure of the likeness of two pictures is. */
import type { Planes } from '../image/image.ts';

export interface MetricDef {
  readonly name: string;
  /** Unit of the value; empty for a plain number. */
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  /** The value for two identical pictures. */
  readonly identical: number;
  /** Planes are (C, H, W) in [0, dataRange]; sums are in float64. Throws ShapeError for pictures of different or unfit sizes. */
  measure(sr: Planes, hr: Planes, options: { readonly dataRange: number }): number;
}

/** Returns its argument; it exists so that the type is inferred. */
export function defineMetric<const D extends MetricDef>(def: D): D {
  return def;
}
