/** Reads any .onnx file (https://onnx.ai/onnx/repo-docs/IR.html). The bytes are not trusted: no size is believed before it is checked. */
import { fromBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProto_AttributeType as AttributeType,
  type GraphProto,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  type TensorProto,
  TensorProto_DataLocation,
  type TensorShapeProto,
  type ValueInfoProto,
} from 'onnx-buf';
import { expected, GraphError } from '../errors.ts';
import { parseDim, type Shape, symbolic } from './dim.ts';
import { type Attribute, Graph, type Value } from './graph.ts';
import type { OnnxModel } from './model.ts';
import { dataType, kindKey, maxInt64, plainDomain, typeName, usualKind } from './onnx-types.ts';
import { arrayFor, type DataType, sizeOf, type Tensor, type TensorData } from './tensor.ts';

interface Declared {
  readonly dtype: DataType;
  readonly shape: Shape | undefined;
}

/**
 * The network of an .onnx file. A float tensor of more than one element is a weight and any other a constant, unless the file is our own
 * and says otherwise; a computed value whose element type the file leaves out is taken for float32. Training information and comments are dropped.
 *
 * Throws GraphError on bytes that are no .onnx file or not all of it, and on a network that does not hang together, that keeps tensors in other
 * files, or that uses what a `Graph` cannot hold: model-local functions, sparse or string or 4-bit initializers, inputs that are not tensors.
 */
export function parse(bytes: Uint8Array): OnnxModel {
  const model = decode(bytes);
  if (!model.graph) throw new GraphError('Expected an .onnx file but the bytes hold no graph');
  if (model.functions.length > 0)
    throw new GraphError(
      `Expected a network of operators only but the file defines functions (${model.functions[0]!.name}); inline them first`,
    );
  return {
    graph: readGraph(model.graph),
    opsets: new Map(model.opsetImport.map((o) => [plainDomain(o.domain), Number(o.version)])),
    metadata: Object.fromEntries(model.metadataProps.map((p) => [p.key, p.value])),
  };
}

function decode(bytes: Uint8Array): ModelProto {
  if (bytes.length === 0) throw new GraphError('Expected an .onnx file but received no bytes');
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (error) {
    throw new GraphError(`Expected an .onnx file but the bytes are something else or cut short (${(error as Error).message})`);
  }
}

function readGraph(proto: GraphProto): Graph {
  if (proto.sparseInitializer.length > 0) throw new GraphError('Expected dense initializers but the file has sparse ones');
  const graph = new Graph();
  const values = new Map<string, Value>();
  const stored = new Set(proto.initializer.map((t) => t.name));
  for (const info of proto.input.filter((i) => !stored.has(i.name))) {
    const { dtype, shape } = tensorType(info, 'input');
    if (!shape) throw new GraphError(`Expected a shape for input ${info.name} but the file does not give one`);
    values.set(info.name, graph.input(info.name, shape, dtype));
  }
  for (const t of proto.initializer) values.set(t.name, readInitializer(graph, t));

  const declared = new Map<string, Declared>();
  for (const info of proto.valueInfo) {
    const type = declaredType(info);
    if (type) declared.set(info.name, type);
  }
  for (const info of proto.output) declared.set(info.name, tensorType(info, 'output'));
  readNodes(graph, proto.node, values, declared);
  for (const { name } of proto.output) {
    const value = values.get(name);
    if (!value) throw new GraphError(`Expected output ${name} to be computed but no node makes it`);
    graph.output(value);
  }
  return graph;
}

function readInitializer(graph: Graph, proto: TensorProto): Value {
  const contents = readTensor(proto, `initializer ${proto.name}`);
  const said = proto.metadataProps.find((p) => p.key === kindKey)?.value;
  return graph.initializer(said === 'weight' || said === 'constant' ? said : usualKind(contents), proto.name, contents);
}

