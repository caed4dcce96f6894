/** Tiny classifiers and detectors whose right answers are known by how they are built. */
import { symbolic } from '../../src/graph/dim.ts';
import { Graph, type Value } from '../../src/graph/graph.ts';
import { opsets } from '../../src/graph/model.ts';
import * as op from '../../src/graph/ops.ts';
import { serialize } from '../../src/graph/serialize.ts';
import { tensor } from '../../src/graph/tensor.ts';

const saved = (graph: Graph): Uint8Array => serialize({ graph, opsets, metadata: {} });

/** (1, 1, H − 2, W − 2): how far the mean of the channels is from that of its four neighbours, times 4. */
export function detail(g: Graph, x: Value): Value {
  const third = g.constant(
    tensor(
      Array.from({ length: 3 }, () => 1 / 3),
      [1, 3, 1, 1],
    ),
    'gray',
  );
  const cross = g.constant(tensor([0, -1, 0, -1, 4, -1, 0, -1, 0], [1, 1, 3, 3]), 'cross');
  return op.abs(g, op.conv(g, op.conv(g, x, third), cross));
}

/**
 * Two classes and `more` that never win: 1 where the mean of `detail` is over `threshold` of a range of 0–1, else 0. Of pictures of `side` × `side`
 * pixels, or of any size; logits, or probabilities.
 */
export function detailClassifier(
  threshold: number,
  { side, more = 0, softmax = false }: { side?: number; more?: number; softmax?: boolean } = {},
): Uint8Array {
  const g = new Graph();
  const x = g.input('picture', [1, 3, side ?? symbolic('H'), side ?? symbolic('W')]);
  const mean = op.reshape(g, op.globalAveragePool(g, detail(g, x)), [1, 1]);
  const factors = g.constant(tensor([0, 1000, ...Array.from({ length: more }, () => 0)], [1, 2 + more]), 'factors');
  const shifts = g.constant(tensor([0, -1000 * threshold, ...Array.from({ length: more }, (_, i) => -500 - i)], [2 + more]), 'shifts');
  const logits = op.add(g, op.matmul(g, mean, factors), shifts);
  g.output(softmax ? op.softmax(g, logits) : logits, 'scores');
  return saved(g);
}

/** Three classes, red, green and blue: 10 times the mean of each channel of (1, H, W, 3) bytes or (1, 3, H, W) numbers. */
export function colorClassifier(layout: 'nchw' | 'nhwc' = 'nchw'): Uint8Array {
  const g = new Graph();
  const shape = layout === 'nchw' ? [1, 3, 8, 8] : [1, 8, 8, 3];
  const x = g.input('picture', shape, layout === 'nchw' ? 'float32' : 'uint8');
  const planes = layout === 'nchw' ? x : op.transpose(g, op.cast(g, x, 'float32'), [0, 3, 1, 2]);
  g.output(op.mul(g, op.reshape(g, op.globalAveragePool(g, planes), [1, 3]), g.constant(10)), 'scores');
  return saved(g);
}

interface ConstantDetections {
  readonly boxes: readonly (readonly number[])[];
  readonly scores: readonly number[];
  readonly classes: readonly number[];
}

/** Finds the same in every picture: boxes (N, 4), scores (N) and classes (N) of int64, under the names given, of (3, H, W) pictures. */
export function constantDetector(
  { boxes, scores, classes }: ConstantDetections,
  names = ['boxes', 'scores', 'labels'],
  size: readonly [number, number] | undefined = undefined,
): Uint8Array {
  const g = new Graph();
  const x = g.input('image', [3, ...(size ?? [symbolic('H'), symbolic('W')])]);
  const nothing = op.mul(g, op.reduceMean(g, x), g.constant(0));
  const own = (value: Value, dtype: 'float32' | 'int64') => op.cast(g, op.add(g, value, nothing), dtype);
  g.output(own(g.constant(tensor(boxes.flat(), [boxes.length, 4])), 'float32'), names[0]!);
  g.output(own(g.constant(tensor([...scores], [scores.length])), 'float32'), names[1]!);
  g.output(own(g.constant(tensor([...classes], [classes.length])), 'int64'), names[2]!);
  return saved(g);
}

/**
 * Of pictures of 64 × 64 pixels, the quarters whose mean of `detail` is over `threshold` of a range of 0–1, scored by how much; those on the left
 * are of class 7, those on the right of class 9. Outputs have as many rows as are found, or none.
 */
export function detailDetector(threshold: number): Uint8Array {
  const g = new Graph();
  const x = g.input('image', [1, 3, 64, 64]);
  const means = op.reshape(g, op.averagePool(g, detail(g, x), { kernel: 30, strides: 32 }), [4]);
  const over = g.node('Greater', [means, g.constant(threshold)], {}, [{ shape: [4], dtype: 'bool' }]).outputs[0]!;
  const rows = symbolic('N');
  const output = (all: Value, rest: readonly number[], name: string) => {
    const axis = { kind: 'int', value: 0 } as const;
    g.output(g.node('Compress', [all, over], { axis }, [{ shape: [rows, ...rest], dtype: all.dtype }]).outputs[0]!, name);
  };
  const quarters = [0, 0, 32, 32, 32, 0, 64, 32, 0, 32, 32, 64, 32, 32, 64, 64];
  output(g.constant(tensor(quarters, [4, 4])), [4], 'boxes');
  output(op.cast(g, g.constant(tensor([7, 9, 7, 9], [4])), 'int64'), [], 'labels');
  output(op.sub(g, means, g.constant(threshold)), [], 'scores');
  return saved(g);
}
