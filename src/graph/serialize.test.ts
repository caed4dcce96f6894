import { fromBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { ModelProtoSchema } from 'onnx-buf';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { Dim } from './dim.ts';
import { scaleDim, symbolic } from './dim.ts';
import { type Attribute, Graph, type Value } from './graph.ts';
import { type OnnxModel, opsets } from './model.ts';
import { parse } from './parse.ts';
import { serialize } from './serialize.ts';
import { arrayFor, type DataType, dataTypes, type Tensor, type TensorData } from './tensor.ts';
import { checkGraph } from './validate.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 8 });
const float = fc.float({ noNaN: true });
const dim: fc.Arbitrary<Dim> = fc.oneof(
  fc.nat(5),
  fc.record({
    symbol: fc.constantFrom('H', 'W', 'N', 'floor((H+1)/2)'),
    mul: fc.integer({ min: 1, max: 8 }),
    add: fc.integer({ min: -9, max: 9 }),
  }),
);
// `2*floor(…)+1` is read as a symbol of its own, so that only the plain form comes back as it was.
const readable = dim.filter((d) => typeof d === 'number' || !d.symbol.startsWith('floor') || (d.mul === 1 && d.add === 0));

const tensors: fc.Arbitrary<Tensor> = fc
  .record({
    dtype: fc.constantFrom(...dataTypes),
    shape: fc.array(fc.nat(3), { maxLength: 3 }),
    bytes: fc.uint8Array({ minLength: 216, maxLength: 216 }),
  })
  .map(({ dtype, shape, bytes }) => {
    const array = arrayFor(dtype);
    const count = shape.reduce((a, b) => a * b, 1);
    const finite = dtype.startsWith('float') ? bytes.map((b) => b & 0x3f) : dtype === 'bool' ? bytes.map((b) => b & 1) : bytes;
    const data = new (array as new (b: ArrayBufferLike, at: number, n: number) => TensorData)(finite.buffer, 0, count);
    return { dtype, shape, data };
  });

const safe = fc.maxSafeInteger();
const attributes: fc.Arbitrary<Attribute> = fc.oneof(
  fc.record({ kind: fc.constant('int' as const), value: fc.oneof(safe, fc.constantFrom(2 ** 63, -(2 ** 63))) }),
  fc.record({ kind: fc.constant('ints' as const), value: fc.array(safe, { maxLength: 4 }) }),
  fc.record({ kind: fc.constant('float' as const), value: float }),
  fc.record({ kind: fc.constant('floats' as const), value: fc.array(float, { maxLength: 4 }) }),
  fc.record({ kind: fc.constant('string' as const), value: text }),
  fc.record({ kind: fc.constant('strings' as const), value: fc.array(text, { maxLength: 3 }) }),
  fc.record({ kind: fc.constant('tensor' as const), value: tensors }),
);

const dtypes = fc.constantFrom<DataType>(...dataTypes);
const models: fc.Arbitrary<OnnxModel> = fc
  .record({
    inputs: fc.array(fc.record({ shape: fc.array(readable, { maxLength: 4 }), dtype: dtypes }), { maxLength: 3 }),
    stored: fc.array(fc.record({ kind: fc.constantFrom('weight' as const, 'constant' as const), contents: tensors }), { maxLength: 4 }),
    nodes: fc.array(
      fc.record({
        op: fc.constantFrom('Add', 'Conv', 'Mystery'),
        domain: fc.constantFrom('', 'com.microsoft', 'org.example'),
        name: text,
        picks: fc.array(fc.nat(), { maxLength: 4 }),
        attrs: fc.dictionary(text, attributes, { maxKeys: 3, noNullPrototype: true }),
        outputs: fc.array(fc.record({ shape: fc.option(fc.array(readable, { maxLength: 4 }), { nil: undefined }), dtype: dtypes }), {
          maxLength: 3,
        }),
      }),
      { maxLength: 6 },
    ),
    metadata: fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true }),
    version: fc.nat(30),
  })
  .map(({ inputs, stored, nodes, metadata, version }) => {
    const graph = new Graph();
    const values: (Value | undefined)[] = [undefined];
    inputs.forEach(({ shape, dtype }, i) => {
      values.push(graph.input(`in.${i}`, shape, dtype));
    });
    for (const { kind, contents } of stored) values.push(graph.initializer(kind, graph.freshName('stored/'), contents));
    for (const { op, domain, name, picks, attrs, outputs } of nodes) {
      const used = picks.map((p) => values[p % values.length]);
      values.push(...graph.node(op, used, attrs, outputs, domain, name).outputs);
    }
    const last = values.at(-1);
    if (last) graph.output(last, 'the output');
    return {
      graph,
      metadata,
      opsets: new Map([
        ['', version],
        ['com.microsoft', 1],
      ]),
    };
  });

/** All that a model holds, without references from value to node. */
function plain({ graph, opsets: versions, metadata }: OnnxModel): unknown {
  const value = (v: Value | undefined) =>
    v && { name: v.name, kind: v.kind, shape: v.declaredShape, dtype: v.dtype, tensor: v.tensor, made: v.producer?.op };
  const nodes = graph.nodes.map((n) => ({ ...n, inputs: n.inputs.map((v) => v?.name), outputs: n.outputs.map(value) }));
  return {
    nodes,
    versions: [...versions],
    metadata,
    inputs: graph.inputs.map(value),
    outputs: graph.outputs.map(value),
    stored: graph.initializers.map(value),
  };
}

