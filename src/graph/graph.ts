/** An ONNX graph as objects: values know the node that makes them, nodes know their values. Nodes are in execution order. */
import { GraphError } from '../errors.ts';
import { formatShape, type Shape } from './dim.ts';
import { type DataType, sizeOf, type Tensor, tensor } from './tensor.ts';

/** An attribute of a node with its ONNX kind. `raw` keeps what we only carry along (subgraphs, sparse tensors). */
export type Attribute =
  | { readonly kind: 'int' | 'float'; readonly value: number }
  | { readonly kind: 'ints' | 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'tensor'; readonly value: Tensor }
  | { readonly kind: 'raw'; readonly value: unknown };

/**
 * `input`: fed by the caller. `weight`: a tensor that training updates. `constant`: a tensor that it does not.
 * `node`: computed.
 */
export type ValueKind = 'input' | 'weight' | 'constant' | 'node';

export class Value {
  name: string;
  readonly kind: ValueKind;
  /** Undefined where a file read from elsewhere does not say. */
  readonly declaredShape: Shape | undefined;
  readonly dtype: DataType;
  /** The contents of a weight (at initialisation) or a constant. */
  readonly tensor: Tensor | undefined;
  /** The node that computes this value. */
  producer: Node | undefined;

  constructor(name: string, kind: ValueKind, shape: Shape | undefined, dtype: DataType, contents?: Tensor) {
    this.name = name;
    this.kind = kind;
    this.declaredShape = shape;
    this.dtype = dtype;
    this.tensor = contents;
  }

  get shape(): Shape {
    if (!this.declaredShape) throw new GraphError(`Expected a known shape for value ${this.name} but the file does not give one`);
    return this.declaredShape;
  }

  /** The shape as numbers; throws GraphError where a dimension is symbolic. */
  get sizes(): readonly number[] {
    return this.shape.map((d) => {
      if (typeof d !== 'number')
        throw new GraphError(`Expected fixed sizes for value ${this.name} but received ${formatShape(this.shape)}`);
      return d;
    });
  }

  toString(): string {
    return `${this.name} ${this.declaredShape ? formatShape(this.declaredShape) : '(?)'}`;
  }
}

export interface Node {
  readonly op: string;
  /** '' is the standard operator set, `com.microsoft` ONNX Runtime's. */
  readonly domain: string;
  readonly name: string;
  /** Undefined where an optional input is left out. */
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  readonly attrs: Readonly<Record<string, Attribute>>;
}

export class Graph {
  readonly nodes: Node[] = [];
  readonly inputs: Value[] = [];
  readonly outputs: Value[] = [];
  /** Weights and constants, in order of definition. */
  readonly initializers: Value[] = [];
  readonly #names = new Set<string>();
  readonly #scalars = new Map<number, Value>();

  get weights(): Value[] {
    return this.initializers.filter((v) => v.kind === 'weight');
  }

  input(name: string, shape: Shape, dtype: DataType = 'float32'): Value {
    const value = this.#value(name, 'input', shape, dtype);
    this.inputs.push(value);
    return value;
  }

  /** A float32 tensor that training updates; a name used twice is a GraphError. */
  weight(name: string, shape: readonly number[], data: Float32Array): Value {
    return this.initializer('weight', name, tensor(data, shape));
  }

  /** A number or tensor that training leaves alone. Equal numbers share one value. */
  constant(contents: number | Tensor, name?: string): Value {
    if (typeof contents !== 'number') return this.initializer('constant', name ?? this.freshName('const'), contents);
    const known = this.#scalars.get(contents);
    if (known) return known;
    const value = this.initializer('constant', name ?? this.freshName('const'), tensor([contents], []));
    this.#scalars.set(contents, value);
    return value;
  }

  initializer(kind: 'weight' | 'constant', name: string, contents: Tensor): Value {
    if (sizeOf(contents.shape) !== contents.data.length)
      throw new GraphError(`Expected ${sizeOf(contents.shape)} elements for ${name} but received ${contents.data.length}`);
    const value = this.#value(name, kind, contents.shape, contents.dtype, contents);
    this.initializers.push(value);
    return value;
  }

  /** Appends a node. Each output is given as shape and element type, and may be named. */
  node(
    op: string,
    inputs: readonly (Value | undefined)[],
    attrs: Readonly<Record<string, Attribute>>,
    outputs: readonly { readonly shape: Shape | undefined; readonly dtype: DataType; readonly name?: string }[],
    domain = '',
    nodeName = '',
  ): Node {
    const made = outputs.map((o) => this.#value(o.name ?? this.freshName(op), 'node', o.shape, o.dtype));
    const node: Node = { op, domain, name: nodeName, inputs, outputs: made, attrs };
    for (const value of made) value.producer = node;
    this.nodes.push(node);
    return node;
  }

  /** Declares `value` an output of the graph, under `name` when given. */
  output(value: Value, name?: string): Value {
    if (name !== undefined && name !== value.name) {
      this.#claim(name);
      value.name = name;
    }
    this.outputs.push(value);
    return value;
  }

  freshName(stem: string): string {
    let i = this.#names.size;
    while (this.#names.has(`${stem}_${i}`)) i++;
    return `${stem}_${i}`;
  }

  #claim(name: string): void {
    if (this.#names.has(name)) throw new GraphError(`Expected a new name but ${JSON.stringify(name)} is already in the graph`);
    this.#names.add(name);
  }

  #value(name: string, kind: ValueKind, shape: Shape | undefined, dtype: DataType, contents?: Tensor): Value {
    this.#claim(name);
    return new Value(name, kind, shape, dtype, contents);
  }
}
