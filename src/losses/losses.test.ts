import { existsSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { msssim, plainLosses, type Shape } from '../../test/support/plain-losses.ts';
import { runGraph } from '../../test/support/run-graph.ts';
import { gradients } from '../autodiff/gradients.ts';
import { ShapeError } from '../errors.ts';
import { Graph } from '../graph/graph.ts';
import { sizeOf, type Tensor, tensor } from '../graph/tensor.ts';
import { mulberry32 } from '../random.ts';
import { losses } from './index.ts';
import type { LossDef } from './loss.ts';

type Picture = Tensor<Float32Array>;

const random = mulberry32(9);

/** A random picture and one that is like it, both in [0, 1]. */
function alike(shape: Shape): [sr: Picture, hr: Picture] {
  const noise = () => Float32Array.from({ length: sizeOf(shape) }, random);
  const hr = noise();
  return [
    tensor(
      noise().map((value, i) => 0.4 * value + 0.6 * hr[i]!),
      shape,
    ),
    tensor(hr, shape),
  ];
}

/** The loss and its gradient with respect to sr. */
async function lossOf(loss: LossDef, options: object, sr: Picture, hr: Picture): Promise<{ loss: number; gradient: Float32Array }> {
  const g = new Graph();
  const x = g.input('sr', sr.shape);
  const y = g.output(loss.build(g, { sr: x, hr: g.input('hr', hr.shape) }, options), 'loss');
  expect(y.shape).toEqual([]);
  g.output(gradients(g, y, [x])[0]!, 'gradient');
  const made = await runGraph(g, { sr, hr });
  expect(made['loss']!.shape).toEqual([]);
  return { loss: Number(made['loss']!.data[0]), gradient: made['gradient']!.data as Float32Array };
}

describe.each(Object.values(losses))('$name', (loss) => {
  const { options: given = {}, shape = [2, 2, 4, 5] as const, of, least, leastAt } = plainLosses[loss.name]!;
  const options = v.parse(loss.config, given);
  const plain = ({ data: sr }: Picture, { data: hr }: Picture) => of(Float64Array.from(sr), Float64Array.from(hr), shape);

  test('lives in a file of its name', () => expect(existsSync(`src/losses/${loss.name}.ts`)).toBe(true));
  test('rejects unknown options', () => expect(() => v.parse(loss.config, { nope: 1 })).toThrow());

  test('is a scalar, equal to the plain version', async () => {
    const [sr, hr] = alike(shape);
    const want = plain(sr, hr);
    expect(want).toBeGreaterThan(least);
    expect(Math.abs((await lossOf(loss, options, sr, hr)).loss - want)).toBeLessThan(1e-5);
  });

  test('has its minimum where it should, with a finite gradient that is nothing there', async () => {
    const [, hr] = alike(shape);
    const sr = leastAt === 'flat' ? tensor(hr.data.slice().fill(0.75), shape) : hr;
    const { loss: got, gradient } = await lossOf(loss, options, sr, hr);
    expect(got).toBeCloseTo(least, 6);
    expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-4);
  });

  test('is finite on black, white and flat pictures', async () => {
    const flat = (value: number) => tensor(new Float32Array(sizeOf(shape)).fill(value), shape);
    for (const [a, b] of [
      [0, 0],
      [0, 1],
      [1, 0.5],
    ] as const) {
      const { loss: got, gradient } = await lossOf(loss, options, flat(a), flat(b));
      expect([got, ...gradient].every(Number.isFinite)).toBe(true);
    }
  });

  test('its gradient agrees with central differences of the plain version', async () => {
    const [sr, hr] = alike(shape);
    const { gradient } = await lossOf(loss, options, sr, hr);
    const h = 1e-5;
    const exact = Float64Array.from(sr.data);
    const at = (i: number, by: number) => {
      const moved = exact.slice();
      moved[i]! += by;
      return of(moved, Float64Array.from(hr.data), shape);
    };
    // Some 60 elements of large pictures, all of small ones.
    const apart = Math.ceil(exact.length / 60);
    const tried = Array.from({ length: Math.ceil(exact.length / apart) }, (_, i) => i * apart);
    const want = tried.map((i) => (at(i, h) - at(i, -h)) / (2 * h));
    const largest = Math.max(...want.map(Math.abs));
    expect(largest).toBeGreaterThan(0);
    tried.forEach((element, i) => {
      expect(Math.abs(gradient[element]! - want[i]!) / largest).toBeLessThan(2e-3);
    });
  });

  test('of a batch is the mean over its items', async () => {
    const [sr, hr] = alike(shape);
    const item = (picture: Picture, i: number) => {
      const length = picture.data.length / shape[0];
      return tensor(picture.data.slice(i * length, (i + 1) * length), [1, ...shape.slice(1)]);
    };
    let sum = 0;
    for (let i = 0; i < shape[0]; i++) sum += (await lossOf(loss, options, item(sr, i), item(hr, i))).loss;
    expect((await lossOf(loss, options, sr, hr)).loss).toBeCloseTo(sum / shape[0], 5);
  });
});

test('SSIM equals that of metrics/ on bright and nearly flat pictures, where float32 has few digits to spare', async () => {
  const shape = [1, 1, 48, 40] as const;
  const flat = () =>
    tensor(
      Float32Array.from({ length: sizeOf(shape) }, () => 0.97 + 0.01 * random()),
      shape,
    );
  const [sr, hr] = [flat(), flat()];
  const want = plainLosses['ssim']!.of(Float64Array.from(sr.data), Float64Array.from(hr.data), shape);
  expect(Math.abs((await lossOf(losses['ssim']!, {}, sr, hr)).loss - want)).toBeLessThan(1e-5);
});

test('MS-SSIM with the five scales of its paper equals the plain version', async () => {
  const shape = [1, 1, 161, 166] as const;
  const [sr, hr] = alike(shape);
  const { weights } = v.parse(losses['msssim']!.config, {}) as { weights: number[] };
  expect(weights).toHaveLength(5);
  const want = msssim(Float64Array.from(sr.data), Float64Array.from(hr.data), shape, weights);
  expect(Math.abs((await lossOf(losses['msssim']!, { weights }, sr, hr)).loss - want)).toBeLessThan(1e-5);
});

test.each([
  ['ssim', {}, [1, 1, 10, 30], 'Expected patches of at least 11×11 pixels for the loss ssim but received "30×10"'],
  ['msssim', { weights: [1, 1, 1] }, [1, 1, 41, 40], 'at least 41×41 pixels for 3 scales for the loss msssim but received "40×41"'],
  ['gradient', { eps: 1e-3 }, [1, 1, 2, 9], 'at least 3×3 pixels for the loss gradient but received "9×2"'],
  ['tv', { eps: 1e-3 }, [1, 1, 9, 1], 'at least 2×2 pixels for the loss tv but received "1×9"'],
] as const)('%s names the size of patches that it needs', (name, options, shape, sentence) => {
  const build = () => {
    const g = new Graph();
    return losses[name]!.build(g, { sr: g.input('sr', shape), hr: g.input('hr', shape) }, options);
  };
  expect(build).toThrow(ShapeError);
  expect(build).toThrow(sentence);
});
