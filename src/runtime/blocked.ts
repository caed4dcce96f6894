/**
 * Convolutions in the layout that ONNX Runtime's CPU kernels are fastest in, for graphs in which it does not choose it by itself because the
 * filters are fed: channels in blocks, (N, C/B, H, W, B). Its operators (domain com.microsoft.nchwc) are internal to ONNX Runtime, and B is
 * a fact of the processor: `blockSize` finds both out.
 */
import { Graph, type Node, type Value } from '../graph/graph.ts';
import type { OnnxModel } from '../graph/model.ts';
import { type Op, reshape, transpose } from '../graph/ops.ts';
import { sizeOf } from '../graph/tensor.ts';

const domain = 'com.microsoft.nchwc';

/** Products per number of a convolution's output from which the faster kernel pays for moving its input and output. */
const leastProducts = 256;

/** These do the same in any layout that all their inputs of full size share. */
const elementwise: ReadonlySet<string> = new Set<Op>(
  // biome-ignore format: a list of words
  ['Abs', 'Add', 'Cast', 'Div', 'Greater', 'LeakyRelu', 'Max', 'Min', 'Mul', 'Neg', 'Relu', 'Sigmoid', 'Sign', 'Sqrt', 'Sub', 'Tanh', 'Where'],
);

/**
 * The same model with its larger convolutions in blocks of `block` channels, and what lies between them too where it can. Values keep their
 * names; sizes must be numbers. A model in which there is nothing to gain is returned as it is.
 */
export function blockConvolutions(model: OnnxModel, block: number): OnnxModel {
  if (!model.graph.nodes.some((node) => isBlockable(node, block))) return model;
  return { ...model, graph: new Blocking(model.graph, block).made, opsets: new Map([...model.opsets, [domain, 1]]) };
}

function isBlockable({ op, domain, inputs: [, w], attrs }: Node, block: number): boolean {
  if (op !== 'Conv' || domain !== '' || attrs['group']?.value !== 1) return false;
  const [outChannels, ...rest] = w!.sizes as [number, ...number[]];
  return outChannels % block === 0 && rest[0]! % block === 0 && sizeOf(rest) >= leastProducts;
}

/** Copies a graph node by node; every value of it is made in either layout when it is first asked for. */
class Blocking {
  readonly made = new Graph();
  readonly #source: Graph;
  readonly #block: number;
  readonly #plain = new Map<Value, Value>();
  readonly #blocked = new Map<Value, Value>();
  readonly #filters = new Map<Value, Value>();
  readonly #users = new Map<Value, Node[]>();

  constructor(source: Graph, block: number) {
    this.#source = source;
    this.#block = block;
    for (const node of source.nodes)
      for (const value of node.inputs) if (value) this.#users.set(value, [...(this.#users.get(value) ?? []), node]);
    for (const v of source.inputs) this.#plain.set(v, this.made.input(v.name, v.shape, v.dtype));
    for (const v of source.initializers)
      this.#plain.set(v, this.made.initializer(v.kind === 'weight' ? 'weight' : 'constant', v.name, v.tensor!));
    for (const node of source.nodes) this.#copy(node);
    for (const value of source.outputs) this.made.output(this.#inPlain(value), value.name);
  }

  #copy(node: Node): void {
    const [y] = node.outputs as [Value];
    if (this.#blocked.has(y)) return; // the Relu of a convolution before it
    if (isBlockable(node, this.#block)) {
      this.#convolve(node, y);
      return;
    }
    const full = node.inputs.filter((v) => v?.declaredShape?.length === 4 && v.shape.join() === y.declaredShape?.join());
    const others = node.inputs.filter((v) => v && !full.includes(v));
    const apart = elementwise.has(node.op) && full.length > 0 && others.every((v) => v!.declaredShape?.length === 0);
    if (apart && full.every((v) => this.#blocked.has(v!))) {
      const inputs = node.inputs.map((v) => v && (full.includes(v) ? this.#inBlocks(v) : this.#inPlain(v)));
      this.#blocked.set(y, this.#add(node.op, inputs, node.attrs, y));
      return;
    }
    const outputs = node.outputs.map(({ declaredShape: shape, dtype }) => ({ shape, dtype }));
    const inputs = node.inputs.map((v) => v && this.#inPlain(v));
    const copy = this.made.node(node.op, inputs, node.attrs, outputs, node.domain, node.name);
    node.outputs.forEach((value, i) => {
      this.#plain.set(value, copy.outputs[i]!);
    });
  }

  /** A Relu that is the only user of the convolution becomes part of it. */
  #convolve({ inputs: [x, w, bias], attrs }: Node, y: Value): void {
    const users = this.#users.get(y) ?? [];
    const relu = users.length === 1 && users[0]!.op === 'Relu' && !this.#source.outputs.includes(y) ? users[0]!.outputs[0] : undefined;
    const inputs = [this.#inBlocks(x!), this.#filter(w!), ...(bias ? [this.#inPlain(bias)] : [])];
    const activation = relu ? { activation: { kind: 'string', value: 'Relu' } as const } : {};
    this.#blocked.set(relu ?? y, this.#add('Conv', inputs, { ...attrs, ...activation }, relu ?? y, domain));
  }

  #inPlain(value: Value): Value {
    const known = this.#plain.get(value);
    if (known) return known;
    const channels = { kind: 'int', value: value.sizes[1]! } as const;
    const made = this.#add('ReorderOutput', [this.#blocked.get(value)!], { channels }, value, domain);
    this.#plain.set(value, made);
    return made;
  }

  #inBlocks(value: Value): Value {
    const known = this.#blocked.get(value);
    if (known) return known;
    const made = this.#add('ReorderInput', [this.#plain.get(value)!], {}, value, domain);
    this.#blocked.set(value, made);
    return made;
  }

  /** (O, I, kh, kw) as (O/B, I/B, kh, kw, B of I, B of O), under the shape that it had. */
  #filter(w: Value): Value {
    const known = this.#filters.get(w);
    if (known) return known;
    const [o, i, kh, kw] = w.sizes as [number, number, number, number];
    const b = this.#block;
    const parts = reshape(this.made, this.#inPlain(w), [o / b, b, i / b, b, kh, kw]);
    const made = reshape(this.made, transpose(this.made, parts, [0, 2, 4, 5, 3, 1]), w.sizes);
    this.#filters.set(w, made);
    return made;
  }

  #add(op: string, inputs: readonly (Value | undefined)[], attrs: Node['attrs'], like: Value, domain = ''): Value {
    return this.made.node(op, inputs, attrs, [{ shape: like.declaredShape, dtype: like.dtype }], domain).outputs[0]!;
  }
}
