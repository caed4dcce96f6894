/** The 36 features of BRISQUE (Mittal et al. 2012): 18 of a picture, and 18 of it at half the size. */
import type { Planes } from '../../image/image.ts';
import { imresize } from '../../image/resize.ts';
import { normalizeContrast } from './mscn.ts';
import { featuresPerScale, scaleFeatures, varianceFeatures } from './natural-features.ts';

export const brisqueFeatureCount = 2 * featuresPerScale;

/**
 * Of a gray plane (1, H, W) in 0–255; NaN among them for a flat picture. `authors`: zeros beyond the edge, variances. `matlab`: repeated
 * edges, and the scales that NIQE has.
 */
export function brisqueFeatures(gray: Planes<Float64Array>, variant: 'authors' | 'matlab'): number[] {
  const [border, features] = variant === 'authors' ? (['zero', varianceFeatures] as const) : (['replicate', scaleFeatures] as const);
  const half = imresize(gray, { scale: 0.5 }, { border: 'symmetric' });
  return [gray, half].flatMap((plane) => features(normalizeContrast(plane, border).samples, plane.width));
}