test('parse(serialize(model)) is the model, for random graphs', () => {
  fc.assert(
    fc.property(models, (model) => {
      const again = parse(serialize(model));
      expect(plain(again)).toEqual(plain(model));
      if (model.graph.outputs.length > 0) checkGraph(again.graph);
    }),
    { seed: 20, numRuns: 300 },
  );
});

/** Conv → Relu → DepthToSpace ×2 at symbolic sizes. */
function network(): OnnxModel {
  const [h, w] = [symbolic('H'), symbolic('W')];
  const graph = new Graph();
  const x = graph.input('lr', [1, 1, h, w]);
  const weight = graph.weight(
    'conv.weight',
    [4, 1, 3, 3],
    Float32Array.from({ length: 36 }, (_, i) => Math.sin(i)),
  );
  const bias = graph.weight('conv.bias', [4], Float32Array.of(0.5, -0.25, 0, 1));
  const size = [{ shape: [1, 4, h, w], dtype: 'float32' as const }];
  const conv = graph.node('Conv', [x, weight, bias], { pads: { kind: 'ints', value: [1, 1, 1, 1] } }, size);
  const relu = graph.node('Relu', conv.outputs, {}, size);
  const attrs: Record<string, Attribute> = { blocksize: { kind: 'int', value: 2 }, mode: { kind: 'string', value: 'CRD' } };
  const out = [{ shape: [1, 1, scaleDim(h, 2), scaleDim(w, 2)], dtype: 'float32' as const }];
  graph.output(graph.node('DepthToSpace', relu.outputs, attrs, out).outputs[0]!, 'sr');
  return { graph, opsets, metadata: { scale: '2' } };
}

async function run(bytes: Uint8Array, feeds: Record<string, ort.Tensor>): Promise<ort.Tensor> {
  const session = await ort.InferenceSession.create(bytes, { intraOpNumThreads: 1 });
  const { sr } = await session.run(feeds);
  await session.release();
  return sr!;
}

describe('ONNX Runtime', () => {
  const data = Float32Array.from({ length: 5 * 7 }, (_, i) => Math.cos(i));
  const lr = new ort.Tensor('float32', data, [1, 1, 5, 7]);

  /** The same network, written out. */
  function reference(): Float32Array {
    const at = (y: number, x: number) => (y < 0 || x < 0 || y >= 5 || x >= 7 ? 0 : data[y * 7 + x]!);
    const bias = [0.5, -0.25, 0, 1];
    return Float32Array.from({ length: 10 * 14 }, (_, i) => {
      const [row, column] = [Math.floor(i / 14), i % 14];
      const channel = (row % 2) * 2 + (column % 2);
      let sum = bias[channel]!;
      for (let k = 0; k < 9; k++)
        sum += Math.fround(Math.sin(channel * 9 + k)) * at((row >> 1) + Math.floor(k / 3) - 1, (column >> 1) + (k % 3) - 1);
      return Math.max(0, sum);
    });
  }

  test('runs what is written, and what is read and written again', async () => {
    const bytes = serialize(network());
    const first = await run(bytes, { lr });
    expect(first.dims).toEqual([1, 1, 10, 14]);
    reference().forEach((v, i) => {
      expect(first.data[i]).toBeCloseTo(v, 5);
    });
    const again = serialize(parse(bytes));
    expect(Buffer.compare(again, bytes)).toBe(0);
    expect((await run(again, { lr })).data).toEqual(first.data);
  });

  test('weights as inputs are fed', async () => {
    const model = network();
    const bytes = serialize(model, { weights: 'inputs' });
    const fed = Object.fromEntries(
      model.graph.weights.map((v) => [v.name, new ort.Tensor('float32', v.tensor!.data as Float32Array, v.tensor!.shape)]),
    );
    expect((await run(bytes, { lr, ...fed })).data).toEqual((await run(serialize(model), { lr })).data);
    expect(parse(bytes).graph.inputs.map((v) => v.name)).toEqual(['lr', 'conv.weight', 'conv.bias']);
    await expect(run(bytes, { lr })).rejects.toThrow('conv.weight');
  });
});

test('the header, symbolic dimensions and INT64_MAX', () => {
  const model = network();
  const attrs: Record<string, Attribute> = { ends: { kind: 'ints', value: [Number.MAX_SAFE_INTEGER, 2 ** 63, 1e300, -1e300] } };
  model.graph.node('Slice', model.graph.inputs, attrs, []);
  const proto = fromBinary(ModelProtoSchema, serialize(model));
  expect([proto.irVersion, proto.producerName]).toEqual([10n, 'subpixel']);
  expect(proto.graph!.node.at(-1)!.attribute[0]!.ints).toEqual([2n ** 53n - 1n, 2n ** 63n - 1n, 2n ** 63n - 1n, -(2n ** 63n)]);
  const type = proto.graph!.output[0]!.type!.value;
  const dims = type.case === 'tensorType' ? type.value.shape!.dim.map((d) => d.value.value) : [];
  expect(dims).toEqual([1n, 1n, '2*H', '2*W']);
});

test('attributes that the format cannot hold are refused', () => {
  const graph = new Graph();
  graph.node('Conv', [], { group: { kind: 'int', value: 1.5 } }, []);
  expect(() => serialize({ graph, opsets, metadata: {} })).toThrow('Expected an integer for attribute group of Conv but received 1.5');
  const other = new Graph();
  other.node('If', [], { then_branch: { kind: 'raw', value: {} } }, []);
  expect(() => serialize({ graph: other, opsets, metadata: {} })).toThrow('attribute then_branch of If');
});
