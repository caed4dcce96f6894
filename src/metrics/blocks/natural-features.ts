/**
 * The 18 statistics of natural scenes of BRISQUE and NIQE (Mittal et al. 2012, 2013), of one scale of a picture or of a block of it: how
 * the normalised samples are distributed, and the products of neighbours across, down and along both diagonals.
 * At the edge the neighbour is the sample at the opposite edge.
 */
import { type Asymmetric, fitAsymmetric, fitSymmetric, meanOverScale, scaleOverDeviation } from './generalized-gaussian.ts';

export const featuresPerScale = 18;

/** Steps (x, y) to the neighbours. */
const neighbours = [
  [1, 0],
  [0, 1],
  [1, 1],
  [-1, 1],
] as const;

/**
 * As BRISQUE's authors describe a picture: α and σ² of the samples; α, mean, σₗ² and σᵣ² of each product.
 * `samples` row by row.
 */
export function varianceFeatures(samples: Float64Array, width: number): number[] {
  const { shape, variance } = fitSymmetric(samples);
  return [shape, variance, ...pairs(samples, width).flatMap((fit) => [fit.shape, meanOf(fit), fit.left ** 2, fit.right ** 2])];
}

/** As NIQE's authors describe a block: α and (βₗ + βᵣ)/2 of the samples; α, mean, βₗ and βᵣ of each product. */
export function scaleFeatures(samples: Float64Array, width: number): number[] {
  const { shape, left, right } = fitAsymmetric(samples);
  return [
    shape,
    (scaleOverDeviation(shape) * (left + right)) / 2,
    ...pairs(samples, width).flatMap((fit) => {
      const scale = scaleOverDeviation(fit.shape);
      return [fit.shape, meanOf(fit), scale * fit.left, scale * fit.right];
    }),
  ];
}

function meanOf({ shape, left, right }: Asymmetric): number {
  return (right - left) * scaleOverDeviation(shape) * meanOverScale(shape);
}

function pairs(samples: Float64Array, width: number): Asymmetric[] {
  const height = samples.length / width;
  const products = new Float64Array(samples.length);
  return neighbours.map(([right, down]) => {
    for (let y = 0, i = 0; y < height; y++) {
      const row = ((y + down) % height) * width;
      for (let x = 0; x < width; x++, i++) products[i] = samples[i]! * samples[row + ((x + right + width) % width)]!;
    }
    return fitAsymmetric(products);
  });
}
