/** Tensors as ONNX Runtime has them, and messages of its errors. */
import type * as Ort from 'onnxruntime-node';
import type { DataType, Tensor, TensorData } from '../graph/tensor.ts';

/** One of ours, or one of ONNX Runtime's, which may be in the memory of a device. */
export type AnyTensor = Tensor | Ort.Tensor;

export type OrtTensors = Readonly<Record<string, Ort.Tensor>>;

export const isOrt = (value: AnyTensor): value is Ort.Tensor => 'dims' in value;

/** A tensor on the CPU as one of ours; the data are not copied. */
export function fromOrt(value: Ort.Tensor): Tensor {
  return { dtype: value.type as DataType, shape: value.dims, data: value.data as TensorData };
}

/** The tensor for ONNX Runtime; the data are not copied. */
export function toOrt(ort: Pick<typeof Ort, 'Tensor'>, value: AnyTensor): Ort.Tensor {
  return isOrt(value) ? value : new ort.Tensor(value.dtype as 'float32', value.data as Float32Array, value.shape);
}

/** Frees what ONNX Runtime holds for a tensor that is no longer needed. */
export function free(value: AnyTensor): void {
  if (isOrt(value)) value.dispose();
}

export function mapValues<A, B>(record: Readonly<Record<string, A>>, f: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value)]));
}

export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').trim();
}
