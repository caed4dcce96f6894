/**
 * Visual information fidelity in the pixel domain (Sheikh and Bovik, 2006), as the authors' vifp_mscale.m computes it, of pictures in 0–255.
 * Where SR = g·HR + noise of variance σᵥ² under a Gaussian window, and seeing adds noise of variance σₙ² = 2,
 *   VIFp = Σ log(1 + g²σ²/(σᵥ² + σₙ²)) / Σ log(1 + σ²/σₙ²),  g = σₓᵧ/σ²,  σᵥ² = σₓ² − g·σₓᵧ  (x: SR, σ² of HR)
 * over four scales with windows of N = 17, 9, 5 and 3 samples, σ N/5, only where they lie inside; each scale is the one before under its
 * own window, every second sample. It is above 1 where SR has more contrast than HR. RGB is made gray first.
 * piq's tolerance is 1e-8 where this one, the authors', is 1e-10. No picture with a published value was at hand to check it on.
 */
import { expected, ShapeError } from '../errors.ts';
import { convolve, type FilterKernel, separableKernel } from '../image/convolve.ts';
import { assertSameSize, type Planes } from '../image/image.ts';
import { cropPlanes } from '../image/planes.ts';
import { gray255 } from './blocks/channels.ts';
import { linearFit } from './blocks/linear-fit.ts';
import { everySecond } from './blocks/oriented-bands.ts';
import { defineMetric } from './metric.ts';

const windows = [17, 9, 5, 3];
const seeing = 2;
const tolerance = 1e-10;

export const vifp = defineMetric({
  name: 'vifp',
  title: 'VIFp',
  unit: '',
  range: '0 to 1, above with more contrast than HR',
  better: 'higher',
  source: 'Sheikh and Bovik (2006), vifp_mscale.m',
  color: 'protocol',
  leastSize: 41,
  reference: 'hr',
  identical: 1,
  symmetric: false,
  turns: false,
  measure(sr, hr, { dataRange }) {
    assertSameSize(sr, hr);
    let [x, y] = [gray255(sr, dataRange), gray255(hr, dataRange)];
    let kept = 0;
    let all = 0;
    for (const [scale, size] of windows.entries()) {
      const kernel = separableKernel(size, (d) => Math.exp(-(d ** 2) / (2 * (size / 5) ** 2)));
      if (scale > 0) [x, y] = [everySecond(inside(x, kernel)), everySecond(inside(y, kernel))];
      const mean = (of: (i: number) => number) => inside({ ...x, data: x.data.map((_, i) => of(i)) }, kernel).data;
      const [mx, my] = [inside(x, kernel).data, inside(y, kernel).data];
      const xx = mean((i) => x.data[i]! ** 2);
      const yy = mean((i) => y.data[i]! ** 2);
      const xy = mean((i) => x.data[i]! * y.data[i]!);
      for (let i = 0; i < mx.length; i++) {
        const [a, b] = [mx[i]!, my[i]!];
        const { gain, residual, signal } = linearFit(yy[i]! - b * b, xx[i]! - a * a, xy[i]! - a * b, 1, tolerance);
        kept += Math.log1p((gain ** 2 * signal) / (residual + seeing));
        all += Math.log1p(signal / seeing);
      }
    }
    if (all === 0) throw new ShapeError(expected('a picture with structure', 'the HR picture of vifp', 'a flat one'));
    return kept / all;
  },
});

/** Filtered, at the places where the kernel lies inside. */
function inside(planes: Planes, kernel: FilterKernel): Planes<Float64Array> {
  const margin = (kernel.size - 1) / 2;
  const { width, height } = planes;
  return cropPlanes(convolve(planes, kernel), { x: margin, y: margin, width: width - 2 * margin, height: height - 2 * margin });
}
