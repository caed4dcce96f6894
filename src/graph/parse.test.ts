import { create, equals, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import {
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  type GraphProtoSchema,
  ModelProtoSchema,
  TensorProto_DataType as Onnx,
  type TensorProtoSchema,
  TypeProtoSchema,
} from 'onnx-buf';
import { describe, expect, test } from 'vitest';
import { GraphError, SubpixelError } from '../errors.ts';
import { parse } from './parse.ts';
import { serialize } from './serialize.ts';

type GraphInit = MessageInitShape<typeof GraphProtoSchema>;
type Extra = { readonly functions?: { name: string }[]; readonly metadataProps?: { key: string; value: string }[] };
type TensorInit = MessageInitShape<typeof TensorProtoSchema>;

const image = (name: string, ...dims: (bigint | string)[]) => {
  const dim = dims.map((d) => ({
    value: typeof d === 'string' ? { case: 'dimParam' as const, value: d } : { case: 'dimValue' as const, value: d },
  }));
  return { name, type: create(TypeProtoSchema, { value: { case: 'tensorType', value: { elemType: Onnx.FLOAT, shape: { dim } } } }) };
};

function file(graph: GraphInit, more: Extra = {}): Uint8Array {
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ domain: 'ai.onnx', version: 17n }], ...more, graph }),
  );
}

const x = image('x', 1n, 'H');
const y = image('y', 1n, 'H');
const relu = { opType: 'Relu', input: ['x'], output: ['y'] };
const stored = (t: TensorInit) => parse(file({ initializer: [{ name: 't', ...t }] })).graph.initializers[0]!;

describe('tensors', () => {
  const raw = (...bytes: number[]) => Uint8Array.from(bytes);
  test.each<[string, TensorInit, unknown]>([
    ['raw float32', { dataType: Onnx.FLOAT, rawData: raw(0, 0, 128, 63, 0, 0, 0, 192) }, Float32Array.of(1, -2)],
    ['float32', { dataType: Onnx.FLOAT, floatData: [1, -2] }, Float32Array.of(1, -2)],
    ['float64', { dataType: Onnx.DOUBLE, doubleData: [0.1, -2] }, Float64Array.of(0.1, -2)],
    ['float16', { dataType: Onnx.FLOAT16, int32Data: [0x3c00, 0xc000] }, Uint16Array.of(0x3c00, 0xc000)],
    ['raw bfloat16', { dataType: Onnx.BFLOAT16, rawData: raw(128, 63, 0, 192) }, Uint16Array.of(0x3f80, 0xc000)],
    ['int8', { dataType: Onnx.INT8, int32Data: [-1, 127] }, Int8Array.of(-1, 127)],
    ['uint8', { dataType: Onnx.UINT8, int32Data: [0, 255] }, Uint8Array.of(0, 255)],
    ['int16', { dataType: Onnx.INT16, int32Data: [-1, 300] }, Int16Array.of(-1, 300)],
    ['uint16', { dataType: Onnx.UINT16, int32Data: [1, 65535] }, Uint16Array.of(1, 65535)],
    ['int32', { dataType: Onnx.INT32, int32Data: [-1, 1 << 30] }, Int32Array.of(-1, 1 << 30)],
    ['uint32', { dataType: Onnx.UINT32, uint64Data: [1n, 2n ** 32n - 1n] }, Uint32Array.of(1, 2 ** 32 - 1)],
    ['int64', { dataType: Onnx.INT64, int64Data: [-1n, 2n ** 62n] }, BigInt64Array.of(-1n, 2n ** 62n)],
    ['uint64', { dataType: Onnx.UINT64, uint64Data: [1n, 2n ** 64n - 1n] }, BigUint64Array.of(1n, 2n ** 64n - 1n)],
    ['bool', { dataType: Onnx.BOOL, int32Data: [1, 0] }, Uint8Array.of(1, 0)],
    ['raw bool', { dataType: Onnx.BOOL, rawData: raw(7, 0) }, Uint8Array.of(1, 0)],
  ])('%s', (_, proto, data) => {
    expect(stored({ dims: [2n], ...proto }).tensor).toMatchObject({ shape: [2], data });
  });

  test('float tensors of more than one element are weights', () => {
    expect(stored({ dims: [2n], dataType: Onnx.FLOAT, floatData: [1, 2] }).kind).toBe('weight');
    expect(stored({ dims: [1n], dataType: Onnx.FLOAT, floatData: [1] }).kind).toBe('constant');
    expect(stored({ dims: [2n], dataType: Onnx.INT64, int64Data: [1n, 2n] }).kind).toBe('constant');
  });

  test.each<[string, TensorInit]>([
    ['too few bytes', { dims: [3n], dataType: Onnx.FLOAT, rawData: new Uint8Array(8) }],
    ['a size beyond the file', { dims: [2n ** 40n, 2n ** 40n], dataType: Onnx.FLOAT, rawData: new Uint8Array(8) }],
    [
      'a size beyond all numbers',
      {
        dims: Array<bigint>(64)
          .fill(2n ** 53n - 1n)
          .concat(0n),
        dataType: Onnx.FLOAT,
      },
    ],
    ['a negative size', { dims: [-2n], dataType: Onnx.FLOAT, floatData: [1, 2] }],
    ['too many elements', { dims: [1n], dataType: Onnx.INT64, int64Data: [1n, 2n] }],
    ['text', { dims: [1n], dataType: Onnx.STRING, stringData: [new Uint8Array(1)] }],
    ['4-bit integers', { dims: [2n], dataType: Onnx.INT4, rawData: new Uint8Array(1) }],
    ['8-bit floats', { dims: [1n], dataType: Onnx.FLOAT8E4M3FN, rawData: new Uint8Array(1) }],
    ['an unknown type', { dims: [1n], dataType: 99, rawData: new Uint8Array(1) }],
  ])('refuses %s', (_, proto) => expect(() => stored(proto)).toThrow(/^Expected .* for .*initializer t but received/));
});

