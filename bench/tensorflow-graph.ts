/** A chain of convolutions as a frozen TensorFlow graph (GraphDef, tensorflow/core/framework/graph.proto): the one form that OpenCV's dnn_superres reads. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Graph } from '../src/graph/graph.ts';

/** DT_FLOAT of types.proto. */
const float = 1;

type Message = (writer: BinaryWriter) => BinaryWriter;

function bytes(...parts: readonly Message[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const part of parts) part(writer);
  return writer.finish();
}

const text =
  (field: number, value: string): Message =>
  (w) =>
    w.tag(field, WireType.LengthDelimited).string(value);
const whole =
  (field: number, value: number): Message =>
  (w) =>
    w.tag(field, WireType.Varint).int64(value);
const message =
  (field: number, ...parts: readonly Message[]): Message =>
  (w) =>
    w.tag(field, WireType.LengthDelimited).bytes(bytes(...parts));

// AttrValue: s = 2, i = 3, type = 6, tensor = 8, list = 1 with i = 3. TensorProto: dtype = 1, shape = 2, content = 4.
const typeOf = (name: string): Message => attribute(name, whole(6, float));
const stringOf = (name: string, value: string): Message => attribute(name, text(2, value));
const intOf = (name: string, value: number): Message => attribute(name, whole(3, value));
const intsOf = (name: string, values: readonly number[]): Message => attribute(name, message(1, ...values.map((value) => whole(3, value))));

function tensorOf(name: string, shape: readonly number[], data: Float32Array): Message {
  const content: Message = (w) => w.tag(4, WireType.LengthDelimited).bytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  const dims = shape.map((size) => message(2, whole(1, size)));
  return attribute(name, message(8, whole(1, float), message(2, ...dims), content));
}

/** An entry of NodeDef's map of attributes. */
function attribute(name: string, value: Message): Message {
  return message(5, text(1, name), message(2, value));
}

function node(name: string, op: string, inputs: readonly string[], ...attributes: readonly Message[]): Message {
  return message(1, text(1, name), text(2, op), ...inputs.map((input) => text(3, input)), ...attributes);
}

/** Filters (O, I, kh, kw) in TensorFlow's order (kh, kw, I, O). */
function reordered(data: Float32Array, [o, i, kh, kw]: readonly [number, number, number, number]): Float32Array {
  const out = new Float32Array(data.length);
  const taps = kh * kw;
  for (let from = 0; from < data.length; from++) {
    const tap = from % taps;
    const input = Math.floor(from / taps) % i;
    out[(tap * i + input) * o + Math.floor(from / (taps * i))] = data[from]!;
  }
  return out;
}

/** ESPCN as built by src/models: Conv and Tanh in turn, and a pixel shuffle at the end. One luma channel, for which both orders of shuffling agree. */
export function espcnGraphDef(graph: Graph, scale: number): Uint8Array {
  const nodes: Message[] = [node('input', 'Placeholder', [], typeOf('dtype'))];
  const convs = graph.nodes.filter(({ op }) => op === 'Conv');
  let last = 'input';
  for (const [i, { inputs }] of convs.entries()) {
    const [weight, bias] = inputs.slice(1).map((value) => value!.tensor!);
    const [o, c, kh, kw] = weight!.shape as [number, number, number, number];
    const filters = reordered(weight!.data as Float32Array, [o, c, kh, kw]);
    const name = `conv${i}`;
    const layout = stringOf('data_format', 'NHWC');
    nodes.push(
      node(`${name}/weight`, 'Const', [], typeOf('dtype'), tensorOf('value', [kh, kw, c, o], filters)),
      node(`${name}/bias`, 'Const', [], typeOf('dtype'), tensorOf('value', [o], bias!.data as Float32Array)),
      node(name, 'Conv2D', [last, `${name}/weight`], typeOf('T'), intsOf('strides', [1, 1, 1, 1]), stringOf('padding', 'SAME'), layout),
      node(`${name}/sum`, 'BiasAdd', [name, `${name}/bias`], typeOf('T'), layout),
    );
    last = `${name}/sum`;
    if (i < convs.length - 1) {
      nodes.push(node(`${name}/tanh`, 'Tanh', [last], typeOf('T')));
      last = `${name}/tanh`;
    }
  }
  nodes.push(node('sr', 'DepthToSpace', [last], typeOf('T'), intOf('block_size', scale), stringOf('data_format', 'NHWC')));
  return bytes(...nodes);
}
