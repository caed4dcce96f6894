/** LPIPS and DISTS with random weights, against plain computations in float64. */
import { describe, expect, test } from 'vitest';
import { randomPlanes } from '../../test/support/pictures.ts';
import { runGraph } from '../../test/support/run-graph.ts';
import { ConfigError, ShapeError } from '../errors.ts';
import { Graph } from '../graph/graph.ts';
import { writeSafetensors } from '../graph/safetensors.ts';
import { sizeOf, type Tensor, tensor } from '../graph/tensor.ts';
import type { Planes } from '../image/image.ts';
import { mulberry32 } from '../random.ts';
import type { Engine } from '../runtime/engine.ts';
import { ortNode } from '../runtime/ort-node.ts';
import { imageNetNormalized, type Shapes } from './blocks/learned-network.ts';
import { dists, distsShapes } from './dists.ts';
import { lpips, lpipsShapes } from './lpips.ts';

type Weights = Readonly<Record<string, Tensor>>;
type Plain = Planes<Float64Array>;

/** Filters keep the size of signals through ReLU; the weights of channels are above zero, as learned ones are. */
function randomWeights(shapes: Shapes): Weights {
  const random = mulberry32(5);
  const drawn = Object.entries(shapes).map(([name, shape]) => {
    const spread = Math.sqrt(6 / sizeOf(shape.slice(1)));
    const draw = name.startsWith('features') ? () => (2 * random() - 1) * (name.endsWith('bias') ? 0.1 : spread) : random;
    return [name, tensor(Float32Array.from({ length: sizeOf(shape) }, draw), shape)] as const;
  });
  return Object.fromEntries(drawn);
}

const bytesOf = (tensors: Weights) => writeSafetensors({ tensors, metadata: {} });

/** What a window of a plane holds, with its place in the filter; none of it lies outside. */
function* windowAt({ width, height }: Plain, y: number, x: number, kernel: number): Generator<readonly [place: number, tap: number]> {
  for (let i = Math.max(0, -y); i < Math.min(kernel, height - y); i++)
    for (let j = Math.max(0, -x); j < Math.min(kernel, width - x); j++) yield [(y + i) * width + x + j, i * kernel + j];
}

function slide(
  x: Plain,
  channels: number,
  { kernel, stride, pad }: { kernel: number; stride: number; pad: number },
  value: (c: number, taps: readonly (readonly [number, number])[]) => number,
): Plain {
  const [width, height] = [x.width, x.height].map((n) => Math.floor((n + 2 * pad - kernel) / stride) + 1) as [number, number];
  const data = new Float64Array(channels * width * height);
  for (let i = 0; i < width * height; i++) {
    const taps = [...windowAt(x, Math.floor(i / width) * stride - pad, (i % width) * stride - pad, kernel)];
    for (let c = 0; c < channels; c++) data[c * width * height + i] = value(c, taps);
  }
  return { channels, width, height, data };
}

function conv(x: Plain, weights: Weights, place: number, stride: number, pad: number): Plain {
  const { shape, data } = weights[`features.${place}.weight`]!;
  const bias = weights[`features.${place}.bias`]!.data;
  const [out, into, kernel] = shape as [number, number, number];
  return slide(x, out, { kernel, stride, pad }, (o, taps) => {
    let sum = Number(bias[o]);
    for (let c = 0; c < into; c++) {
      const [from, at] = [(o * into + c) * kernel * kernel, c * x.width * x.height];
      for (const [place, tap] of taps) sum += (data[from + tap] as number) * x.data[at + place]!;
    }
    return Math.max(0, sum);
  });
}

/** ((2x − 1) − shift)/scale, as LPIPS writes it. */
function scaled(picture: Plain, shift: readonly number[], scale: readonly number[]): Plain {
  const n = picture.width * picture.height;
  return { ...picture, data: picture.data.map((v, i) => ((2 * v) / 255 - 1 - shift[Math.floor(i / n)]!) / scale[Math.floor(i / n)]!) };
}

