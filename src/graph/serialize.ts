/** Writes a graph as an .onnx file (https://onnx.ai/onnx/repo-docs/IR.html). */
import { create, isMessage, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  StringStringEntryProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type TensorShapeProto_Dimension,
  TensorShapeProto_DimensionSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import { expected, GraphError } from '../errors.ts';
import { type Dim, formatDim } from './dim.ts';
import type { Attribute, Graph, Node, Value } from './graph.ts';
import type { OnnxModel } from './model.ts';
import { kindKey, maxInt64, onnxType, usualKind } from './onnx-types.ts';
import type { Tensor } from './tensor.ts';

/** Version of the file format: that of operator set 21. */
const irVersion = 10n;

export interface SerializeOptions {
  /** `initializers` (the default) stores the weights in the file; `inputs` leaves them to be fed at every run, after the other inputs. */
  readonly weights?: 'initializers' | 'inputs' | undefined;
}

/**
 * The bytes of an .onnx file. Symbolic dimensions are written by `formatDim`, tensors as little-endian bytes,
 * an integer attribute of 2⁶³ or more as INT64_MAX. Throws GraphError on an attribute that the format cannot hold.
 */
export function serialize({ graph, opsets, metadata }: OnnxModel, { weights = 'initializers' }: SerializeOptions = {}): Uint8Array {
  const fed = (v: Value): boolean => weights === 'inputs' && v.kind === 'weight';
  const model = create(ModelProtoSchema, {
    irVersion,
    producerName: 'subpixel',
    opsetImport: [...opsets].map(([domain, version]) => ({ domain, version: BigInt(version) })),
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: create(GraphProtoSchema, {
      name: 'subpixel',
      node: graph.nodes.map(nodeProto),
      initializer: graph.initializers.filter((v) => !fed(v)).map(initializerProto),
      input: [...graph.inputs, ...graph.initializers.filter(fed)].map(valueInfo),
      output: graph.outputs.map(valueInfo),
      valueInfo: intermediates(graph).map(valueInfo),
    }),
  });
  return toBinary(ModelProtoSchema, model);
}

/** The computed values of which we know the shape, or that they are not of the type that a reader assumes. */
function intermediates(graph: Graph): Value[] {
  const outputs = new Set(graph.outputs);
  return graph.nodes.flatMap((n) => n.outputs).filter((v) => !outputs.has(v) && (v.declaredShape || v.dtype !== 'float32'));
}

function valueInfo(value: Value): ValueInfoProto {
  const elemType = onnxType(value.dtype);
  const dim = value.declaredShape?.map(dimension);
  return create(ValueInfoProtoSchema, {
    name: value.name,
    type: { value: { case: 'tensorType', value: dim ? { elemType, shape: { dim } } : { elemType } } },
  });
}

function dimension(d: Dim): TensorShapeProto_Dimension {
  return create(TensorShapeProto_DimensionSchema, {
    value: typeof d === 'number' ? { case: 'dimValue', value: BigInt(d) } : { case: 'dimParam', value: formatDim(d) },
  });
}

function initializerProto(value: Value): TensorProto {
  const contents = value.tensor!;
  const proto = tensorProto(contents, value.name);
  if (value.kind === usualKind(contents)) return proto;
  proto.metadataProps.push(create(StringStringEntryProtoSchema, { key: kindKey, value: value.kind }));
  return proto;
}

/** The bytes are not reordered: every platform with an engine is little-endian. */
function tensorProto({ dtype, shape, data }: Tensor, name = ''): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dataType: onnxType(dtype),
    dims: shape.map(BigInt),
    rawData: new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength),
  });
}

function nodeProto(node: Node): NodeProto {
  return create(NodeProtoSchema, {
    opType: node.op,
    domain: node.domain,
    name: node.name,
    input: node.inputs.map((v) => v?.name ?? ''),
    output: node.outputs.map((v) => v.name),
    attribute: Object.entries(node.attrs).map(([name, attribute]) => attributeProto(node, name, attribute)),
  });
}

function attributeProto(node: Node, name: string, attribute: Attribute): AttributeProto {
  const where = `attribute ${name} of ${node.op}`;
  const of = (type: AttributeType, field: MessageInitShape<typeof AttributeProtoSchema>) =>
    create(AttributeProtoSchema, { name, type, ...field });
  switch (attribute.kind) {
    case 'int':
      return of(AttributeType.INT, { i: integer(attribute.value, where) });
    case 'ints':
      return of(AttributeType.INTS, { ints: attribute.value.map((i) => integer(i, where)) });
    case 'float':
      return of(AttributeType.FLOAT, { f: Math.fround(attribute.value) });
    case 'floats':
      return of(AttributeType.FLOATS, { floats: attribute.value.map(Math.fround) });
    case 'string':
      return of(AttributeType.STRING, { s: utf8(attribute.value) });
    case 'strings':
      return of(AttributeType.STRINGS, { strings: attribute.value.map(utf8) });
    case 'tensor':
      return of(AttributeType.TENSOR, { t: tensorProto(attribute.value) });
    case 'raw':
      if (!isMessage(attribute.value, AttributeProtoSchema))
        throw new GraphError(expected('an attribute read from a file', where, 'another object'));
      return attribute.value;
  }
}

/** INT64_MAX, the "to the end" of Slice, is 2⁶³ as a number; it and all above are written as INT64_MAX. */
function integer(value: number, where: string): bigint {
  if (!Number.isInteger(value)) throw new GraphError(expected('an integer', where, value));
  const exact = BigInt(value);
  return exact > maxInt64 ? maxInt64 : exact < -maxInt64 ? -maxInt64 - 1n : exact;
}

const encoder = new TextEncoder();

const utf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);
