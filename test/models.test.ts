import { existsSync } from 'node:fs';
import * as v from 'valibot';
import { beforeEach, describe, expect, test } from 'vitest';
import { gradients } from '../src/autodiff/gradients.ts';
import type { Batch } from '../src/data/sampler.ts';
import { multiplyAdds, parameterCount } from '../src/graph/cost.ts';
import { scaleDim } from '../src/graph/dim.ts';
import type { Graph, Value } from '../src/graph/graph.ts';
import { opsets } from '../src/graph/model.ts';
import { add, identity, mul, reduceSum } from '../src/graph/ops.ts';
import { parse } from '../src/graph/parse.ts';
import { lcm } from '../src/graph/receptive/axis.ts';
import { receptiveField } from '../src/graph/receptive-field.ts';
import { serialize } from '../src/graph/serialize.ts';
import { sizeOf, type Tensor, tensor } from '../src/graph/tensor.ts';
import { checkGraph } from '../src/graph/validate.ts';
import { imresize } from '../src/image/resize.ts';
import { models } from '../src/models/index.ts';
import { readMetadata, writeMetadata } from '../src/models/metadata.ts';
import type { ModelDef } from '../src/models/model.ts';
import { anySize, buildNetwork, exportNetwork, type NetworkSpec } from '../src/models/network.ts';
import { type NamedModel, namedModels, optionsOf } from '../src/models/presets.ts';
import { mulberry32, standardNormal } from '../src/random.ts';
import { ortNode } from '../src/runtime/ort-node.ts';
import { fractionOf, scaledLength } from '../src/scale.ts';
import { collapseWeights } from '../src/train/collapse.ts';
import { parseTrainConfig } from '../src/train/config.ts';
import { buildStep, startStep } from '../src/train/step.ts';
import { loadNetwork } from '../src/upscale/network.ts';
import { upscalePlanes } from '../src/upscale/upscale.ts';
import { runGraph } from './support/run-graph.ts';

let random = mulberry32(5);
// The same numbers whichever tests run.
beforeEach(() => {
  random = mulberry32(5);
});
const noise = (shape: readonly number[]) =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, () => random()),
    shape,
  );
const weightsOf = (graph: Graph) => Object.fromEntries(graph.weights.map((w) => [w.name, w.tensor!]));

/** Sides that the network takes, of about n pixels of LR. */
const sideOf = ({ input, multipleOf = 1 }: ModelDef, scale: number, n: number): number => {
  const multiple = lcm(multipleOf, fractionOf(scale)[1]);
  return Math.ceil((input === 'lr' ? n : n * scale) / multiple) * multiple;
};

describe.each(Object.values(models))('$name', (model) => {
  test('lives in a file of its name', () => expect(existsSync(`src/models/${model.name}.ts`)).toBe(true));
  test('rejects unknown options', () => expect(() => v.parse(model.config, { nope: 1 })).toThrow());
  test('presets are named after it', () => {
    for (const name of Object.keys(model.presets ?? {})) expect(name).toMatch(new RegExp(`^${model.name}-[a-z0-9-]+$`));
  });
});

describe.each(namedModels)('$name at full size', (model) => {
  test.each(model.scales)('×%i has the numbers that its file states', (scale) => {
    const spec = { model: model.name, scale, channels: model.channels, options: {} };
    const { graph, sr } = buildNetwork(spec, anySize(spec), 0, { blank: true, collapsed: true });
    expect(parameterCount(graph)).toBe(model.params[`x${scale}`]);
    graph.output(sr, 'sr');
    const published = model.multiplyAdds?.[`x${scale}`];
    if (published !== undefined) {
      const digits = String(published).split('.')[1]?.length ?? 0;
      expect(Math.abs(multiplyAdds(graph) / 1e9 - published)).toBeLessThanOrEqual(0.5000001 * 10 ** -digits);
    }
    const { radius } = receptiveField(graph);
    const stated = model.receptiveField;
    expect(radius === undefined ? 'picture' : 2 * radius + 1).toBe(typeof stated === 'object' ? stated[`x${scale}`] : stated);
    expect(model.tiling === undefined).toBe(radius !== undefined);
  });
});

/** Networks of test size, each once: presets that differ in size only are one. */
const distinct = [
  ...new Map(
    namedModels.map(
      (model) => [JSON.stringify([model.model, model.channels, model.scales, optionsOf(model, model.tiny ?? {})]), model] as const,
    ),
  ).values(),
];

