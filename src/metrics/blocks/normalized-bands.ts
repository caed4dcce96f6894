/**
 * Bands of a steerable pyramid whose coefficients are divided by how large those around them are, as NRQM's authors compute them after
 * DIIVINE (Moorthy and Bovik, 2011): with y the 3×3 coefficients at a place, those of the other five orientations there and, for the first
 * five bands of the first level, the one of the next level (imresize with a mirrored border), and C the mean of yyᵀ over the band,
 *   coefficient less the band's mean, over √(yᵀC⁺y/N),  N = 9, and 10 with the next level
 * within a margin, and less the mean of these. That the sixth band lacks the next level is so in the authors' program, which their forests
 * were trained with.
 */
import { ShapeError } from '../../errors.ts';
import { cropPlanes } from '../../image/planes.ts';
import { imresize } from '../../image/resize.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** Row by row. */
export interface Band {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

const side = 3;
const rim = (side - 1) / 2;
/** At the first level; half of it at the second. */
const margin = 16;

/** Of the six bands at each of two levels. Throws ShapeError where all coefficients are zero. */
export function normalizedBands(levels: readonly (readonly Band[])[]): Band[][] {
  return levels.map((bands, level) =>
    bands.map((band, orientation) => {
      const parent = level === 0 && orientation < bands.length - 1 ? levels[1]![orientation]! : undefined;
      const others = bands.filter((_, other) => other !== orientation);
      return normalized(band, others, parent && enlarged(parent, band), margin / 2 ** level);
    }),
  );
}

/** Twice the size, cut to that of `band`. */
function enlarged({ width, height, data }: Band, band: Band): Band {
  const twice = imresize({ channels: 1, width, height, data }, { scale: 2 }, { border: 'symmetric' });
  return cropPlanes(twice, { x: 0, y: 0, width: band.width, height: band.height });
}

function normalized(band: Band, others: readonly Band[], parent: Band | undefined, guard: number): Band {
  const { width, data } = band;
  const [across, down] = [width - 2 * rim, band.height - 2 * rim];
  const near = Array.from({ length: side * side }, (_, k) => ({ data, shift: (Math.floor(k / side) - rim) * width + (k % side) - rim }));
  const around = [...near, ...[...(parent ? [parent] : []), ...others].map((other) => ({ data: other.data, shift: 0 }))];
  const directions = whitening(band, around);
  const count = side * side + (parent ? 1 : 0);
  const out = new Float64Array(across * down);
  const mean = meanInside(band);
  for (let y = 0, to = 0; y < down; y++) {
    for (let x = 0; x < across; x++, to++) {
      const at = (y + rim) * width + x + rim;
      let energy = 0;
      for (const direction of directions) {
        let along = 0;
        for (let k = 0; k < around.length; k++) along += direction[k]! * around[k]!.data[at + around[k]!.shift]!;
        energy += along * along;
      }
      out[to] = (data[at]! - mean) / Math.sqrt(energy / count);
    }
  }
  if (!out.every(Number.isFinite)) throw new ShapeError('Expected a picture that is not flat for NRQM but received one');
  const cut = cropPlanes(
    { channels: 1, width: across, height: down, data: out },
    { x: guard, y: guard, width: across - 2 * guard, height: down - 2 * guard },
  );
  const rest = cut.data.reduce((sum, value) => sum + value, 0) / cut.data.length;
  return { width: cut.width, height: cut.height, data: cut.data.map((value) => value - rest) };
}

/** Vectors v such that Σ (vᵀy)² is yᵀC⁺y. Eigenvalues of C below zero come from rounding: they become 0, and the others keep the sum. */
function whitening(
  { width, height }: Band,
  around: readonly { readonly data: Float64Array; readonly shift: number }[],
): readonly Float64Array[] {
  const n = around.length;
  const c = new Float64Array(n * n);
  const places = (width - 2 * rim) * (height - 2 * rim);
  for (let p = 0; p < n; p++) {
    for (let q = p; q < n; q++) {
      const [a, b] = [around[p]!, around[q]!];
      let sum = 0;
      for (let y = rim; y < height - rim; y++) {
        for (let i = y * width + rim; i < (y + 1) * width - rim; i++) sum += a.data[i + a.shift]! * b.data[i + b.shift]!;
      }
      c[p * n + q] = sum / places;
      c[q * n + p] = sum / places;
    }
  }
  const { values, vectors } = symmetricEigen(c, n);
  const all = values.reduce((sum, value) => sum + value, 0);
  const above = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  const least = n * Number.EPSILON * values.reduce((most, value) => Math.max(most, value), 0);
  return vectors.flatMap((vector, k) => (values[k]! > least ? [vector.map((v) => v / Math.sqrt((values[k]! * all) / above))] : []));
}

function meanInside({ width, height, data }: Band): number {
  let sum = 0;
  for (let y = rim; y < height - rim; y++) for (let i = y * width + rim; i < (y + 1) * width - rim; i++) sum += data[i]!;
  return sum / ((width - 2 * rim) * (height - 2 * rim));
}
