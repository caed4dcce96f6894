/** Finds out whether ONNX Runtime on this processor has convolutions in blocks of channels, and how large the blocks are. */
import { Graph } from '../graph/graph.ts';
import { type OnnxModel, opsets } from '../graph/model.ts';
import { conv, relu } from '../graph/ops.ts';
import { sizeOf, type Tensor, tensor } from '../graph/tensor.ts';
import { mulberry32 } from '../random.ts';
import { blockConvolutions } from './blocked.ts';

/** Of AVX-512, and of everything else. */
const sizes = [16, 8];

/** Largest difference that rounding explains, of sums of 288 products of numbers below 1. */
const tolerance = 1e-3;

/**
 * The block size with which two convolutions and what lies between them give what they give without blocks; undefined when none does.
 * `run` runs a model on feeds and rejects when the engine refuses it.
 */
export async function blockSize(run: (model: OnnxModel, feeds: Record<string, Tensor>) => Promise<Tensor>): Promise<number | undefined> {
  const model = probe();
  const random = mulberry32(1);
  const feeds = Object.fromEntries(
    model.graph.inputs.map(({ name, sizes }) => [
      name,
      tensor(
        Float32Array.from({ length: sizeOf(sizes) }, () => random() - 0.5),
        sizes,
      ),
    ]),
  );
  const want = await run(model, feeds);
  for (const size of sizes) {
    const got = await run(blockConvolutions(model, size), feeds).catch(() => undefined);
    if (got && got.data.length === want.data.length && got.data.every((x, i) => Math.abs(Number(x) - Number(want.data[i])) < tolerance))
      return size;
  }
  return undefined;
}

/** Filters as inputs, odd sizes, a bias, a Relu, more than two blocks, a result in the usual layout. */
function probe(): OnnxModel {
  const g = new Graph();
  const [x, v, w, bias] = [g.input('x', [2, 32, 5, 7]), g.input('v', [48, 32, 3, 3]), g.input('w', [32, 48, 3, 3]), g.input('b', [48])];
  g.output(conv(g, relu(g, conv(g, x, v, { pads: 1, bias })), w, { pads: 1 }), 'y');
  return { graph: g, opsets, metadata: {} };
}
