/** What a loss's file says of it: one `defineLoss` per file. A loss has no weight of its own; the run's config lists losses with weights. */
import * as v from 'valibot';
import type { Graph, Value } from '../graph/graph.ts';

type Options = v.GenericSchema<object>;

export interface LossDef<S extends Options = Options> {
  /** Lower case, the name of its file. */
  readonly name: string;
  readonly config: S;
  /** Adds the loss: sr and hr (N, C, H, W) in [0, 1] → a scalar. */
  build(g: Graph, pair: { readonly sr: Value; readonly hr: Value }, options: v.InferOutput<S>): Value;
}

/** Returns its argument; exists so that the options' type is inferred. */
export function defineLoss<const S extends Options>(loss: LossDef<S>): LossDef<S> {
  return loss;
}

export const positive = v.pipe(v.number(), v.gtValue(0));