describe.each(distinct)('$name', (model) => {
  // A network of any scale also at its smallest and at one that is not whole.
  describe.each([...model.scales, ...(model.scaleRange ? [model.scaleRange[0], 2.5] : [])])('×%d', (scale) => {
    const spec: NetworkSpec = {
      model: model.name,
      scale,
      channels: model.channels,
      options: (model.tiny ?? {}) as Record<string, unknown>,
    };
    const inputSize = (n: number) => sideOf(model, scale, n);
    const outputSize = (n: number) => (model.input === 'lr' ? scaledLength(inputSize(n), scale) : inputSize(n));
    const run = async (x: Tensor): Promise<Tensor> => {
      const { graph } = buildNetwork(spec, [1, inputSize(1), inputSize(1)], 3);
      const session = await ortNode.load(serialize(exportNetwork(spec, weightsOf(graph), {})), { threads: 1 });
      const { sr } = await session.run({ lr: x });
      await session.dispose();
      return sr!;
    };

    test('sr is scale times lr, odd sizes too, and the graph is well-formed', async () => {
      checkGraph(exportNetwork(spec, weightsOf(buildNetwork(spec, [1, inputSize(1), inputSize(1)], 3).graph), {}).graph);
      for (const [h, w] of [
        [12, 12],
        [9, 13],
        [1, 7],
      ] as const) {
        const sr = await run(noise([1, model.channels, inputSize(h), inputSize(w)]));
        expect(sr.shape).toEqual([1, model.channels, outputSize(h), outputSize(w)]);
      }
    });

    test('every weight gets a finite, non-zero gradient', async () => {
      const { graph: g, x, sr, side } = buildNetwork(spec, [1, inputSize(8), inputSize(8)], 1);
      const outputs = [sr, ...side];
      const sums = outputs.map((output, i) => reduceSum(g, mul(g, output, g.input(`u${i}`, output.sizes))));
      const { weights } = g;
      gradients(
        g,
        sums.reduce((sum, one) => add(g, sum, one)),
        weights,
      ).forEach((grad, i) => {
        g.output(identity(g, grad), `d${i}`); // two weights may have one gradient
      });
      const feeds = Object.fromEntries(outputs.map((output, i) => [`u${i}`, noise(output.sizes)]));
      const made = await runGraph(g, { [x.name]: noise(x.sizes), ...feeds });
      weights.forEach((w, i) => {
        const grad = made[`d${i}`]!;
        expect(grad.shape, w.name).toEqual(w.sizes);
        const data = Array.from(grad.data as Float32Array);
        expect(data.every(Number.isFinite) && data.some((d) => d !== 0), w.name).toBe(true);
      });
    });

    test('directional derivative matches finite differences', async () => {
      const error = await directionalError(buildNetwork(spec, [1, inputSize(8), inputSize(8)], 1));
      expect(error).toBeLessThan(5e-3);
    });

    // Of unrelated noise, so that it can only be learned by heart: as fine as HR, but no finer than LR where a network is a smooth function of the
    // place. Networks differ in the learning rate that they bear.
    test('twenty steps overfit one patch', async () => {
      const { channels, multipleOf = 1, scaleRange } = model;
      const side = multipleOf > 4 && multipleOf < 8 ? multipleOf : 8;
      const [lrSize, hrSize] = [inputSize(side), outputSize(side)];
      const batch = {
        lr: noise([1, channels, lrSize, lrSize]),
        hr: scaleRange ? smooth(noise([1, channels, lrSize, lrSize]), hrSize) : noise([1, channels, hrSize, hrSize]),
      };
      const left: number[] = [];
      for (const learningRate of [3e-3, 1e-2, 3e-2, 1e-3, 2e-3]) {
        const losses = await trainTwentySteps(spec, learningRate, batch);
        left.push(losses.at(-1)! / losses[0]!);
        if (left.at(-1)! < 0.5) break;
      }
      expect(Math.min(...left)).toBeLessThan(0.5);
    });

    test('export → load gives the same pixels, weights and config', async () => {
      const { graph, x, sr } = buildNetwork(spec, [1, inputSize(6), inputSize(5)], 3);
      graph.output(sr, 'sr');
      const input = noise(x.sizes);
      const direct = (await runGraph(graph, { lr: input }))['sr']!;
      const exported = await run(input);
      expect(largestDifference(exported, direct)).toBeLessThan(1e-6);
      const metadata = metadataOf(model, spec);
      const read = parse(serialize(exportNetwork(spec, weightsOf(graph), metadata)));
      expect(weightsOf(read.graph)).toEqual(weightsOf(graph));
      expect(readMetadata(read.metadata)).toMatchObject({ model: model.name, scale, config: optionsOf(model, spec.options) });
    });

    test('a batch equals its items one by one', async () => {
      const [n, c, h, w] = [2, model.channels, inputSize(7), inputSize(6)] as const;
      const both = noise([n, c, h, w]);
      const whole = await run(both);
      for (let i = 0; i < n; i++) {
        const one = await run(tensor(both.data.slice(i * c * h * w, (i + 1) * c * h * w), [1, c, h, w]));
        const part = tensor((whole.data as Float32Array).slice(i * one.data.length, (i + 1) * one.data.length), one.shape);
        expect(largestDifference(part, one)).toBeLessThan(1e-5);
      }
    });

    test.skipIf(model.tiling !== undefined)('tiled equals whole', async () => {
      const { graph } = buildNetwork(spec, [1, inputSize(1), inputSize(1)], 3);
      const metadata = metadataOf(model, spec);
      const network = await loadNetwork(serialize(exportNetwork(spec, weightsOf(graph), metadata)), ortNode, { threads: 1 });
      const planes = { channels: model.channels, height: 71, width: 83, data: noise([model.channels, 71, 83]).data };
      const [tiled, whole] = [await upscalePlanes(planes, network, { tile: 32 }), await upscalePlanes(planes, network, { tile: 4096 })];
      await network.dispose();
      const shape = [model.channels, scaledLength(71, scale), scaledLength(83, scale)];
      expect(largestDifference(tensor(tiled.data, shape), tensor(whole.data, shape))).toBeLessThan(1e-5);
    });

    test.runIf(model.unpadded)('without padding it makes the middle of the padded result', async () => {
      const size = inputSize(31);
      const [padded, unpadded] = [false, true].map((unpadded) => buildNetwork(spec, [1, size, size], 3, { unpadded }));
      const outputs = [];
      const input = noise([1, model.channels, size, size]);
      for (const { graph, sr } of [padded!, unpadded!]) {
        graph.output(sr, 'sr');
        outputs.push((await runGraph(graph, { lr: input }))['sr']!);
      }
      const [whole, middle] = outputs as [Tensor, Tensor];
      const [side, left] = [whole.shape[3]!, middle.shape[3]!];
      const margin = (side - left) / 2;
      expect(margin).toBeGreaterThan(0);
      const row = (y: number) => (whole.data as Float32Array).subarray((y + margin) * side + margin, (y + margin) * side + margin + left);
      for (let y = 0; y < left; y++) {
        const made = (middle.data as Float32Array).subarray(y * left, (y + 1) * left);
        expect(largestDifference(tensor(made, [left]), tensor(row(y), [left]))).toBeLessThan(1e-5);
      }
    });

    test('collapsed it makes the same picture', async () => {
      const { graph, x } = buildNetwork(spec, [1, inputSize(9), inputSize(11)], 3);
      const { collapses } = buildNetwork(spec, [1, inputSize(9), inputSize(11)], 3);
      if (collapses.size === 0) return;
      const weights = await collapseWeights(spec, weightsOf(graph), ortNode);
      const session = await ortNode.load(serialize(exportNetwork(spec, weights, {}, { collapsed: true })), { threads: 1 });
      const input = noise(x.sizes);
      const { sr } = await session.run({ lr: input });
      await session.dispose();
      expect(largestDifference(sr!, await run(input))).toBeLessThan(1e-5);
    });

    test('the same seed gives the same weights, another seed others', () => {
      const weights = (seed: number) => weightsOf(buildNetwork(spec, [1, inputSize(8), inputSize(8)], seed).graph);
      expect(weights(7)).toEqual(weights(7));
      expect(weights(8)).not.toEqual(weights(7));
    });

    test('height and width stay symbolic in the export', () => {
      const [n, h, w] = anySize(spec);
      const { sr } = buildNetwork(spec, [n, h, w], 1, { blank: true });
      const factor = model.input === 'lr' ? scale : 1;
      expect(sr.shape.slice(2)).toEqual([scaleDim(h, factor), scaleDim(w, factor)]);
    });
  });
});

