import { expect, test } from 'vitest';
import { runGraph } from '../../../test/support/run-graph.ts';
import { Graph } from '../../graph/graph.ts';
import { conv, mul, reduceSum } from '../../graph/ops.ts';
import { sizeOf, tensor } from '../../graph/tensor.ts';
import { mulberry32 } from '../../random.ts';
import { gradients } from '../gradients.ts';

const random = mulberry32(9);
const noise = (shape: readonly number[]) =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, () => random() - 0.5),
    shape,
  );

/** Central differences of so many weights would take minutes. */
test.each([
  ['same size', [3, 3], [1, 1, 1, 1]],
  ['no padding', [3, 3], [0, 0, 0, 0]],
  ['a kernel of 2×3, padded unevenly', [2, 3], [0, 1, 1, 2]],
] as const)('filters of 32 and 33 channels get dw = x ⋆ dy: %s', async (_title, [kh, kw], pads) => {
  const [n, o, c, h, w] = [2, 33, 32, 5, 4];
  const g = new Graph();
  const [x, filter] = [g.input('x', [n, c, h, w]), g.input('w', [o, c, kh, kw])];
  const y = conv(g, x, filter, { pads });
  const [, , outH, outW] = y.sizes as [number, number, number, number];
  const dy = g.input('dy', y.sizes);
  g.output(gradients(g, reduceSum(g, mul(g, y, dy)), [filter])[0]!, 'dw');
  const given = { x: noise(x.sizes), w: noise(filter.sizes), dy: noise(y.sizes) };
  const dw = (await runGraph(g, given))['dw']!;

  const xAt = (b: number, i: number, r: number, s: number) =>
    r < 0 || s < 0 || r >= h || s >= w ? 0 : given.x.data[((b * c + i) * h + r) * w + s]!;
  let worst = 0;
  for (let k = 0; k < dw.data.length; k++) {
    const [dx, row, i, f] = [k % kw, Math.floor(k / kw) % kh, Math.floor(k / (kw * kh)) % c, Math.floor(k / (kw * kh * c))];
    let sum = 0;
    for (let b = 0; b < n; b++)
      for (let p = 0; p < outH; p++)
        for (let q = 0; q < outW; q++)
          sum += given.dy.data[((b * o + f) * outH + p) * outW + q]! * xAt(b, i, p + row - pads[0], q + dx - pads[1]);
    worst = Math.max(worst, Math.abs(sum - Number(dw.data[k])));
  }
  expect(dw.shape).toEqual([o, c, kh, kw]);
  expect(worst).toBeLessThan(1e-5);
});
