/**
 * The Laplacian pyramid of Burt and Adelson (1983), as Mertens' program builds it: a plane is filtered by (1, 5, 8, 5, 1)/20 along rows
 * and columns, mirrored beyond its edge (2 1 | 1 2), and every second sample is kept; what the reduced plane, enlarged by the same
 * filter, lacks of the plane is one band, and the reduced plane goes on. The last band is what remains.
 */
import type { Planes } from '../../image/image.ts';

type Plane = Planes<Float64Array>;

const taps = [0.05, 0.25, 0.4, 0.25, 0.05] as const;

/** Of one plane (1, H, W), each side of which has at least 2 samples in all levels but the last: `levels` bands, the finest first. */
export function laplacianPyramid(plane: Plane, levels: number): Plane[] {
  const bands: Plane[] = [];
  let rest = plane;
  for (let level = 1; level < levels; level++) {
    const reduced = transposed(reducedAlongRows(transposed(reducedAlongRows(rest))));
    const back = transposed(enlargedAlongRows(transposed(enlargedAlongRows(reduced, rest.width)), rest.height));
    bands.push({ ...rest, data: rest.data.map((value, i) => value - back.data[i]!) });
    rest = reduced;
  }
  return [...bands, rest];
}

function reducedAlongRows({ channels, width: length, height, data }: Plane): Plane {
  const width = Math.ceil(length / 2);
  const mirrored = (x: number) => (x < 0 ? -1 - x : x < length ? x : 2 * length - 1 - x);
  const out = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < taps.length; k++) sum += taps[k]! * data[y * length + mirrored(2 * x + k - 2)]!;
      out[y * width + x] = sum;
    }
  }
  return { channels, width, height, data: out };
}

/** Zeros between the samples, which are repeated beyond the edge, then twice the filter. */
function enlargedAlongRows({ channels, width: length, height, data }: Plane, width: number): Plane {
  const out = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    const at = (x: number) => data[y * length + Math.min(Math.max(x, 0), length - 1)]!;
    for (let x = 0; x < width; x++) {
      const i = x >> 1;
      out[y * width + x] =
        x % 2 === 0 ? 2 * (taps[0] * at(i - 1) + taps[2] * at(i) + taps[4] * at(i + 1)) : 2 * (taps[1] * at(i) + taps[3] * at(i + 1));
    }
  }
  return { channels, width, height, data: out };
}

function transposed({ channels, width, height, data }: Plane): Plane {
  const out = data.map((_, i) => data[(i % height) * width + Math.floor(i / height)]!);
  return { channels, width: height, height: width, data: out };
}
