/**
 * Convolutions that ONNX Runtime 1.30 works out wrongly on WebGPU, by up to 100 %: filters larger than 1×1 on a number of input channels
 * that is a multiple of three above three and not of four. Channels of zeros up to a multiple of four change nothing but that.
 */
import type { Node, Value } from '../graph/graph.ts';
import type { OnnxModel } from '../graph/model.ts';
import { pad } from '../graph/ops.ts';

/** The model with such convolutions filled up, in place; the same where there are none. */
export function fillChannels({ graph }: Pick<OnnxModel, 'graph'>): boolean {
  if (!graph.nodes.some((node) => missing(node) > 0)) return false;
  for (const node of graph.nodes.splice(0)) {
    const more = missing(node);
    if (more === 0) {
      graph.nodes.push(node);
      continue;
    }
    const [x, w, ...bias] = node.inputs as [Value, Value, ...(Value | undefined)[]];
    const inputs = [pad(graph, x, [0, 0, 0, 0], [0, more, 0, 0]), pad(graph, w, [0, 0, 0, 0], [0, more, 0, 0]), ...bias];
    graph.nodes.push({ ...node, inputs });
  }
  return true;
}

/** Channels up to a multiple of four, for a convolution that is worked out wrongly; else 0. */
function missing({ op, domain, inputs: [x, w], attrs }: Node): number {
  if (op !== 'Conv' || domain !== '' || (attrs['group']?.value ?? 1) !== 1 || x?.declaredShape?.length !== 4) return 0;
  const [, channels, ...kernel] = w?.declaredShape ?? [];
  if (typeof channels !== 'number' || kernel.length !== 2 || kernel.every((k) => k === 1)) return 0;
  return channels > 3 && channels % 3 === 0 && channels % 4 !== 0 ? 4 - (channels % 4) : 0;
}
