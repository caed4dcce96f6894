/**
 * Visual saliency induced index (Zhang, Shen and Li, 2014), as the authors' VSI.m computes it of RGB in 0–255: with the saliency VS
 * (blocks/saliency.ts), and in LMN the length G of the gradient of L, all reduced by means of F×F samples so that the smaller side is about
 * 256,
 *   VSI = Σ S(VS)·S(G)^0.4·Re((S(M)·S(N))^0.02)·VSₘ / Σ VSₘ
 * where S is (2ab + c)/(a² + b² + c) with c = 1.27 for VS, 386 for G, 130 for M and N, and VSₘ the larger VS of the two pictures. Where VSₘ
 * is 0 everywhere, which is undefined there, all places count alike.
 *
 * No values of VSI.m itself were at hand. It agrees with those of pyiqa to 2e-4. The ones published beside them as official are of another
 * program (IQA-optimization), which takes saliency at full size and white D65; they are up to 1.3 % off.
 */
import { assertSameSize, type Planes } from '../image/image.ts';
import { decimated, factorTo256 } from './blocks/decimate.ts';
import { gradientMagnitude, scharr } from './blocks/gradient.ts';
import { likeness, realPower, weightedMean } from './blocks/likeness.ts';
import { lmn, mixed } from './blocks/mixed-colors.ts';
import { saliency } from './blocks/saliency.ts';
import { defineMetric } from './metric.ts';

export const vsi = defineMetric({
  name: 'vsi',
  title: 'VSI',
  unit: '',
  range: '0 to 1',
  better: 'higher',
  source: 'Zhang et al. (2014), VSI.m',
  color: 'rgb',
  leastSize: 2,
  reference: 'hr',
  identical: 1,
  turns: false,
  measure(sr, hr, { dataRange }) {
    assertSameSize(sr, hr);
    const [x, y] = [featuresOf(sr, dataRange), featuresOf(hr, dataRange)];
    const weights = x.saliency.map((value, at) => Math.max(value, y.saliency[at]!));
    const similarity = weights.map((_, at) => {
      const color = likeness(x.m[at]!, y.m[at]!, 130) * likeness(x.n[at]!, y.n[at]!, 130);
      const structure = likeness(x.saliency[at]!, y.saliency[at]!, 1.27) * likeness(x.gradient[at]!, y.gradient[at]!, 386) ** 0.4;
      return structure * realPower(color, 0.02);
    });
    return weightedMean(similarity, weights);
  },
});

interface Features {
  readonly saliency: Float64Array;
  readonly gradient: Float64Array;
  readonly m: Float64Array;
  readonly n: Float64Array;
}

function featuresOf(picture: Planes, dataRange: number): Features {
  const factor = factorTo256(picture);
  const { data, width, height } = decimated(mixed(picture, dataRange, lmn), factor);
  const n = width * height;
  const salient = { channels: 1, width: picture.width, height: picture.height, data: saliency(picture, dataRange) };
  return {
    saliency: decimated(salient, factor).data,
    gradient: gradientMagnitude(data.subarray(0, n), width, height, scharr),
    m: data.subarray(n, 2 * n),
    n: data.subarray(2 * n),
  };
}