describe('graphs', () => {
  test('names, shapes, missing inputs and outputs, operator sets', () => {
    const nodes = [
      { opType: 'Resize', input: ['x', '', 's'], output: ['r'], name: 'up' },
      { opType: 'LSTM', input: ['r'], output: ['', 'h', ''], domain: 'ai.onnx' },
      { opType: 'Mystery', domain: 'org.example', input: ['h', 'unused_0'], output: ['y'] },
    ];
    const initializer = [
      { name: 's', dims: [2n], dataType: Onnx.FLOAT, floatData: [1, 2] },
      { name: 'unused_0', dims: [], dataType: Onnx.FLOAT, floatData: [3] },
    ];
    const model = parse(file({ node: nodes, input: [x, image('s', 2n)], output: [y], initializer, valueInfo: [image('r', 1n, '2*H+1')] }));
    const [resize, lstm, mystery] = model.graph.nodes;
    expect([...model.opsets]).toEqual([['', 17]]);
    expect(model.graph.inputs.map(String)).toEqual(['x (1, H)']);
    expect(resize!.inputs.map((v) => v?.name)).toEqual(['x', undefined, 's']);
    expect(resize!.outputs[0]!.shape).toEqual([1, { symbol: 'H', mul: 2, add: 1 }]);
    expect(lstm!.outputs.map((v) => v.name)).toEqual(['unused_1', 'h']);
    expect([lstm!.domain, mystery!.domain, mystery!.inputs[1]!.tensor!.data]).toEqual(['', 'org.example', Float32Array.of(3)]);
    expect(lstm!.outputs[1]!.declaredShape).toBeUndefined();
    expect(model.graph.outputs[0]).toBe(mystery!.outputs[0]);
  });

  test('dimensions that say nothing become symbols of their own', () => {
    const graph = parse(file({ node: [relu], input: [image('x', -1n, '', 0n)], output: [y] })).graph;
    expect(String(graph.inputs[0])).toBe('x (x_0, x_1, 0)');
  });

  test('keys that mean something to objects are only keys', () => {
    const attribute = [{ name: '__proto__', type: AttributeType.INT, i: 1n }];
    const bytes = file({ node: [{ ...relu, attribute }], input: [x], output: [y] }, { metadataProps: [{ key: '__proto__', value: 'v' }] });
    const model = parse(bytes);
    expect(Object.entries(model.metadata)).toEqual([['__proto__', 'v']]);
    expect(Object.entries(model.graph.nodes[0]!.attrs)).toEqual([['__proto__', { kind: 'int', value: 1 }]]);
    expect(Object.entries(parse(serialize(model)).metadata)).toEqual([['__proto__', 'v']]);
  });

  const unset = create(TypeProtoSchema, {});
  const sequence = create(TypeProtoSchema, { value: { case: 'sequenceType', value: {} } });
  const external = { name: 'w', dims: [2n], dataType: Onnx.FLOAT, externalData: [{ key: 'location', value: '../weights.bin' }] };
  test.each<[string, string, GraphInit]>([
    [
      'a value that nothing makes',
      'Expected Relu to use a value that is known by then but received z, which nothing makes',
      { node: [{ ...relu, input: ['z'] }] },
    ],
    [
      'nodes out of order',
      'received y, which is made by a later node',
      { node: [{ opType: 'Abs', input: ['y'], output: ['z'] }, relu], input: [x] },
    ],
    ['a value made twice', 'Expected a new name but "y"', { node: [relu, relu], input: [x] }],
    ['an output that nothing makes', 'Expected output y to be computed', { input: [x], output: [y] }],
    ['an output of no type', 'received "no type"', { node: [relu], input: [x], output: [{ name: 'y' }] }],
    ['a sequence', 'received "sequenceType"', { input: [{ name: 'x', type: sequence }] }],
    ['an input of no type', 'Expected a tensor of a known type for input x', { input: [{ name: 'x', type: unset }] }],
    [
      'weights elsewhere',
      'Expected a network in one file but initializer w keeps its weights in another file',
      { initializer: [external] },
    ],
    [
      'weights of a subgraph elsewhere',
      'attribute then_branch of If keeps its weights in another file',
      { node: [{ opType: 'If', attribute: [{ name: 'then_branch', type: AttributeType.GRAPH, g: { initializer: [external] } }] }] },
    ],
    ['sparse initializers', 'Expected dense initializers', { sparseInitializer: [{}] }],
  ])('refuses %s', (_, message, graph) => {
    expect(() => parse(file(graph))).toThrow(GraphError);
    expect(() => parse(file(graph))).toThrow(message);
  });

  test('refuses functions', () => {
    expect(() => parse(file({}, { functions: [{ name: 'block' }] }))).toThrow(
      'Expected a network of operators only but the file defines functions (block)',
    );
  });
});

