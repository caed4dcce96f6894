import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readBmp, sharedData } from '../../test/support/pictures.ts';
import type { Planes } from '../image/image.ts';
import { bandGrid, bandWeights, eachBand } from './blocks/band-change.ts';
import { contrastSensitivity } from './blocks/contrast-sensitivity.ts';
import { seenLightness, visibilityOf } from './blocks/visible-error.ts';
import { windowSize, windowStatistics } from './blocks/window-statistics.ts';
import { mostApparent } from './mad.ts';

const folder = `${sharedData}/metrics/calibration`;

describe.skipIf(!existsSync(folder))('published scores of pyiqa (skipped when ../shared/data is not there)', () => {
  test('the parts, put together as pyiqa does today, give its scores', () => {
    const published = JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')).mad as Record<string, number>;
    for (const [picture, want] of Object.entries(published)) {
      const got = asPyiqa(readBmp(`${folder}/dist/${picture}.bmp`), readBmp(`${folder}/ref/${picture}.bmp`));
      expect(Math.abs(got / want - 1), `${picture}: ${got}`).toBeLessThan(1e-5);
    }
  });
});

type Three = readonly [Float64Array, Float64Array, Float64Array];

/** The mean over channels, with windows mixed up over them, and more that differs from the authors' program. For even sides. */
function asPyiqa(sr: Planes, hr: Planes): number {
  const { width, height } = hr;
  const n = width * height;
  const planesOf = ({ data }: Planes) => [0, 1, 2].map((c) => Float64Array.from(data.subarray(c * n, (c + 1) * n)));
  const [x, y] = [planesOf(sr), planesOf(hr)];
  const statistics = (planes: readonly Float64Array[]) => planes.map((plane) => windowStatistics(plane, width, height, windowSize));
  const population = (deviation: Float64Array) => deviation.map((v) => Math.sqrt(v * v * (255 / 256) + 1e-12));

  const sensitivity = turnedByMistake(contrastSensitivity(width, height), width, height);
  const [seenX, seenY] = [x, y].map((planes) => planes.map((plane) => seenLightness(plane, width, height, sensitivity)));
  const ofHr = statistics(seenY!);
  const { columns, rows } = ofHr[0]!;
  const means = mixedUp(ofHr.map(({ mean }) => mean));
  const deviations = mixedUp(ofHr.map(({ deviation }) => population(deviation)));
  const differences = mixedUp(
    statistics(seenX!.map((plane, c) => plane.map((v, i) => v - seenY![c]![i]!))).map(({ deviation }) => population(deviation)),
  );
  const errors = statistics(x.map((plane, c) => plane.map((v, i) => (v - y[c]![i]!) ** 2))).map(({ mean }) => mean);
  const visible = errors.map((error, c) => {
    const halved = leastOfFour(deviations[c]!, columns).map((v) => v / 2);
    return 200 * rootMeanSquare(error.map((e, i) => e * visibilityOf(halved[i]!, differences[c]![i]!, means[c]![i]!)));
  });

  const grid = bandGrid(width, height);
  grid.radius[width + 1] = 1;
  const maps = errors.map(() => new Float64Array(columns * rows));
  eachBand([...x, ...y], grid, (amplitudes, _, direction) => {
    const bands = statistics(amplitudes.map((plane) => plane.map((v) => Math.sqrt(v * v + 1e-12))));
    const moments = [bands.slice(0, 3), bands.slice(3)].map((of) => ({
      deviation: mixedUp(of.map(({ deviation }) => population(deviation))),
      skewness: mixedUp(of.map(({ skewness }) => skewness)),
      kurtosis: mixedUp(of.map(({ kurtosis }) => kurtosis)),
    }));
    const change = (name: 'deviation' | 'skewness' | 'kurtosis', c: number, i: number) =>
      Math.abs(moments[0]![name][c]![i]! - moments[1]![name][c]![i]!);
    for (const [c, map] of maps.entries()) {
      for (let i = 0; i < map.length; i++) {
        map[i]! += bandWeights[direction]! * (change('deviation', c, i) + 2 * change('skewness', c, i) + change('kurtosis', c, i));
      }
    }
  });
  return maps.reduce((sum, map, c) => sum + mostApparent(visible[c]!, rootMeanSquare(map)), 0) / 3;
}

/** Values of three planes, one after the other for each window, read as if they were plane by plane. */
function mixedUp(planes: readonly Float64Array[]): Three {
  const n = planes[0]!.length;
  const all = Float64Array.from({ length: 3 * n }, (_, i) => planes[i % 3]![Math.floor(i / 3)]!);
  return [all.subarray(0, n), all.subarray(n, 2 * n), all.subarray(2 * n)];
}

/** A transfer function whose rows and columns change places, read in rows as long as before. */
function turnedByMistake(filter: Float64Array, width: number, height: number): Float64Array {
  const fromMiddle = (i: number, n: number) => (i + n / 2) % n;
  return filter.map((_, i) => {
    const at = fromMiddle(Math.floor(i / width), height) * width + fromMiddle(i % width, width);
    return filter[fromMiddle(at % height, height) * width + fromMiddle(Math.floor(at / height), width)]!;
  });
}

/** Of each value, that before it, that above it and that above that. */
function leastOfFour(values: Float64Array, columns: number): Float64Array {
  return values.map((v, i) => {
    const [left, up] = [i % columns > 0 ? 1 : 0, i >= columns ? columns : 0];
    return Math.min(v, values[i - left]!, values[i - up]!, values[i - left - up]!);
  });
}

function rootMeanSquare(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
}