function readNodes(graph: Graph, nodes: readonly NodeProto[], values: Map<string, Value>, declared: ReadonlyMap<string, Declared>): void {
  const made = new Set(nodes.flatMap((n) => n.output));
  let count = 0;
  const unused = (): string => {
    while (made.has(`unused_${count}`) || values.has(`unused_${count}`)) count++;
    return `unused_${count++}`;
  };
  for (const node of nodes) {
    const inputs = node.input.map((name) => {
      if (name === '') return undefined;
      const value = values.get(name);
      if (value) return value;
      const reason = made.has(name) ? 'is made by a later node' : 'nothing makes';
      throw new GraphError(
        `Expected ${`${node.opType} ${node.name}`.trimEnd()} to use a value that is known by then but received ${name}, which ${reason}`,
      );
    });
    const names = node.output.slice(0, node.output.findLastIndex((name) => name !== '') + 1);
    const outputs = names.map((name) => {
      const { dtype, shape } = declared.get(name) ?? { dtype: 'float32', shape: undefined };
      return { name: name === '' ? unused() : name, dtype, shape };
    });
    const attrs = Object.fromEntries(node.attribute.map((a) => [a.name, readAttribute(a, `attribute ${a.name} of ${node.opType}`)]));
    for (const value of graph.node(node.opType, inputs, attrs, outputs, plainDomain(node.domain), node.name).outputs)
      values.set(value.name, value);
  }
}

function tensorType(info: ValueInfoProto, role: string): Declared {
  const type = declaredType(info);
  if (!type) throw new GraphError(expected('a tensor of a known type', `${role} ${info.name}`, describeType(info)));
  return type;
}

function describeType({ type }: ValueInfoProto): string {
  return type?.value.case === 'tensorType' ? typeName(type.value.value.elemType) : (type?.value.case ?? 'no type');
}

/** Undefined where it is no tensor, or one of elements that we do not hold. */
function declaredType({ name, type }: ValueInfoProto): Declared | undefined {
  if (type?.value.case !== 'tensorType') return undefined;
  const { elemType, shape } = type.value.value;
  const dtype = dataType(elemType);
  return dtype && { dtype, shape: shape && readShape(shape, name) };
}

/** A dimension of which the file says nothing becomes a symbol of its own. */
function readShape({ dim }: TensorShapeProto, name: string): Shape {
  return dim.map(({ value }, axis) => {
    if (value.case === 'dimParam' && value.value !== '') return parseDim(value.value);
    return value.case === 'dimValue' && value.value >= 0n ? size(value.value, `a dimension of ${name}`) : symbolic(`${name}_${axis}`);
  });
}

function size(value: bigint, where: string): number {
  if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) throw new GraphError(expected('a size', where, value));
  return Number(value);
}

/** What we do not use ourselves stays as the message that it came in. */
function readAttribute(proto: AttributeProto, where: string): Attribute {
  const raw: Attribute = { kind: 'raw', value: proto };
  switch (attributeType(proto)) {
    case AttributeType.INT:
      return exact(proto.i) ? { kind: 'int', value: Number(proto.i) } : raw;
    case AttributeType.INTS:
      return proto.ints.every(exact) ? { kind: 'ints', value: proto.ints.map(Number) } : raw;
    case AttributeType.FLOAT:
      return { kind: 'float', value: proto.f };
    case AttributeType.FLOATS:
      return { kind: 'floats', value: proto.floats };
    case AttributeType.STRING: {
      const value = text(proto.s);
      return value === undefined ? raw : { kind: 'string', value };
    }
    case AttributeType.STRINGS: {
      const value = proto.strings.map(text);
      return value.every((s) => s !== undefined) ? { kind: 'strings', value } : raw;
    }
    case AttributeType.TENSOR:
      if (proto.t && dataType(proto.t.dataType)) return { kind: 'tensor', value: readTensor(proto.t, where) };
  }
  refuseOtherFiles(proto, where);
  return raw;
}