describe('attributes', () => {
  type AttributeInit = MessageInitShape<typeof AttributeProtoSchema>;
  const read = (a: AttributeInit) => parse(file({ node: [{ ...relu, attribute: [{ name: 'a', ...a }] }], input: [x], output: [y] }));

  test.each<[string, AttributeInit]>([
    ['a graph', { type: AttributeType.GRAPH, g: { node: [relu], name: 'then' } }],
    ['graphs', { type: AttributeType.GRAPHS, graphs: [{ name: 'a' }, { name: 'b' }] }],
    ['tensors', { type: AttributeType.TENSORS, tensors: [{ dims: [1n], dataType: Onnx.INT8, int32Data: [1] }] }],
    ['a tensor of text', { type: AttributeType.TENSOR, t: { dims: [1n], dataType: Onnx.STRING, stringData: [Uint8Array.of(65)] } }],
    [
      'a sparse tensor',
      { type: AttributeType.SPARSE_TENSOR, sparseTensor: { dims: [4n], values: { dims: [1n], dataType: Onnx.FLOAT, floatData: [1] } } },
    ],
    ['a type', { type: AttributeType.TYPE_PROTO, tp: x.type }],
    ['bytes that are no text', { type: AttributeType.STRING, s: Uint8Array.of(0xff, 0xfe) }],
    ['an integer that no number holds', { type: AttributeType.INT, i: 2n ** 62n + 1n }],
    ['a reference', { refAttrName: 'outer' }],
  ])('%s is carried along unchanged', (_, proto) => {
    const model = read(proto);
    expect(model.graph.nodes[0]!.attrs['a']!.kind).toBe('raw');
    const written = fromBinary(ModelProtoSchema, serialize(model)).graph!.node[0]!.attribute[0]!;
    expect(equals(AttributeProtoSchema, written, create(AttributeProtoSchema, { name: 'a', ...proto }))).toBe(true);
  });

  test.each<[AttributeInit, unknown]>([
    [{ i: 0n }, { kind: 'int', value: 0 }],
    [{ f: 0.5 }, { kind: 'float', value: 0.5 }],
    [{ s: new Uint8Array(0) }, { kind: 'string', value: '' }],
    [{ ints: [1n, 2n] }, { kind: 'ints', value: [1, 2] }],
    [{ floats: [1] }, { kind: 'floats', value: [1] }],
    [{ strings: [Uint8Array.of(65)] }, { kind: 'strings', value: ['A'] }],
    [
      { t: { dims: [1n], dataType: Onnx.INT8, int32Data: [3] } },
      { kind: 'tensor', value: { dtype: 'int8', shape: [1], data: Int8Array.of(3) } },
    ],
  ])('the kind of an attribute without type is that of its content: %o', (proto, attribute) => {
    expect(read(proto).graph.nodes[0]!.attrs['a']).toEqual(attribute);
  });
});

