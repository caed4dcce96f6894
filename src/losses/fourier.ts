/**
 * Fourier loss: mean absolute difference of the spectra of sr and hr, over real and imaginary parts of all frequencies of the
 * two-dimensional DFT without normalisation, as SAFMN (Sun et al., 2023) and others use it beside l1 with a small weight.
 * The DFT is linear, so it is taken of sr − hr, as two products with (cos | sin) of 2π·jk/n:
 *   Re = CeC − SeS,  Im = −(SeC + CeS)
 */
import * as v from 'valibot';
import type { Graph, Value } from '../graph/graph.ts';
import { abs, add, matmul, mul, reduceMean, reshape, slice, sub, transpose } from '../graph/ops.ts';
import { type Tensor, tensor } from '../graph/tensor.ts';
import { defineLoss } from './loss.ts';

export const fourier = defineLoss({
  name: 'fourier',
  config: v.strictObject({}),
  build(g, { sr, hr }) {
    const error = sub(g, sr, hr);
    const [n, c, h, w] = error.sizes as [number, number, number, number];
    const rows = reshape(g, times(g, reshape(g, error, [n * c * h, w]), w), [n * c, h, 2 * w]);
    const columns = times(g, reshape(g, transpose(g, rows, [0, 2, 1]), [n * c * 2 * w, h]), h);
    // (N·C, cos | sin of columns, W, cos | sin of rows, H)
    const parts = reshape(g, columns, [n * c, 2, w, 2, h]);
    const part = (of: 0 | 1, and: 0 | 1) =>
      slice(g, parts, [
        { axis: 1, start: of, end: of + 1 },
        { axis: 3, start: and, end: and + 1 },
      ]);
    const real = sub(g, part(0, 0), part(1, 1));
    const imaginary = add(g, part(0, 1), part(1, 0));
    return mul(g, add(g, reduceMean(g, abs(g, real)), reduceMean(g, abs(g, imaginary))), g.constant(0.5));
  },
});

/** x (rows, n) times the cosines and the sines, (rows, 2n). */
function times(g: Graph, x: Value, n: number): Value {
  return matmul(g, x, g.constant(waves(n)));
}

/** (n, 2n): cos 2π·jk/n, then sin. */
function waves(n: number): Tensor {
  const data = new Float32Array(2 * n * n);
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < n; k++) {
      const angle = (2 * Math.PI * ((j * k) % n)) / n;
      data[j * 2 * n + k] = Math.cos(angle);
      data[j * 2 * n + n + k] = Math.sin(angle);
    }
  }
  return tensor(data, [n, 2 * n]);
}
