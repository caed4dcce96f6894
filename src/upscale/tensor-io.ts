/** Planes of 0–1 to the tensor that a network takes, and back: layout, element type and value range. */
import { EngineError, expected } from '../errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Planes } from '../image/image.ts';
import { fromHalf, toHalf } from './half.ts';

/** (1, C, H, W) or (1, H, W, C). */
export type Layout = 'nchw' | 'nhwc';
export type SampleType = 'float32' | 'float16' | 'uint8';

export interface TensorForm {
  readonly layout: Layout;
  readonly dtype: SampleType;
  /** The value of white: 1 or 255. */
  readonly range: 1 | 255;
}

/** (C, H, W) planes of 0–1 as a batch of one. Float32 planes of range 1 are passed as they are, not copied. */
export function toTensor({ channels, height, width, data }: Planes<Float32Array>, { layout, dtype, range }: TensorForm): Tensor {
  const interleave = layout === 'nhwc' && channels > 1;
  const shape = layout === 'nchw' ? [1, channels, height, width] : [1, height, width, channels];
  if (dtype === 'float32' && range === 1 && !interleave) return { dtype, shape, data };
  const out =
    dtype === 'float32' ? new Float32Array(data.length) : dtype === 'float16' ? new Uint16Array(data.length) : new Uint8Array(data.length);
  const area = width * height;
  for (let c = 0; c < channels; c++) {
    const step = interleave ? channels : 1;
    let to = interleave ? c : c * area;
    for (let i = c * area; i < (c + 1) * area; i++, to += step) {
      const v = data[i]! * range;
      out[to] = dtype === 'float32' ? v : dtype === 'float16' ? toHalf(v) : Math.min(Math.max(Math.round(v), 0), 255);
    }
  }
  return { dtype, shape, data: out };
}

/** The picture of a batch of one, as (C, H, W) planes of about 0–1. A float32 result of range 1 is not copied. */
export function fromTensor(tensor: Tensor, layout: Layout, range: 1 | 255): Planes<Float32Array> {
  const { shape } = tensor;
  const size = pictureSize(shape, layout);
  if (!size || shape[0] !== 1) throw new EngineError(expected('one picture', "the network's output", `(${shape.join(', ')})`));
  const { channels, height, width } = size;
  const interleaved = layout === 'nhwc' && channels > 1;
  const values = samples(tensor);
  if (values instanceof Float32Array && range === 1 && !interleaved) return { ...size, data: values };
  const area = width * height;
  const out = new Float32Array(channels * area);
  const half = tensor.dtype === 'float16';
  const step = interleaved ? channels : 1;
  for (let c = 0; c < channels; c++) {
    let from = interleaved ? c : c * area;
    for (let i = c * area; i < (c + 1) * area; i++, from += step) {
      out[i] = (half ? fromHalf(values[from]!) : values[from]!) / range;
    }
  }
  return { ...size, data: out };
}

/** Channels and size of a tensor of 4 axes. */
export function pictureSize(shape: readonly number[], layout: Layout): { channels: number; height: number; width: number } | undefined {
  if (shape.length !== 4) return undefined;
  const [channels, height, width] = layout === 'nchw' ? [shape[1]!, shape[2]!, shape[3]!] : [shape[3]!, shape[1]!, shape[2]!];
  return { channels, height, width };
}

function samples({ dtype, data }: Tensor): Float32Array | Float64Array | Uint16Array | Uint8Array {
  if (dtype === 'float16') return new Uint16Array(data.buffer as ArrayBuffer, data.byteOffset, data.length);
  if (data instanceof Float32Array || data instanceof Float64Array || data instanceof Uint8Array) return data;
  throw new EngineError(expected('float32, float16 or uint8', "the element type of the network's output", dtype));
}