function channelsOf({ channels, width, height, data }: Plain): Float64Array[] {
  return Array.from({ length: channels }, (_, c) => data.subarray(c * width * height, (c + 1) * width * height));
}

const mean = (values: Float64Array) => values.reduce((sum, v) => sum + v, 0) / values.length;

function plainLpips(pair: readonly [Plain, Plain], weights: Weights): number {
  const pool = (x: Plain) =>
    slide(x, x.channels, { kernel: 3, stride: 2, pad: 0 }, (c, taps) =>
      Math.max(...taps.map(([place]) => x.data[c * x.width * x.height + place]!)),
    );
  const [a, b] = pair.map((picture) => {
    const first = conv(scaled(picture, [-0.03, -0.088, -0.188], [0.458, 0.448, 0.45]), weights, 0, 4, 2);
    const second = conv(pool(first), weights, 3, 1, 2);
    const third = conv(pool(second), weights, 6, 1, 1);
    const fourth = conv(third, weights, 8, 1, 1);
    return [first, second, third, fourth, conv(fourth, weights, 10, 1, 1)];
  }) as [Plain[], Plain[]];
  return a.reduce((total, layer, k) => {
    const [x, y] = [channelsOf(layer), channelsOf(b[k]!)];
    const length = (all: Float64Array[], i: number) => Math.sqrt(all.reduce((sum, c) => sum + c[i]! ** 2, 0)) + 1e-10;
    const cost = x[0]!.map((_, i) =>
      x.reduce(
        (sum, c, at) => sum + Number(weights[`lin${k}.model.1.weight`]!.data[at]) * (c[i]! / length(x, i) - y[at]![i]! / length(y, i)) ** 2,
        0,
      ),
    );
    return total + mean(cost);
  }, 0);
}

function plainDists(pair: readonly [Plain, Plain], weights: Weights): number {
  const pool = (x: Plain) =>
    slide(x, x.channels, { kernel: 3, stride: 2, pad: 1 }, (c, taps) => {
      const square = ([place, tap]: readonly [number, number]) =>
        ([1, 2, 1, 2, 4, 2, 1, 2, 1][tap]! / 16) * x.data[c * x.width * x.height + place]! ** 2;
      return Math.sqrt(taps.reduce((sum, at) => sum + square(at), 0) + 1e-12);
    });
  const [a, b] = pair.map((picture) => {
    const unit = { ...picture, data: picture.data.map((v) => v / 255) };
    let x = scaled(picture, [-0.03, -0.088, -0.188], [0.458, 0.448, 0.45]);
    const stages = [
      [0, 2],
      [5, 7],
      [10, 12, 14],
      [17, 19, 21],
      [24, 26, 28],
    ].map((places, k) => {
      if (k > 0) x = pool(x);
      for (const place of places) x = conv(x, weights, place, 1, 1);
      return x;
    });
    return [unit, ...stages].flatMap(channelsOf);
  }) as [Float64Array[], Float64Array[]];
  const [alpha, beta] = ['alpha', 'beta'].map((name) => Array.from(weights[name]!.data, Number)) as [number[], number[]];
  const sum = [...alpha, ...beta].reduce((total, w) => total + w, 0);
  return a.reduce((distance, x, c) => {
    const y = b[c]!;
    const [mx, my] = [mean(x), mean(y)];
    const [vx, vy] = [mean(x.map((v) => (v - mx) ** 2)), mean(y.map((v) => (v - my) ** 2))];
    const covariance = mean(x.map((v, i) => v * y[i]!)) - mx * my;
    const l = (2 * mx * my + 1e-6) / (mx * mx + my * my + 1e-6);
    const s = (2 * covariance + 1e-6) / (vx + vy + 1e-6);
    return distance - (alpha[c]! * l + beta[c]! * s) / sum;
  }, 1);
}

