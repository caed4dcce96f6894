/** A dense array with a shape, the form in which values enter and leave a graph. */
import { ShapeError } from '../errors.ts';

/** How each element type is stored; float16 is kept as its 16 raw bits, bool as 0 or 1. */
const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
} as const;

export type DataType = keyof typeof arrays;
export type TensorData =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigInt64Array
  | BigUint64Array;

export interface Tensor<D extends TensorData = TensorData> {
  readonly dtype: DataType;
  readonly shape: readonly number[];
  readonly data: D;
}

export const dataTypes = Object.keys(arrays) as DataType[];

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, d) => product * d, 1);
}

/** The array type that stores elements of `dtype`. */
export function arrayFor(dtype: DataType): (typeof arrays)[DataType] {
  return arrays[dtype];
}

/** A float32 tensor; throws ShapeError when the data does not fill the shape. */
export function tensor(data: Float32Array | readonly number[], shape: readonly number[]): Tensor<Float32Array> {
  const values = data instanceof Float32Array ? data : Float32Array.from(data);
  if (values.length !== sizeOf(shape)) {
    throw new ShapeError(`Expected ${sizeOf(shape)} elements for shape (${shape.join(', ')}) but received ${values.length}`);
  }
  return { dtype: 'float32', shape, data: values };
}

/** A 1-D int64 tensor: axes, sizes and repeats of operators. */
export function int64(values: readonly number[]): Tensor {
  return { dtype: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) };
}
