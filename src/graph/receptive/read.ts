/** Reading the parameters of a node: attributes, and inputs that are constants. */
import type { Node, Value } from '../graph.ts';
import type { Tensor } from '../tensor.ts';
import { Unbounded } from './axis.ts';

export function int(node: Node, name: string, otherwise: number): number {
  const attribute = node.attrs[name];
  return attribute?.kind === 'int' ? attribute.value : otherwise;
}

export function text(node: Node, name: string, otherwise: string): string {
  const attribute = node.attrs[name];
  return attribute?.kind === 'string' ? attribute.value : otherwise;
}

export function list(node: Node, name: string): readonly number[] | undefined {
  const attribute = node.attrs[name];
  return attribute?.kind === 'ints' || attribute?.kind === 'floats' ? attribute.value : undefined;
}

/** The numbers of a value that does not change from run to run; undefined for any other. */
export function constant(value: Value | undefined): readonly number[] | undefined {
  return contents(value)?.numbers;
}

interface Contents {
  readonly numbers: readonly number[];
  readonly rank: number;
}

function contents(value: Value | undefined): Contents | undefined {
  let source = value;
  while (source?.producer?.op === 'Identity') source = source.producer.inputs[0];
  if (source?.kind === 'constant' || source?.kind === 'weight') return ofTensor(source.tensor!);
  if (source?.producer?.op !== 'Constant') return undefined;
  for (const attribute of Object.values(source.producer.attrs)) {
    if (attribute.kind === 'tensor') return ofTensor(attribute.value);
    if (attribute.kind === 'ints' || attribute.kind === 'floats') return { numbers: attribute.value, rank: 1 };
    if (attribute.kind === 'int' || attribute.kind === 'float') return { numbers: [attribute.value], rank: 0 };
  }
  return undefined;
}

const ofTensor = ({ data, shape }: Tensor): Contents => ({ numbers: Array.from(data, Number), rank: shape.length });

/** A parameter that newer operator sets take as an input and older ones as an attribute. Undefined when left out. */
export function parameter(node: Node, name: string, index: number): readonly number[] | undefined {
  const value = node.inputs[index];
  if (!value) return list(node, name);
  const numbers = constant(value);
  if (!numbers) throw new Unbounded(`${describe(node)} has ${name} that are known only when it runs`);
  return numbers;
}

/** Number of axes of a value, undefined where the file does not say. */
export function rank(value: Value | undefined): number | undefined {
  return value?.declaredShape?.length ?? contents(value)?.rank;
}

export function describe(node: Node): string {
  return `${node.op} ${node.name || (node.outputs[0]?.name ?? '')}`;
}

/** An axis counted from the end when negative. */
export function position(axis: number, axes: number): number {
  const at = axis < 0 ? axis + axes : axis;
  if (!(at >= 0 && at < axes)) throw new Unbounded(`axis ${axis} of ${axes} does not exist`);
  return at;
}
