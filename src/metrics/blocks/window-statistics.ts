/** Statistics of square windows, of which one begins at every fourth sample of both axes and lies inside the picture. */

/** Of the larger windows of MAD. */
export const windowSize = 16;
/** Samples from one window to the next. */
const windowStep = 4;

/** One value for each window, row by row. */
export interface WindowStatistics {
  readonly columns: number;
  readonly rows: number;
  readonly mean: Float64Array;
  /** Standard deviation, over n − 1. */
  readonly deviation: Float64Array;
  /** Third and fourth standardised moment, over n; 0 where all samples are equal. */
  readonly skewness: Float64Array;
  readonly kurtosis: Float64Array;
}

/** Of a plane, row by row, in windows of size×size. */
export function windowStatistics(plane: Float64Array, width: number, height: number, size: number): WindowStatistics {
  const columns = Math.floor((width - size) / windowStep) + 1;
  const rows = Math.floor((height - size) / windowStep) + 1;
  const n = size * size;
  const [mean, deviation, skewness, kurtosis] = [0, 0, 0, 0].map(() => new Float64Array(columns * rows)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let row = 0, to = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, to++) {
      const first = windowStep * (row * width + column);
      let sum = 0;
      for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) sum += plane[first + y * width + x]!;
      const middle = sum / n;
      let second = 0;
      let third = 0;
      let fourth = 0;
      for (let y = 0; y < size; y++) {
        for (let x = 0; x < size; x++) {
          const difference = plane[first + y * width + x]! - middle;
          const square = difference * difference;
          second += square;
          third += square * difference;
          fourth += square * square;
        }
      }
      const variance = second / n;
      mean[to] = middle;
      deviation[to] = Math.sqrt(second / (n - 1));
      if (variance === 0) continue;
      skewness[to] = third / n / variance ** 1.5;
      kurtosis[to] = fourth / n / variance ** 2;
    }
  }
  return { columns, rows, mean, deviation, skewness, kurtosis };
}

/**
 * The root of the mean square of values at samples, given the window (of `windowSize`) that begins at most 3 samples before them. Leaves out
 * 16 samples at the edges, at right and bottom 17.
 */
export function overInnerSamples(width: number, height: number, value: (window: number, column: number, row: number) => number): number {
  const columns = Math.floor((width - windowSize) / windowStep) + 1;
  const [right, bottom] = [width - windowSize - 1, height - windowSize - 1];
  let sum = 0;
  for (let row = windowSize; row < bottom; row++) {
    for (let column = windowSize; column < right; column++) {
      sum += value(Math.floor(row / windowStep) * columns + Math.floor(column / windowStep), column, row) ** 2;
    }
  }
  return Math.sqrt(sum / ((right - windowSize) * (bottom - windowSize)));
}