function metadataOf(model: NamedModel, { scale, channels, options }: NetworkSpec): Record<string, string> {
  return writeMetadata({
    ...{ model: model.name, scale, channels, input: model.input },
    config: optionsOf(model, options),
    colorSpace: channels === 1 ? 'y' : 'rgb',
    training: {},
    license: 'test',
    weightsHash: '0',
  });
}

/** A square picture enlarged by bicubic. */
function smooth({ data, shape }: Tensor, side: number): Tensor<Float32Array> {
  const [, channels, height, width] = shape as [number, 1 | 3, number, number];
  const made = imresize({ channels, height, width, data: data as Float32Array }, { width: side, height: side });
  return tensor(Float32Array.from(made.data), [1, channels, side, side]);
}

async function trainTwentySteps({ model, scale, options }: NetworkSpec, learningRate: number, batch: Batch): Promise<number[]> {
  const lrPatchSize = batch.hr.shape[2]! / scale;
  const config = parseTrainConfig(
    {
      ...{ model, scale, options, learningRate, steps: 20, batchSize: 1 },
      data: { folders: ['unused'], patch: { mode: 'random', lrPatchSize } },
      validation: { holdOutEvery: 2 },
      losses: [{ name: 'l2' }],
      optimizer: { name: 'adam' },
    },
    'test',
  );
  const step = await startStep(config, buildStep(config), ortNode);
  const losses: number[] = [];
  for (let i = 0; i < config.steps; i++) losses.push((await step.run(i, batch)).loss);
  await step.dispose();
  return losses;
}

