/** How steep a plane is: the length of the gradient by a filter of 3×3 weights, where beyond the edge there are zeros. */

/** Weights of the three differences right − left, one line each: above and below, and in the middle. */
export type GradientFilter = readonly [side: number, middle: number];

export const prewitt: GradientFilter = [1 / 3, 1 / 3];
export const scharr: GradientFilter = [3 / 16, 10 / 16];

/** √(gₓ² + gᵧ²) of a plane, row by row. */
export function gradientMagnitude(plane: Float64Array, width: number, height: number, [side, middle]: GradientFilter): Float64Array {
  const pitch = width + 2;
  const framed = new Float64Array(pitch * (height + 2));
  for (let y = 0; y < height; y++) framed.set(plane.subarray(y * width, (y + 1) * width), (y + 1) * pitch + 1);
  const out = new Float64Array(plane.length);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0, at = y * pitch; x < width; x++, at++, to++) {
      const [a, b, c] = [framed[at]!, framed[at + 1]!, framed[at + 2]!];
      const [d, f] = [framed[at + pitch]!, framed[at + pitch + 2]!];
      const [g, h, i] = [framed[at + 2 * pitch]!, framed[at + 2 * pitch + 1]!, framed[at + 2 * pitch + 2]!];
      const across = side * (c - a + i - g) + middle * (f - d);
      const down = side * (g - a + i - c) + middle * (h - b);
      out[to] = Math.sqrt(across * across + down * down);
    }
  }
  return out;
}
