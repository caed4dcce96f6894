/**
 * Bands of the steerable pyramid (Simoncelli and Freeman, 1995) with the filters of six orientations of matlabPyrTools (sp5Filters;
 * Karasaridis and Simoncelli, 1996), as its buildSpyr makes them: correlations, mirrored at the edge samples. Of the six orientations only
 * 0° and 90° are made, which VIF and IFC measure; the high-pass residue above the first level is left out too.
 */
import { convolve, type FilterKernel } from '../../image/convolve.ts';
import type { Planes } from '../../image/image.ts';

/** The upper left quarters of symmetric filters, with the middle row and column. */
const lowFirst = mirrored([
  [0.00341614, -0.01551246, -0.03848215],
  [-0.01551246, 0.05586982, 0.1592557],
  [-0.03848215, 0.1592557, 0.40304148],
]);
const low = mirrored(
  [
    [0.00085404, -0.00244917, -0.00387812, -0.00944432, -0.00962054],
    [-0.00244917, -0.00523281, -0.00661117, 0.004106, 0.01002988],
    [-0.00387812, -0.00661117, 0.01396746, 0.03277038, 0.03981393],
    [-0.00944432, 0.004106, 0.03277038, 0.06426333, 0.08169618],
    [-0.00962054, 0.01002988, 0.03981393, 0.08169618, 0.1009654],
  ].map((row) => row.map((weight) => 2 * weight)),
);
/** Of a filter that is symmetric along y and turns its sign along x. */
const acrossX = mirrored(
  [
    [0.00277643, -0.00986904, -0.01021852, 0],
    [0.00496194, -0.00893064, -0.03075356, 0],
    [0.01026699, 0.01189859, -0.08226445, 0],
    [0.01455399, 0.02755155, -0.11732297, 0],
  ],
  -1,
);
const acrossY: FilterKernel = { ...acrossX, weights: acrossX.weights.map((_, i, all) => all[(i % 7) * 7 + Math.floor(i / 7)]!) };

/** Each level's bands of a plane, from the finest: the derivative along x, then along y. A level is half as wide and high as the one before, rounded up. */
export function orientedBands(plane: Planes, levels: number): Planes<Float64Array>[][] {
  let rest = convolve(plane, lowFirst);
  return Array.from({ length: levels }, (_, level) => {
    if (level > 0) rest = everySecond(convolve(rest, low));
    return [convolve(rest, acrossX), convolve(rest, acrossY)];
  });
}

/** Every second sample along x and y, from the first. */
export function everySecond({ width, height, data }: Planes<Float64Array>): Planes<Float64Array> {
  const [outWidth, outHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const out = Float64Array.from({ length: outWidth * outHeight }, (_, i) => data[2 * (Math.floor(i / outWidth) * width + (i % outWidth))]!);
  return { channels: 1, width: outWidth, height: outHeight, data: out };
}

/** The whole filter; the right half is the left one times `sign`. */
function mirrored(quarter: readonly (readonly number[])[], sign = 1): FilterKernel {
  const size = 2 * quarter.length - 1;
  const middle = quarter.length - 1;
  const weights = Float64Array.from({ length: size * size }, (_, i) => {
    const [x, y] = [(i % size) - middle, Math.floor(i / size) - middle];
    return (x > 0 ? sign : 1) * quarter[middle - Math.abs(y)]![middle - Math.abs(x)]!;
  });
  return { size, weights };
}
