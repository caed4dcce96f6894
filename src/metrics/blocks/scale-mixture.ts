/**
 * What VIF and IFC share, as the authors' programs vifvec and ifcvec compute it (Sheikh, Bovik and de Veciana, 2005; Sheikh and Bovik, 2006).
 * A band of HR is a mixture of Gaussians: each block of 3×3 coefficients C = √s·U, where U is Gaussian with the covariance K of the band's
 * blocks. SR is g·C + noise of variance σᵥ², with g and σᵥ² fitted around each block over a window of 17, 9, 5 and 3 coefficients at
 * levels 1 to 4. Blocks whose window reaches beyond the band are left out, and what is left over from whole blocks is not measured.
 */
import type { Planes } from '../../image/image.ts';
import { linearFit } from './linear-fit.ts';
import { orientedBands } from './oriented-bands.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** One block: g², σᵥ² and s. */
export interface Block {
  readonly gainSquared: number;
  readonly residual: number;
  readonly scale: number;
}

export interface Band {
  readonly blocks: readonly Block[];
  /** Eigenvalues of K. */
  readonly eigenvalues: Float64Array;
}

const side = 3;
const area = side ** 2;
const levels = 4;
/** The authors' bound of what is zero. */
const tolerance = 1e-15;
/** Eigenvalues below this share of the largest are zero: such directions hold no coefficients. */
const rank = 1e-13;

/** Smallest width and height of which the fourth level can be filtered. */
export const leastSizeOfBands = 72;

/** Two bands at each of four levels, of planes (1, H, W) in 0–255. */
export function scaleMixture(sr: Planes, hr: Planes): Band[] {
  const [srBands, hrBands] = [orientedBands(sr, levels), orientedBands(hr, levels)];
  return hrBands.flatMap((bands, level) => bands.map((band, i) => bandOf(srBands[level]![i]!, band, 2 ** (levels - level) + 1)));
}

function bandOf(sr: Planes, hr: Planes, window: number): Band {
  const [across, down] = [Math.floor(hr.width / side), Math.floor(hr.height / side)];
  const { values, vectors } = symmetricEigen(covariance(hr, across * side, down * side), area);
  const least = rank * Math.max(...values);
  const kept = vectors.flatMap((vector, k) => (values[k]! > least ? [vector.map((v) => v / Math.sqrt(values[k]! * area))] : []));
  const edge = Math.ceil((window - 1) / 2 / side);
  const blocks: Block[] = [];
  for (let row = edge; row < down - edge; row++) {
    for (let column = edge; column < across - edge; column++) {
      const [x, y] = [column * side, row * side];
      const scale = kept.reduce((sum, vector) => sum + projection(hr, x, y, vector) ** 2, 0);
      blocks.push({ ...channelAt(sr, hr, x + 1, y + 1, window), scale });
    }
  }
  return { blocks, eigenvalues: values.map((value) => Math.max(0, value)) };
}

/** The block's coefficients times a vector. */
function projection({ data, width }: Planes, x: number, y: number, vector: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < area; k++) sum += vector[k]! * data[(y + Math.floor(k / side)) * width + x + (k % side)]!;
  return sum;
}

/** Of all 3×3 blocks of the upper left width×height coefficients, overlapping ones too. */
function covariance({ data, width: pitch }: Planes, width: number, height: number): Float64Array {
  const [across, down] = [width - side + 1, height - side + 1];
  const n = across * down;
  const at = (k: number) => Math.floor(k / side) * pitch + (k % side);
  const sums = new Float64Array(area);
  const products = new Float64Array(area * area);
  for (let y = 0; y < down; y++) {
    for (let p = 0; p < area; p++) {
      const [first, end] = [y * pitch + at(p), y * pitch + at(p) + across];
      for (let i = first; i < end; i++) sums[p]! += data[i]!;
      for (let q = p; q < area; q++) {
        const shift = at(q) - at(p);
        let sum = 0;
        for (let i = first; i < end; i++) sum += data[i]! * data[i + shift]!;
        products[p * area + q]! += sum;
      }
    }
  }
  return products.map((_, i) => {
    const [p, q] = [Math.floor(i / area), i % area];
    return products[Math.min(p, q) * area + Math.max(p, q)]! / n - (sums[p]! / n) * (sums[q]! / n);
  });
}

/** The fit of SR to HR over the window around (x, y). */
function channelAt(sr: Planes, hr: Planes, x: number, y: number, window: number): Omit<Block, 'scale'> {
  const half = (window - 1) / 2;
  const n = window ** 2;
  let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let row = y - half; row <= y + half; row++) {
    for (let i = row * hr.width + x - half; i <= row * hr.width + x + half; i++) {
      const [p, q] = [hr.data[i]!, sr.data[i]!];
      a += p;
      b += q;
      aa += p * p;
      bb += q * q;
      ab += p * q;
    }
  }
  const { gain, residual } = linearFit(aa - (a * a) / n, bb - (b * b) / n, ab - (a * b) / n, n, tolerance);
  return { gainSquared: gain ** 2, residual };
}
