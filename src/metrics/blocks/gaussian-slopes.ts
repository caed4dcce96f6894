/** Slopes of a plane: its convolution with x·exp(−(x² + y²)/2σ²) and with the same along y; beyond the edge there are zeros. */

export interface Slopes {
  readonly across: Float64Array;
  readonly down: Float64Array;
}

/** Row by row, of the size of the plane. The filters reach ⌈3σ⌉ samples to each side. */
export function gaussianSlopes(plane: Float64Array, width: number, height: number, sigma: number): Slopes {
  const reach = Math.ceil(3 * sigma);
  const bell = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)));
  const slope = bell.map((weight, i) => (i - reach) * weight);
  return {
    across: alongColumns(alongRows(plane, width, height, slope), width, bell),
    down: alongColumns(alongRows(plane, width, height, bell), width, slope),
  };
}

/** out(x) = Σ taps(k)·plane(x − k), k from the middle. */
function alongRows(plane: Float64Array, width: number, height: number, taps: Float64Array): Float64Array {
  const reach = (taps.length - 1) / 2;
  const framed = new Float64Array(width + 2 * reach);
  const out = new Float64Array(plane.length);
  for (let y = 0; y < height; y++) {
    framed.set(plane.subarray(y * width, (y + 1) * width), reach);
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < taps.length; k++) sum += taps[k]! * framed[x + 2 * reach - k]!;
      out[y * width + x] = sum;
    }
  }
  return out;
}

function alongColumns(plane: Float64Array, width: number, taps: Float64Array): Float64Array {
  const reach = (taps.length - 1) / 2;
  const height = plane.length / width;
  const out = new Float64Array(plane.length);
  for (let y = 0; y < height; y++) {
    const to = out.subarray(y * width, (y + 1) * width);
    for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++) {
      const weight = taps[y - row + reach]!;
      const from = row * width;
      for (let x = 0; x < width; x++) to[x]! += weight * plane[from + x]!;
    }
  }
  return out;
}
