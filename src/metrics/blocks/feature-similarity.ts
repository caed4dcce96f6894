/**
 * Feature similarity (Zhang et al., 2011), as the authors' FeatureSIM.m computes it of pictures in 0–255: in YIQ, reduced by means of F×F
 * samples so that the smaller side is about 256, with the phase congruency PC and the length G of the gradient of Y,
 *   FSIM = Σ S(PC)·S(G)·PCₘ / Σ PCₘ,  FSIMc = Σ S(PC)·S(G)·Re((S(I)·S(Q))^0.03)·PCₘ / Σ PCₘ
 * where S is (2ab + c)/(a² + b² + c) with c = 0.85 for PC, 160 for G, 200 for I and Q, and PCₘ the larger PC of the two pictures.
 * Where PCₘ is 0 everywhere, which is undefined there, all places count alike.
 */
import type { Planes } from '../../image/image.ts';
import { decimated, factorTo256 } from './decimate.ts';
import { gradientMagnitude, scharr } from './gradient.ts';
import { likeness, realPower, weightedMean } from './likeness.ts';
import { mixed, yiq } from './mixed-colors.ts';
import { phaseCongruency } from './phase-congruency.ts';

interface Features {
  readonly congruency: Float64Array;
  readonly gradient: Float64Array;
  readonly i: Float64Array;
  readonly q: Float64Array;
}

/** FSIM, or FSIMc with `color`, of two RGB pictures of one size. */
export function featureSimilarity(sr: Planes, hr: Planes, dataRange: number, color: boolean): number {
  const [x, y] = [featuresOf(sr, dataRange), featuresOf(hr, dataRange)];
  const weights = x.congruency.map((value, at) => Math.max(value, y.congruency[at]!));
  const similarity = weights.map((_, at) => {
    const structure = likeness(x.congruency[at]!, y.congruency[at]!, 0.85) * likeness(x.gradient[at]!, y.gradient[at]!, 160);
    if (!color) return structure;
    return structure * realPower(likeness(x.i[at]!, y.i[at]!, 200) * likeness(x.q[at]!, y.q[at]!, 200), 0.03);
  });
  return weightedMean(similarity, weights);
}

function featuresOf(picture: Planes, dataRange: number): Features {
  const { data, width, height } = decimated(mixed(picture, dataRange, yiq), factorTo256(picture));
  const n = width * height;
  const luma = data.subarray(0, n);
  return {
    congruency: phaseCongruency(luma, width, height),
    gradient: gradientMagnitude(luma, width, height, scharr),
    i: data.subarray(n, 2 * n),
    q: data.subarray(2 * n),
  };
}
