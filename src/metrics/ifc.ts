/**
 * Information fidelity criterion (Sheikh, Bovik and de Veciana, 2005), as the authors' ifcvec.m computes it, the program of the LapSRN and
 * SelfExSR papers: the information that SR holds about HR, in bits per pixel,
 *   IFC = Σ log₂(1 + g²sλ/(σᵥ² + 10⁻¹⁰)) / pixels
 * over blocks and eigenvalues λ of eight bands (blocks/scale-mixture.ts). Infinite for identical pictures, where the program gives what its
 * 10⁻¹⁰ makes of it. Of one plane in 0–255; RGB is made gray first.
 */
import { assertSameSize } from '../image/image.ts';
import { gray255 } from './blocks/channels.ts';
import { leastSizeOfBands, scaleMixture } from './blocks/scale-mixture.ts';
import { defineMetric } from './metric.ts';

const tolerance = 1e-10;

export const ifc = defineMetric({
  name: 'ifc',
  title: 'IFC',
  unit: 'bit/pixel',
  range: '0 to infinity',
  better: 'higher',
  source: 'Sheikh et al. (2005), ifcvec.m',
  color: 'protocol',
  leastSize: leastSizeOfBands,
  reference: 'hr',
  identical: Number.POSITIVE_INFINITY,
  symmetric: false,
  turns: false,
  measure(sr, hr, { dataRange }) {
    assertSameSize(sr, hr);
    const [x, y] = [gray255(sr, dataRange), gray255(hr, dataRange)];
    if (x.data.every((value, i) => value === y.data[i])) return Number.POSITIVE_INFINITY;
    let bits = 0;
    for (const { blocks, eigenvalues } of scaleMixture(x, y)) {
      for (const { gainSquared, residual, scale } of blocks) {
        for (const eigenvalue of eigenvalues) bits += Math.log2(1 + (gainSquared * scale * eigenvalue) / (residual + tolerance));
      }
    }
    return bits / (hr.width * hr.height);
  },
});