describe.each([
  {
    metric: lpips,
    shapes: lpipsShapes,
    plain: plainLpips,
    sizes: [
      [31, 31],
      [47, 40],
    ],
  },
  {
    metric: dists,
    shapes: distsShapes,
    plain: plainDists,
    sizes: [
      [1, 1],
      [10, 7],
    ],
  },
] as const)('$metric.name', ({ metric, shapes, plain, sizes }) => {
  const tensors = randomWeights(shapes);
  const files = { weights: bytesOf(tensors) };
  const options = { dataRange: 255, files, engine: ortNode };

  test.each([...sizes])('equals the plain computation at %i×%i', async (width, height) => {
    const sr = randomPlanes(3, height, width, 1);
    const hr = { ...sr, data: sr.data.map((v, i) => 0.7 * v + (i % 5) * 12) };
    const want = plain([sr, hr], tensors);
    expect(want).toBeGreaterThan(1e-3);
    const value = await metric.measure(sr, hr, options);
    expect(Math.abs(value / want - 1), `${value} for ${want}`).toBeLessThan(1e-5);
    const unit = [sr, hr].map((p) => ({ ...p, data: p.data.map((v) => v / 255) })) as [Plain, Plain];
    expect(await metric.measure(...unit, { ...options, dataRange: 1 })).toBeCloseTo(value, 6);
    expect(await metric.measure(hr, sr, options)).toBeCloseTo(value, 6);
  });

  test('is 0 for identical pictures', async () => {
    const picture = randomPlanes(3, 35, 33);
    expect(await metric.measure(picture, picture, options)).toBeCloseTo(0, 9);
  });

  test('says what is missing: an engine, a tensor, a shape, another format, colour', async () => {
    const picture = randomPlanes(3, 31, 31);
    const measured = (changes: object) => Promise.resolve().then(() => metric.measure(picture, picture, { ...options, ...changes }));
    const withFile = (weights: Uint8Array) => measured({ files: { weights } });
    const { 'features.0.bias': bias, ...others } = tensors;
    await expect(measured({ engine: undefined })).rejects.toThrow(`Expected an engine, which ${metric.name} runs its network with`);
    await expect(withFile(bytesOf(others))).rejects.toThrow(
      `Expected a shape of 64 for features.0.bias in the file weights of ${metric.name} but received "no such tensor"`,
    );
    await expect(withFile(bytesOf({ ...others, 'features.0.bias': { ...bias!, shape: [8, 8] } }))).rejects.toThrow('received "8×8"');
    await expect(withFile(new TextEncoder().encode('PK\x03\x04 and so on and on'))).rejects.toThrow(ConfigError);
    const gray = randomPlanes(1, 31, 31);
    await expect(Promise.resolve().then(() => metric.measure(gray, gray, options))).rejects.toThrow(ShapeError);
  });

  test('loads its network once for each file', async () => {
    let loads = 0;
    const engine: Engine = {
      ...ortNode,
      load: (...given) => {
        loads++;
        return ortNode.load(...given);
      },
    };
    const picture = randomPlanes(3, 31, 31);
    for (let i = 0; i < 2; i++) await metric.measure(picture, picture, { ...options, engine });
    expect(loads).toBe(1);
  });
});

test('networks see colours of 0–1 by the constants of torchvision, which are those of LPIPS for −1 … 1', async () => {
  const g = new Graph();
  g.output(imageNetNormalized(g, g.input('x', [1, 3, 1, 2])), 'y');
  const { y } = await runGraph(g, { x: tensor([0.5, 1, 0.5, 1, 0.5, 0], [1, 3, 1, 2]) });
  // (0.5 − 0.485)/0.229 = (0 + 0.030)/0.458, and so on.
  const want = [0.03 / 0.458, 1.03 / 0.458, 0.088 / 0.448, 1.088 / 0.448, 0.188 / 0.45, -0.812 / 0.45];
  want.forEach((value, i) => {
    expect(Number(y!.data[i])).toBeCloseTo(value, 6);
  });
});