/** The first files did not write the type: it is that of the field that is filled. */
function attributeType(proto: AttributeProto): AttributeType {
  if (proto.type !== AttributeType.UNDEFINED || proto.refAttrName !== '') return proto.type;
  if (Object.hasOwn(proto, 'i')) return AttributeType.INT;
  if (Object.hasOwn(proto, 'f')) return AttributeType.FLOAT;
  if (Object.hasOwn(proto, 's')) return AttributeType.STRING;
  if (proto.t) return AttributeType.TENSOR;
  if (proto.ints.length > 0) return AttributeType.INTS;
  if (proto.floats.length > 0) return AttributeType.FLOATS;
  return proto.strings.length > 0 ? AttributeType.STRINGS : AttributeType.UNDEFINED;
}

/** Whether a number holds the integer; INT64_MAX is written back from 2⁶³. */
const exact = (i: bigint): boolean => i === maxInt64 || BigInt(Number(i)) === i;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Undefined for bytes that are no text. */
function text(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function readTensor(proto: TensorProto, where: string): Tensor {
  refuseOtherFile(proto, where);
  const dtype = dataType(proto.dataType);
  if (!dtype) throw new GraphError(expected('numbers of 8 bits or more', where, typeName(proto.dataType)));
  const shape = proto.dims.map((d) => size(d, `a dimension of ${where}`));
  const data = proto.rawData.length > 0 ? fromRaw(proto.rawData, dtype, sizeOf(shape), where) : fromFields(proto, dtype, where);
  if (data.length !== sizeOf(shape))
    throw new GraphError(expected(`${sizeOf(shape)} elements, as its dimensions say,`, where, data.length));
  return { dtype, shape, data: dtype === 'bool' ? Uint8Array.from(data as Uint8Array, (b) => (b === 0 ? 0 : 1)) : data };
}

/** The view is copied, because arrays of wider elements need an aligned start. Little-endian, as every platform with an engine is. */
function fromRaw(raw: Uint8Array, dtype: DataType, count: number, where: string): TensorData {
  const array = arrayFor(dtype);
  const bytes = count * array.BYTES_PER_ELEMENT;
  if (raw.length !== bytes) throw new GraphError(expected(`${bytes} bytes, as its dimensions say,`, where, raw.length));
  return new (array as new (buffer: ArrayBuffer) => TensorData)(new Uint8Array(raw).buffer);
}

/** Elements as numbers of the message; 16-bit floats are their bits. */
function fromFields(proto: TensorProto, dtype: DataType, where: string): TensorData {
  switch (dtype) {
    case 'float32':
      return Float32Array.from(proto.floatData);
    case 'float64':
      return Float64Array.from(proto.doubleData);
    case 'int64':
      return BigInt64Array.from(proto.int64Data);
    case 'uint64':
      return BigUint64Array.from(proto.uint64Data);
    case 'uint32':
      return Uint32Array.from(proto.uint64Data, (i) => size(i, where));
    default:
      return (arrayFor(dtype) as { from(values: number[]): TensorData }).from(proto.int32Data);
  }
}

function refuseOtherFile(proto: TensorProto, where: string): void {
  if (proto.dataLocation === TensorProto_DataLocation.EXTERNAL || proto.externalData.length > 0)
    throw new GraphError(`Expected a network in one file but ${where} keeps its weights in another file`);
}

/** The same for the tensors of subgraphs; their nesting is bounded by the decoder. */
function refuseOtherFiles(proto: AttributeProto, where: string): void {
  const tensors = [proto.t, ...proto.tensors, ...[proto.sparseTensor, ...proto.sparseTensors].flatMap((s) => [s?.values, s?.indices])];
  for (const t of tensors) if (t) refuseOtherFile(t, where);
  for (const g of [proto.g, ...proto.graphs]) {
    for (const t of [...(g?.initializer ?? []), ...(g?.sparseInitializer ?? []).flatMap((s) => [s.values, s.indices])])
      if (t) refuseOtherFile(t, where);
    for (const a of g?.node.flatMap((n) => n.attribute) ?? []) refuseOtherFiles(a, where);
  }
}
