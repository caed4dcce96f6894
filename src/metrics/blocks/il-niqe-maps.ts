/**
 * The maps that IL-NIQE (Zhang, Zhang and Bovik 2015) describes a picture by, at one of its two scales, as the authors' program makes them:
 * normalised contrast, colours by their logarithms, slopes of opponent colours, and responses of log-Gabor filters with their slopes.
 */

import { fft2 } from './fft.ts';
import { halfOf } from './gaussian-half.ts';
import { gaussianSlopes, type Slopes } from './gaussian-slopes.ts';
import { angularGaussian, cyclesPerSample, polarGrid, radialGaussian, response } from './log-gabor.ts';
import { lmn, mixed } from './mixed-colors.ts';

/** Planes of one scale, row by row. */
export interface ColorPlanes {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue, 0–255. */
  readonly rgb: readonly Float64Array[];
  /** Differences of colours, then lightness. */
  readonly opponent: readonly Float64Array[];
}

/** How many maps there are, and of which kind each is, in the order of the authors. */
export const mapKinds: readonly ('contrast' | 'length' | 'color' | 'signed')[] = [
  'contrast',
  ...new Array<'length'>(3).fill('length'),
  ...new Array<'color'>(3).fill('color'),
  ...new Array<'signed'>(78).fill('signed'),
  ...new Array<'length'>(24).fill('length'),
];

/** Where the maps of a kind begin. */
const [lengths, colors, slopes, responses, responseSlopes, responseLengths] = [1, 4, 7, 13, 37, 85] as const;

const orientations = 4;
const filterScales = 3;
/** Of the spectrum's highest frequency down; the bandwidth of a filter along the frequency, and that in the angle. */
const shortestWave = 2.4;
const waveRatio = 1.31;
const radialSpread = Math.log(0.55);
const angularSpread = Math.PI / orientations / 1.1;
/** A black sample has no logarithm. */
const darkest = 1e-5;

/** Of RGB (3, H, W) in 0–255. */
export function colorPlanes(picture: Parameters<typeof mixed>[0]): ColorPlanes {
  const { width, height } = picture;
  const n = width * height;
  const planesOf = (data: Float64Array) => [0, 1, 2].map((c) => data.slice(c * n, (c + 1) * n));
  const [lightness, first, second] = planesOf(mixed(picture, 255, lmn).data);
  return { width, height, rgb: planesOf(Float64Array.from(picture.data)), opponent: [first!, second!, lightness!] };
}

/** The planes of the second scale. */
export function halved({ width, height, rgb, opponent }: ColorPlanes): ColorPlanes {
  const half = (planes: readonly Float64Array[]) => planes.map((plane) => halfOf(plane, width, height));
  return { width: Math.ceil(width / 2), height: Math.ceil(height / 2), rgb: half(rgb), opponent: half(opponent) };
}

/** All maps but the first with their places, of planes at scale 1 or 2. One is made at a time, as all together are large. */
export function* mapsOf(
  { width, height, rgb, opponent }: ColorPlanes,
  scale: 1 | 2,
): Generator<readonly [place: number, map: Float64Array]> {
  const slopesOf = (plane: Float64Array) => gaussianSlopes(plane, width, height, 1.66 / scale ** 0.28);
  for (const [i, plane] of opponent.entries()) {
    const steep = slopesOf(plane);
    yield [lengths + i, lengthOf(steep)];
    yield [slopes + 2 * i, steep.across];
    yield [slopes + 2 * i + 1, steep.down];
  }
  yield* logColors(rgb).map((map, i) => [colors + i, map] as const);
  const grid = polarGrid(width, height, cyclesPerSample);
  const lightness = opponent[2]!;
  const spectrum = fft2({ re: lightness, im: new Float64Array(lightness.length) }, width, height);
  const angular = Array.from({ length: orientations }, (_, i) => angularGaussian(grid, (i * Math.PI) / orientations, angularSpread));
  const radial = Array.from({ length: filterScales }, (_, i) => {
    return radialGaussian(grid, 1 / ((shortestWave / scale ** 0.87) * waveRatio ** i), radialSpread);
  });
  for (let i = 0; i < filterScales * orientations; i++) {
    const { re, im } = response(spectrum, grid, radial[Math.floor(i / orientations)]!, angular[i % orientations]!);
    for (const [part, map] of [re, im].entries()) {
      const steep = slopesOf(map);
      yield [responses + 2 * i + part, map];
      yield [responseSlopes + 4 * i + 2 * part, steep.across];
      yield [responseSlopes + 4 * i + 2 * part + 1, steep.down];
      yield [responseLengths + 2 * i + part, lengthOf(steep)];
    }
  }
}

/** Above zero in flat parts too. */
function lengthOf({ across, down }: Slopes): Float64Array {
  return across.map((x, i) => Math.sqrt(x * x + down[i]! * down[i]!) + Number.EPSILON);
}

/** Sum and differences (Ruderman et al., 1998) of the logarithms of red, green and blue, less their means over the picture. */
function logColors(rgb: readonly Float64Array[]): Float64Array[] {
  const [r, g, b] = rgb.map((plane) => {
    const logs = plane.map((value) => Math.log(value + darkest));
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    return logs.map((value) => value - mean);
  }) as [Float64Array, Float64Array, Float64Array];
  return [
    r.map((value, i) => (value + g[i]! + b[i]!) / Math.sqrt(3)),
    r.map((value, i) => (value + g[i]! - 2 * b[i]!) / Math.sqrt(6)),
    r.map((value, i) => (value - g[i]!) / Math.SQRT2),
  ];
}
