/** Half the size as IL-NIQE's authors make it: a Gaussian of 6×6 weights, σ 0.9, whose middle lies half a sample further, at every second sample. */

const sigma = 0.9;
const size = Math.ceil(6 * sigma);
/** From which sample before the middle one the weights begin, where imfilter of MATLAB puts them. */
const before = size / 2 - 1;
const taps = normalized(Float64Array.from({ length: size }, (_, i) => Math.exp(-((i - (size - 1) / 2) ** 2) / (2 * sigma ** 2))));

/** The half-sized plane of ⌈width/2⌉×⌈height/2⌉ samples; beyond the edge lies the edge sample. */
export function halfOf(plane: Float64Array, width: number, height: number): Float64Array {
  const [outWidth, outHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const inside = (i: number, n: number) => Math.min(Math.max(i, 0), n - 1);
  const rows = new Float64Array(outWidth * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < outWidth; x++) {
      for (let k = 0; k < size; k++) rows[y * outWidth + x]! += taps[k]! * plane[y * width + inside(2 * x + k - before, width)]!;
    }
  }
  const out = new Float64Array(outWidth * outHeight);
  for (let y = 0; y < outHeight; y++) {
    for (let k = 0; k < size; k++) {
      const from = inside(2 * y + k - before, height) * outWidth;
      for (let x = 0; x < outWidth; x++) out[y * outWidth + x]! += taps[k]! * rows[from + x]!;
    }
  }
  return out;
}

function normalized(weights: Float64Array): Float64Array {
  const sum = weights.reduce((total, w) => total + w, 0);
  return weights.map((w) => w / sum);
}
