/**
 * Visual information fidelity (Sheikh and Bovik, 2006) in the wavelet domain, as the authors' vifvec.m computes it: the information that
 * seeing, with noise of variance σₙ² = 0.4 in every coefficient, takes from SR about HR, over that which it takes from HR itself,
 *   VIF = Σ log₂(1 + g²sλ/(σᵥ² + σₙ²)) / Σ log₂(1 + sλ/σₙ²)
 * over blocks and eigenvalues λ of eight bands (blocks/scale-mixture.ts). It is above 1 where SR has more contrast than HR. Of one plane in
 * 0–255; RGB is made gray first. `vifp` is the measure in the pixel domain.
 */
import { expected, ShapeError } from '../errors.ts';
import { assertSameSize } from '../image/image.ts';
import { gray255 } from './blocks/channels.ts';
import { leastSizeOfBands, scaleMixture } from './blocks/scale-mixture.ts';
import { defineMetric } from './metric.ts';

const seeing = 0.4;

export const vif = defineMetric({
  name: 'vif',
  title: 'VIF',
  unit: '',
  range: '0 to 1, above with more contrast than HR',
  better: 'higher',
  source: 'Sheikh and Bovik (2006), vifvec.m; pyiqa',
  color: 'protocol',
  leastSize: leastSizeOfBands,
  reference: 'hr',
  identical: 1,
  symmetric: false,
  turns: false,
  measure(sr, hr, { dataRange }) {
    assertSameSize(sr, hr);
    let kept = 0;
    let all = 0;
    for (const { blocks, eigenvalues } of scaleMixture(gray255(sr, dataRange), gray255(hr, dataRange))) {
      for (const { gainSquared, residual, scale } of blocks) {
        for (const eigenvalue of eigenvalues) {
          kept += Math.log1p((gainSquared * scale * eigenvalue) / (residual + seeing));
          all += Math.log1p((scale * eigenvalue) / seeing);
        }
      }
    }
    if (all === 0) throw new ShapeError(expected('a picture with structure', 'the HR picture of vif', 'a flat one'));
    return kept / all;
  },
});
