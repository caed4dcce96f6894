/** How much memory a network needs while it runs, from its convolutions. */
import type { Attribute, Graph, Node, Value } from '../graph/graph.ts';

/** Skip connections, and the engine's reordered copies of what it convolves. */
const copies = 3;

/** Estimated bytes of activations per pixel of the network's input: the widest convolution's input and output, in float32. */
export function activationBytes(graph: Graph, scale: number): number {
  const zoom = new Map<Value, number>(graph.inputs.map((v) => [v, 1]));
  const channels = new Map<Value, number>();
  let widest = 1 + scale ** 2;
  for (const node of graph.nodes) {
    const known = node.inputs.filter((v) => v !== undefined && zoom.has(v)) as Value[];
    const before = Math.max(1, ...known.map((v) => zoom.get(v)!));
    const depth = Math.max(1, ...known.map((v) => channels.get(v) ?? 1));
    const after = before * zoomOf(node, scale / before);
    const filter = node.inputs[1]?.tensor?.shape;
    const isConv = (node.op === 'Conv' || node.op === 'ConvTranspose') && filter !== undefined;
    const made = isConv ? filter[node.op === 'Conv' ? 0 : 1]! : node.op === 'DepthToSpace' ? depth / zoomOf(node, 1) ** 2 : depth;
    if (isConv) widest = Math.max(widest, filter[node.op === 'Conv' ? 1 : 0]! * before ** 2 + made * after ** 2);
    for (const output of node.outputs) {
      zoom.set(output, after);
      channels.set(output, made);
    }
  }
  return 4 * copies * widest;
}

/** Output pixels per input pixel along one axis; `rest` for a resize, whose factor may be computed. */
function zoomOf({ op, attrs }: Node, rest: number): number {
  if (op === 'Conv') return 1 / firstInt(attrs['strides']);
  if (op === 'ConvTranspose') return firstInt(attrs['strides']);
  if (op === 'DepthToSpace') return firstInt(attrs['blocksize']);
  return op === 'Resize' || op === 'Upsample' ? Math.max(1, rest) : 1;
}

function firstInt(attribute: Attribute | undefined): number {
  if (attribute?.kind === 'int') return attribute.value;
  return attribute?.kind === 'ints' ? (attribute.value[0] ?? 1) : 1;
}
