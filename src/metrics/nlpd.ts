/**
 * Normalised Laplacian pyramid distance (Laparra et al., 2016) as the authors' NLP_dist.m computes it: each band zₖ of a Laplacian pyramid
 * of six levels (blocks/laplacian-pyramid.ts) of a gray picture in 0–1 is divided by σₖ plus the weighted sizes of its neighbours,
 *   yₖ = zₖ / (σₖ + Σ pₖ(d)·|zₖ(x − d)|)  with zeros beyond the edge,
 *   NLPD = meanₖ √mean (yₖ − y′ₖ)²
 * 0 for identical pictures. RGB is made gray by MATLAB's rgb2gray and rounded first, with which the values are those that pyiqa publishes,
 * to all their digits. σ and p are the authors', learned from photographs. pyiqa's own program leaves out the smallest of the weights
 * (0.0072), takes another gray and so gives other values; the variant of 2017 for display luminance is another measure.
 */
import { assertSameSize, type Planes } from '../image/image.ts';
import { gray255 } from './blocks/channels.ts';
import { laplacianPyramid } from './blocks/laplacian-pyramid.ts';
import { defineMetric } from './metric.ts';

type Weight = readonly [weight: number, dx: number, dy: number];

/** σ and the weights of the neighbours at (x + dx, y + dy), for each band from the finest. */
const bands: readonly { readonly sigma: number; readonly weights: readonly Weight[] }[] = [
  { sigma: 0.0248, weights: [...cross(0.1493, 0.146, 0.1011, 0.1015), [0.0072, -2, 0]] },
  { sigma: 0.0185, weights: cross(0.1986, 0.1846, 0.0757, 0.0837) },
  { sigma: 0.0179, weights: cross(0.2138, 0.2243, 0.0477, 0.0467) },
  { sigma: 0.0191, weights: cross(0.2503, 0.2616) },
  { sigma: 0.022, weights: cross(0.2598, 0.2552) },
  { sigma: 0.2782, weights: cross(0.2215, 0.0717) },
];

function cross(right: number, left: number, below = 0, above = 0): readonly Weight[] {
  const all: readonly Weight[] = [
    [right, 1, 0],
    [left, -1, 0],
    [below, 0, 1],
    [above, 0, -1],
  ];
  return all.filter(([weight]) => weight > 0);
}

export const nlpd = defineMetric({
  name: 'nlpd',
  title: 'NLPD',
  unit: '',
  range: '0 to infinity',
  better: 'lower',
  source: 'Laparra et al. (2016), NLP_dist.m',
  color: 'protocol',
  // Every level is smaller than the one before.
  leastSize: 2 ** (bands.length - 2) + 1,
  reference: 'hr',
  identical: 0,
  turns: false,
  measure(sr, hr, { dataRange }) {
    assertSameSize(sr, hr);
    const [a, b] = [sr, hr].map((planes) => normalizedBands(unitGray(planes, dataRange))) as [Float64Array[], Float64Array[]];
    return a.reduce((sum, band, k) => sum + rootMeanSquare(band, b[k]!), 0) / bands.length;
  },
});

function unitGray(planes: Planes, dataRange: number): Planes<Float64Array> {
  const gray = gray255(planes, dataRange);
  return { ...gray, data: gray.data.map((value) => value / 255) };
}

function normalizedBands(gray: Planes<Float64Array>): Float64Array[] {
  return laplacianPyramid(gray, bands.length).map((band, k) => normalized(band, bands[k]!));
}

function normalized({ width, height, data }: Planes<Float64Array>, { sigma, weights }: (typeof bands)[number]): Float64Array {
  const sizes = new Float64Array(data.length).fill(sigma);
  for (const [weight, dx, dy] of weights) {
    for (let y = Math.max(0, -dy); y < height - Math.max(0, dy); y++) {
      for (let x = Math.max(0, -dx); x < width - Math.max(0, dx); x++) {
        sizes[y * width + x]! += weight * Math.abs(data[(y + dy) * width + x + dx]!);
      }
    }
  }
  return data.map((value, i) => value / sizes[i]!);
}

function rootMeanSquare(a: Float64Array, b: Float64Array): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length);
}
