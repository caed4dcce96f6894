/** A graph with what a file says of it: operator sets and metadata. */
import type { Graph } from './graph.ts';

export interface OnnxModel {
  readonly graph: Graph;
  /** Operator-set version per domain; '' is the standard one. */
  readonly opsets: ReadonlyMap<string, number>;
  /** `metadata_props`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Operator sets that our own graphs are written for. */
export const opsets: ReadonlyMap<string, number> = new Map([
  ['', 21],
  ['com.microsoft', 1],
]);
