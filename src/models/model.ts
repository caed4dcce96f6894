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

/** A number for each scale that has one. */
export type PerScale = Readonly<Partial<Record<`x${number}`, number>>>;

/** How a network enlarges, by which the papers are grouped. */
export type Family = 'pre-upsampling' | 'post-upsampling' | 'progressive' | 'iterative' | 'arbitrary-scale' | 'denoising';

/** A network's output sr, or sr with other outputs that only training looks at, such as those of recursions or of smaller scales. */
export type Outputs = Value | { readonly sr: Value; readonly side: readonly Value[] };

/** A result of a paper, by the protocol that its authors used. */
export interface PublishedScore {
  readonly set: 'Set5' | 'Set14' | 'B100' | 'Urban100' | 'Manga109';
  readonly scale: number;
  /** In dB. */
  readonly psnr: number;
  readonly ssim?: number;
}

/** What is known of a network of one size; tests work it out of the graph and compare. */
export interface Facts {
  /** Numbers that training sets, running statistics not counted. */
  readonly params: PerScale;
  /** For a 1280×720 output, in units of 10⁹, to the digits that are given. */
  readonly multiplyAdds?: PerScale;
  /** Side in pixels of the square of the input that a pixel of the output depends on, for each scale where they differ; 'picture' when it is the whole. */
  readonly receptiveField?: number | 'picture' | PerScale;
  /** What papers print where it differs from these counts, and what could not be verified. */
  readonly note?: string;
  readonly scores?: readonly PublishedScore[];
}

/** A variant of a network that has a name of its own. */
export interface Preset extends Facts {
  readonly title: string;
  readonly paper?: Paper;
  readonly channels?: 1 | 3;
  readonly scales?: readonly number[];
  /** What differs from the defaults. */
  readonly options: object;
}

export interface ModelDef<S extends Options = Options> extends Facts {
  /** Lower case, the name of its file; for a preset the name of the preset. */
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  readonly family: Family;
  /** 'lr': the network enlarges. 'bicubic': its input is the LR picture already enlarged to HR size. */
  readonly input: 'lr' | 'bicubic';
  /** Channels of the published network: 1 is BT.601 luma, 3 is RGB. */
  readonly channels: 1 | 3;
  readonly scales: readonly number[];
  /** From and up to: for a network of which no weight depends on the scale, so that it makes any between these two; `scales` are examples. */
  readonly scaleRange?: readonly [number, number];
  /** The network's own options, with the paper's values as defaults. */
  readonly config: S;
  /** Variants by name, `edsr-baseline`. */
  readonly presets?: Readonly<Record<string, Preset>>;
  /** Options of a small network with every kind of layer, for tests that would be slow at full size. */
  readonly tiny?: object;
  /** Sides of the input are multiples of this; pictures of other sizes are padded where networks are run. Default 1. */
  readonly multipleOf?: number;
  /** True for a network that can be trained without padding. */
  readonly unpadded?: true;
  /** For a network that looks at the whole picture: what working in tiles changes. Absent: nothing. */
  readonly tiling?: string;
  /** Adds the network to the graph: x (N, C, H, W) in [0, 1] → sr (N, C, H·scale, W·scale), perhaps with side outputs (N, C, H′, W′). */
  build(nn: Layers, x: Value, options: v.InferOutput<S> & Setting): Outputs;
}

/** Scales of a definition or of a set of networks. */
interface Scales {
  readonly scales: readonly number[];
  readonly scaleRange?: readonly [number, number] | undefined;
}

/** Whether there is a network of this scale: one of the list or, where any between two is, a fraction within. */
export function hasScale({ scales, scaleRange }: Scales, scale: number): boolean {
  return scales.includes(scale) || (scaleRange !== undefined && scale >= scaleRange[0] && scale <= scaleRange[1]);
}

/** The scales of a network in words, for messages. */
export function scalesText({ scales, scaleRange }: Scales): string {
  return scaleRange ? `a number from ${scaleRange[0]} to ${scaleRange[1]}` : scales.join(', ');
}

/** Returns its argument; exists so that the options' type is inferred. */
export function defineModel<const S extends Options>(model: ModelDef<S>): ModelDef<S> {
  return model;
}

/** A number of channels, blocks or recursions. */
export const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096));
