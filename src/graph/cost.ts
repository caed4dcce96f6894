/** The size of a network and the work that it does, counted as papers on super-resolution do. */
import { expected, GraphError } from '../errors.ts';
import { type Dim, parseDim, type Shape } from './dim.ts';
import type { Graph, Node } from './graph.ts';
import { sizeOf } from './tensor.ts';

/** Numbers that training sets, biases and slopes of activations included. */
export function parameterCount(graph: Graph): number {
  return graph.weights.reduce((sum, w) => sum + sizeOf(w.tensor!.shape), 0);
}

export interface OutputSize {
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** Values of the symbols. */
type Sizes = ReadonlyMap<string, number>;

/**
 * Multiply-adds for one output image of `width`×`height` pixels, 1280×720 when left out. The input is that divided by the scale, and need not be whole.
 * Convolutions cost k²·Cin·Cout/groups at each output position, transposed ones at each input position, matrix products M·K·N;
 * biases, activations, normalisation, pooling and resizing are free. Dimensions that the graph fixes stay as they are.
 *
 * The first output is the image, (N, C, H, W), with H and W of the form `mul·symbol + add`; throws GraphError where they are not,
 * and where a shape is unknown.
 */
export function multiplyAdds(graph: Graph, { width = 1280, height = 720 }: OutputSize = {}): number {
  const image = graph.outputs[0];
  if (!image) throw new GraphError('Expected a graph with outputs but it has none');
  if (image.shape.length !== 4) throw new GraphError(expected('an image (N, C, H, W)', `output ${image.name}`, image));
  const sizes = new Map<string, number>();
  [1, undefined, height, width].forEach((size, axis) => {
    const d = image.shape[axis]!;
    if (typeof d !== 'number' && size !== undefined) sizes.set(d.symbol, (size - d.add) / d.mul);
  });
  return graph.nodes.reduce((sum, node) => sum + nodeCost(node, sizes), 0);
}

function nodeCost(node: Node, sizes: Sizes): number {
  const shape = (i: number): number[] => node.inputs[i]!.shape.map((d) => evaluate(d, sizes));
  const positions = (s: Shape): number => sizeOf(s.map((d) => evaluate(d, sizes)));
  switch (node.op) {
    case 'Conv': // weights (O, I/groups, k, k)
      return positions(node.outputs[0]!.shape) * sizeOf(shape(1).slice(1));
    case 'ConvTranspose': // weights (I, O/groups, k, k)
      return sizeOf(shape(0)) * sizeOf(shape(1).slice(1));
    case 'MatMul':
    case 'FusedMatMul':
      return positions(node.outputs[0]!.shape) * shape(0).at(node.attrs['transA']?.value === 1 ? -2 : -1)!;
    case 'Gemm': {
      const transposed = node.attrs['transA']?.value === 1;
      return positions(node.outputs[0]!.shape) * shape(0)[transposed ? 0 : 1]!;
    }
    default:
      return 0;
  }
}

/** Symbols are looked up; `floor((2*H+1)/2)`, as floorDivDim writes it, is computed from those within. */
function evaluate(d: Dim, sizes: Sizes): number {
  if (typeof d === 'number') return d;
  const known = sizes.get(d.symbol);
  if (known !== undefined) return d.mul * known + d.add;
  const division = /^(?:(\d+)\*)?floor\(\((.+)\)\/(\d+)\)([+-]\d+)?$/.exec(d.symbol);
  if (!division) throw new GraphError(expected('a size that follows from that of the output', 'dimension', d.symbol));
  const [, mul = 1, inner, divisor, add = 0] = division;
  const value = Number(mul) * Math.floor(evaluate(parseDim(inner!), sizes) / Number(divisor)) + Number(add);
  return d.mul * value + d.add;
}