describe('bytes that are no model', () => {
  const weights = { name: 'w', dims: [64n], dataType: Onnx.FLOAT, rawData: new Uint8Array(256) };
  const whole = file({ node: [relu], input: [x], output: [y], initializer: [weights] });

  test('nothing, no graph, cut short', () => {
    expect(() => parse(new Uint8Array(0))).toThrow('Expected an .onnx file but received no bytes');
    expect(() => parse(Uint8Array.of(8, 8))).toThrow('Expected an .onnx file but the bytes hold no graph');
    expect(() => parse(new TextEncoder().encode('<!doctype html><html></html>'))).toThrow('Expected an .onnx file');
    const graphStart = 2;
    for (let length = graphStart + 1; length < whole.length - 20; length++)
      expect(() => parse(whole.subarray(0, length))).toThrow(GraphError);
  });

  test('neither a Node buffer nor an offset into a larger one is a matter', () => {
    const numbered = { ...weights, rawData: new Uint8Array(Float32Array.from({ length: 64 }, (_, i) => i).buffer) };
    const buffer = Buffer.from(file({ initializer: [numbered] }));
    for (const bytes of [buffer, new Uint8Array(Buffer.concat([Buffer.alloc(3), buffer])).subarray(3)])
      expect(parse(bytes).graph.weights[0]!.tensor!.data).toEqual(Float32Array.from({ length: 64 }, (_, i) => i));
  });

  test('graphs nested without end', () => {
    const varint = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...varint(n >> 7)]);
    const wrap = (tag: number, inner: number[]) => [tag, ...varint(inner.length), ...inner];
    let graph: number[] = [];
    // GraphProto.node (1), NodeProto.attribute (5), AttributeProto.g (6)
    for (let depth = 0; depth < 2000; depth++) graph = wrap(0x0a, wrap(0x2a, wrap(0x32, graph)));
    expect(() => parse(Uint8Array.from(wrap(0x3a, graph)))).toThrow(GraphError);
  });

  test('any bytes give a model or an error of ours', () => {
    const spoilt = fc.tuple(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })).map(([changes]) => {
      const bytes = whole.slice();
      for (const [at, value] of changes) bytes[at] = value;
      return bytes;
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), spoilt), (bytes) => {
        try {
          serialize(parse(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(SubpixelError);
        }
      }),
      { seed: 21, numRuns: 2000 },
    );
  });
});
