/** What reading and writing .onnx files share: the numbers of the element types, and what a stored tensor is to us. */
import { TensorProto_DataType as Onnx } from 'onnx-buf';
import type { DataType, Tensor } from './tensor.ts';

const numbers: Readonly<Record<DataType, Onnx>> = {
  float32: Onnx.FLOAT,
  float64: Onnx.DOUBLE,
  float16: Onnx.FLOAT16,
  bfloat16: Onnx.BFLOAT16,
  int8: Onnx.INT8,
  uint8: Onnx.UINT8,
  int16: Onnx.INT16,
  uint16: Onnx.UINT16,
  int32: Onnx.INT32,
  uint32: Onnx.UINT32,
  int64: Onnx.INT64,
  uint64: Onnx.UINT64,
  bool: Onnx.BOOL,
};
const names = new Map<number, DataType>(Object.entries(numbers).map(([name, number]) => [number, name as DataType]));

export const onnxType = (dtype: DataType): number => numbers[dtype];

/** Undefined for the types that we do not read: strings, complex numbers, and those of fewer than 8 bits or 8-bit floats. */
export const dataType = (number: number): DataType | undefined => names.get(number);

/** The name of an element type in messages, `int4`. */
export const typeName = (number: number): string => Onnx[number]?.toLowerCase() ?? `type ${number}`;

/** Files do not say which tensors are trained: we take float tensors of more than one element for weights. */
export function usualKind({ dtype, data }: Tensor): 'weight' | 'constant' {
  return /float/.test(dtype) && data.length > 1 ? 'weight' : 'constant';
}

/** Key in a tensor's `metadata_props` under which we write `weight` or `constant` where `usualKind` is not right. */
export const kindKey = 'subpixel.kind';

/** The standard operator set goes by two names. */
export const plainDomain = (domain: string): string => (domain === 'ai.onnx' ? '' : domain);

export const maxInt64 = 2n ** 63n - 1n;