function largestDifference(a: Tensor, b: Tensor): number {
  expect(a.shape).toEqual(b.shape);
  return (a.data as Float32Array).reduce((worst, value, i) => Math.max(worst, Math.abs(value - Number(b.data[i]))), 0);
}

/**
 * The largest relative error of derivatives of Σ sr·u against central differences, at weights off the exact zeros of the start: along the
 * gradient, and along the gradients of all weights made equally long, with random signs, to which a small weight counts as much as a large
 * one. Where a ReLU turns within a step it is the difference that is wrong, so of three steps the best counts.
 */
async function directionalError({ graph: g, x, sr }: { graph: Graph; x: Value; sr: Value }): Promise<number> {
  const u = g.input('u', sr.sizes);
  const { weights } = g;
  gradients(g, reduceSum(g, mul(g, sr, u)), weights).forEach((grad, i) => {
    g.output(identity(g, grad), `d${i}`);
  });
  g.output(sr, 'sr');
  const draw = mulberry32(11);
  const normal = (sizes: readonly number[], size: number) =>
    tensor(
      Float32Array.from({ length: sizeOf(sizes) }, () => size * standardNormal(draw)),
      sizes,
    );
  const session = await ortNode.load(serialize({ graph: g, opsets, metadata: {} }, { weights: 'inputs' }), { threads: 1 });
  const fixed = { [x.name]: noise(x.sizes), u: normal(sr.sizes, 1) };
  const start = weights.map((w) => {
    const nudge = normal(w.sizes, 0.02).data;
    return Float32Array.from(w.tensor!.data as Float32Array, (e, k) => e + Number(nudge[k]));
  });
  const at = (direction: readonly Float64Array[], h: number) => {
    const moved = weights.map(({ name, sizes }, i) => {
      const data = start[i]!.map((e, k) => e + h * direction[i]![k]!);
      return [name, tensor(data, sizes)] as const;
    });
    return session.run({ ...fixed, ...Object.fromEntries(moved) });
  };
  // Summed here in float64: the engine's float32 sum would drown the difference.
  const value = async (direction: readonly Float64Array[], h: number) =>
    ((await at(direction, h))['sr']!.data as Float32Array).reduce((sum, e, i) => sum + e * Number(fixed['u']!.data[i]), 0);
  const made = await at(
    weights.map((w) => new Float64Array(sizeOf(w.sizes))),
    0,
  );
  const grads = weights.map((_, i) => Float64Array.from(made[`d${i}`]!.data as Float32Array));
  const lengths = grads.map((d) => Math.sqrt(d.reduce((sum, e) => sum + e * e, 0)));
  const whole = Math.hypot(...lengths);
  const along = grads.map((d) => d.map((e) => e / whole));
  const signs = grads.map(() => (draw() < 0.5 ? -1 : 1) / Math.sqrt(grads.length));
  const equal = grads.map((d, i) => d.map((e) => (signs[i]! * e) / lengths[i]!));
  const sized = lengths.reduce((sum, length, i) => sum + length * Math.abs(signs[i]!), 0);
  const errors = [];
  for (const [direction, got, size] of [
    [along, whole, whole],
    [equal, lengths.reduce((sum, length, i) => sum + length * signs[i]!, 0), sized],
  ] as const) {
    const differences = [];
    for (const h of [1e-2, 1e-3, 1e-4, 1e-5]) differences.push(((await value(direction, h)) - (await value(direction, -h))) / (2 * h));
    errors.push(Math.min(...differences.map((want) => Math.abs(got - want))) / size);
  }
  await session.dispose();
  return Math.max(...errors);
}
