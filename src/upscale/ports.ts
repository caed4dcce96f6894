/** How pictures go into a network and come out: sizes, layout, element type, value range, and the names of its ports. */
import type { Size } from '../image/resize.ts';
import type { Port } from '../runtime/engine.ts';
import type { Layout, SampleType } from './tensor-io.ts';

/** What a file says of its network, or a probe run found out. */
export interface NetworkFacts {
  readonly scale: number;
  readonly channels: 1 | 3;
  readonly colorSpace: 'y' | 'rgb';
  /** `bicubic`: the input is the picture already enlarged, and the output has the input's size. */
  readonly input: 'lr' | 'bicubic';
  /** Value of white in the network's input. */
  readonly range: 1 | 255;
  readonly layout: Layout;
  readonly dtype: SampleType;
  /** The one input size that the network takes. */
  readonly fixedSize: Size | undefined;
  /** Width and height of the input must be multiples of this; `run` sees to it. */
  readonly multipleOf: number;
}

export interface Ports {
  readonly facts: NetworkFacts;
  readonly inputName: string;
  readonly outputName: string;
  readonly outputLayout: Layout;
  readonly outputRange: 1 | 255;
}

export function isSampleType(dtype: string): dtype is SampleType {
  return dtype === 'float32' || dtype === 'float16' || dtype === 'uint8';
}

/** The size that a port declares; a side left open beside a fixed one is taken to be equal to it. */
export function fixedSizeOf({ shape }: Port, layout: Layout): Size | undefined {
  const [height, width] = layout === 'nchw' ? [shape[2], shape[3]] : [shape[1], shape[2]];
  const known = (side: number | string | undefined): number | undefined => (typeof side === 'number' && side > 0 ? side : undefined);
  const [w, h] = [known(width), known(height)];
  return w === undefined && h === undefined ? undefined : { width: w ?? h!, height: h ?? w! };
}
