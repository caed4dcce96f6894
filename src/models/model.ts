/** What a network's file says of it: one `defineModel` per file, and everything else follows. */
import * as v from 'valibot';
import type { Value } from '../graph/graph.ts';
import type { Layers } from './layers.ts';

/** What every network is told besides its own options. */
export interface Setting {
  readonly scale: number;
  readonly channels: 1 | 3;
}

export interface Paper {
  readonly title: string;
  readonly year: number;
  readonly arxiv?: string;
  readonly doi?: string;
}

type Options = v.GenericSchema<object>;

/** A network's output sr, or sr with other outputs that only training looks at, such as those of recursions or of smaller scales. */
export type Outputs = Value | { readonly sr: Value; readonly side: readonly Value[] };

export interface ModelDef<S extends Options = Options> {
  /** Lower case, the name of its file. */
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  /** 'lr': the network enlarges. 'bicubic': its input is the LR picture already enlarged to HR size. */
  readonly input: 'lr' | 'bicubic';
  /** Channels of the published network: 1 is BT.601 luma, 3 is RGB. */
  readonly channels: 1 | 3;
  readonly scales: readonly number[];
  /** The network's own options, with the paper's values as defaults. */
  readonly config: S;
  /** Published number of parameters per scale; a test counts the graph's. */
  readonly params: Readonly<Record<`x${number}`, number>>;
  /** Adds the network to the graph: x (N, C, H, W) in [0, 1] → sr (N, C, H·scale, W·scale), perhaps with side outputs (N, C, H′, W′). */
  build(nn: Layers, x: Value, options: v.InferOutput<S> & Setting): Outputs;
}

/** Returns its argument; exists so that the options' type is inferred. */
export function defineModel<const S extends Options>(model: ModelDef<S>): ModelDef<S> {
  return model;
}

/** A number of channels, blocks or recursions. */
export const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096));
