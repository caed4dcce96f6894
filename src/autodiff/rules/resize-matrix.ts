/** Resizing along one axis as a matrix: y = A·x, with the weights that ONNX Runtime uses. */
import type { OpNode } from '../../graph/ops.ts';

/**
 * The rows of A: output pixel p reads input pixels near c(p) = (p + ½)/scale − ½ (half_pixel) with the weights of the kernel. Pixels beyond the
 * border are those of the border. Positions are computed in float32, as the engine does, so that ties of `nearest` fall alike.
 */
export function resizeMatrix({ attrs }: OpNode<'Resize'>, taken: number, made: number, scale: number): Float32Array {
  const matrix = new Float32Array(made * taken);
  for (let p = 0; p < made; p++) {
    const c = position(attrs.coordinate_transformation_mode.value, p, Math.fround(scale), taken, made);
    for (const [q, weight] of taps(attrs, c, taken)) matrix[p * taken + Math.min(Math.max(q, 0), taken - 1)]! += weight;
  }
  return matrix;
}

type Attrs = OpNode<'Resize'>['attrs'];

/** Where the centre of output pixel p lies in the input. */
function position(mode: Attrs['coordinate_transformation_mode']['value'], p: number, scale: number, taken: number, made: number): number {
  switch (mode) {
    case 'asymmetric':
      return Math.fround(p / scale);
    case 'align_corners':
      return made === 1 ? 0 : Math.fround((p * (taken - 1)) / (made - 1));
    case 'pytorch_half_pixel':
      return made === 1 ? 0 : Math.fround(Math.fround((p + 0.5) / scale) - 0.5);
    case 'half_pixel':
      return Math.fround(Math.fround((p + 0.5) / scale) - 0.5);
  }
}

/** Input pixels and their weights for position c. */
function taps({ mode, nearest_mode, cubic_coeff_a }: Attrs, c: number, taken: number): [number, number][] {
  switch (mode.value) {
    case 'nearest':
      return [[rounding[nearest_mode.value](c), 1]];
    case 'linear': {
      const clamped = Math.min(Math.max(c, 0), taken - 1);
      const first = Math.floor(clamped);
      return [
        [first, 1 - (clamped - first)],
        [first + 1, clamped - first],
      ];
    }
    case 'cubic':
      return [-1, 0, 1, 2].map((k) => [Math.floor(c) + k, keys(c - Math.floor(c) - k, cubic_coeff_a.value)]);
  }
}

const rounding: Readonly<Record<Attrs['nearest_mode']['value'], (c: number) => number>> = {
  round_prefer_floor: (c) => Math.ceil(c - 0.5),
  round_prefer_ceil: (c) => Math.floor(c + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

/** (a + 2)|t|³ − (a + 3)|t|² + 1 up to 1, a|t|³ − 5a|t|² + 8a|t| − 4a up to 2 (Keys, 1981). */
function keys(t: number, a: number): number {
  const d = Math.abs(t);
  if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
}
