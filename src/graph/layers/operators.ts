/** What a node does, in the words of papers on super-resolution. */
import type { Node, Value } from '../graph.ts';

const numbers = (node: Node, name: string): readonly number[] => (node.attrs[name]?.value as readonly number[] | undefined) ?? [];
const number = (node: Node, name: string): number => (node.attrs[name]?.value as number | undefined) ?? 1;

const activations: Readonly<Record<string, string>> = {
  Relu: 'ReLU',
  PRelu: 'PReLU',
  LeakyRelu: 'LeakyReLU',
  Gelu: 'GELU',
  Elu: 'ELU',
  HardSigmoid: 'Hard sigmoid',
  Tanh: 'Tanh',
  Sigmoid: 'Sigmoid',
  Clip: 'Clip',
  Softmax: 'Softmax',
};

/** Operators of one picture, element by element; with a second operand that is no picture also the four of arithmetic. */
const pointwise = new Set([...Object.keys(activations), 'Abs', 'Erf', 'Exp', 'Floor', 'Log', 'Neg', 'Pow', 'Sign', 'Sqrt']);
const signs: Readonly<Record<string, string>> = { Add: '+', Sub: '−', Mul: '×', Div: '÷' };
const layout = new Set(['Cast', 'Expand', 'Identity', 'Reshape', 'Squeeze', 'Tile', 'Transpose', 'Unsqueeze']);

export function isLayout({ op }: Node): boolean {
  return layout.has(op);
}

export function isPointwise({ op }: Node): boolean {
  return pointwise.has(op) || op in signs;
}

/** `Conv 3×3, stride 2`. `x` is the picture that it works on; the other operands are pictures too, weights or constants. */
export function operatorWords(node: Node, x: Value): string {
  const special = own[node.op];
  if (special) return special(node, x);
  return activations[node.op] ?? node.op.replace(/(?<=[a-z])[A-Z]/g, (c) => ` ${c.toLowerCase()}`);
}

const own: Readonly<Record<string, (node: Node, x: Value) => string>> = {
  Conv(node, x) {
    const groups = number(node, 'group');
    const depthwise = groups > 1 && groups === x.shape[1] && groups === node.outputs[0]!.shape[1];
    const grouped = groups > 1 && !depthwise ? [`${groups} groups`] : [];
    return [`${depthwise ? 'Depthwise conv' : 'Conv'} ${square(node)}`, ...grouped, ...steps(node)].join(', ');
  },
  ConvTranspose: (node) => [`Deconv ${square(node)}`, ...steps(node)].join(', '),
  AveragePool: (node) => [`Mean ${square(node)}`, ...steps(node)].join(', '),
  MaxPool: (node) => [`Maximum ${square(node)}`, ...steps(node)].join(', '),
  DepthToSpace: (node) => `Pixel shuffle ×${number(node, 'blocksize')}`,
  SpaceToDepth: (node) => `Pixel unshuffle ×${number(node, 'blocksize')}`,
  GlobalAveragePool: () => 'Global mean',
  ReduceMean: () => 'Mean',
  ReduceSum: () => 'Sum',
  ReduceMax: () => 'Maximum',
  BatchNormalization: () => 'Batch norm',
  InstanceNormalization: () => 'Instance norm',
  LayerNormalization: () => 'Layer norm',
  MatMul: (node) => (node.inputs[1]!.kind === 'weight' ? 'Linear' : 'Matrix product'),
  Pad: (node) => ({ edge: 'Repeat the edge', reflect: 'Reflect the edge' })[String(node.attrs['mode']?.value)] ?? 'Pad',
  Resize: (node, x) => `Resize${factor(node, x)}, ${node.attrs['mode']?.value}`,
  Add: (node, x) => arithmetic(node, x, 'Add'),
  Sub: (node, x) => arithmetic(node, x, 'Subtract'),
  Mul: (node, x) => arithmetic(node, x, 'Multiply'),
  Div: (node, x) => arithmetic(node, x, 'Divide'),
};

function square(node: Node): string {
  return numbers(node, 'kernel_shape').join('×');
}

function steps(node: Node): string[] {
  return (['strides', 'dilations'] as const).flatMap((name) => {
    const [step = 1] = numbers(node, name);
    return step === 1 ? [] : [`${name.slice(0, -1)} ${step}`];
  });
}

/** ` ×2`, where the sizes before and after tell. */
function factor(node: Node, x: Value): string {
  const [before, after] = [x.shape.at(-1), node.outputs[0]!.shape.at(-1)];
  if (typeof before !== 'object' || typeof after !== 'object' || before.symbol !== after.symbol) return '';
  return ` ×${after.mul / before.mul}`;
}

/** `× 0.1` with a constant, `+ weight` with a weight, otherwise the word for what is done to two pictures. */
function arithmetic(node: Node, x: Value, word: string): string {
  const [a, b] = node.inputs as readonly Value[];
  const other = a === x ? b! : a!;
  if (a === b) return 'Square';
  if (other.kind === 'weight') return `${signs[node.op]} weight`;
  if (other.kind !== 'constant') return word;
  const { data } = other.tensor!;
  if (data.length > 1) return `${signs[node.op]} constant`;
  const value = Number(Number(data[0]).toPrecision(4));
  return node.op === 'Add' && value < 0 ? `− ${-value}` : `${signs[node.op]} ${value}`;
}
