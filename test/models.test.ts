import { existsSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { gradients } from '../src/autodiff/gradients.ts';
import { multiplyAdds, parameterCount } from '../src/graph/cost.ts';
import { scaleDim } from '../src/graph/dim.ts';
import type { Graph, Value } from '../src/graph/graph.ts';
import { add, identity, mul, reduceSum } from '../src/graph/ops.ts';
import { parse } from '../src/graph/parse.ts';
import { receptiveField } from '../src/graph/receptive-field.ts';
import { serialize } from '../src/graph/serialize.ts';
import { sizeOf, type Tensor, tensor } from '../src/graph/tensor.ts';
import { checkGraph } from '../src/graph/validate.ts';
import { models } from '../src/models/index.ts';
import { readMetadata, writeMetadata } from '../src/models/metadata.ts';
import type { ModelDef } from '../src/models/model.ts';
import { anySize, buildNetwork, exportNetwork, type NetworkSpec } from '../src/models/network.ts';
import { type NamedModel, namedModels, optionsOf } from '../src/models/presets.ts';
import { mulberry32, standardNormal } from '../src/random.ts';
import { ortNode } from '../src/runtime/ort-node.ts';
import { collapseWeights } from '../src/train/collapse.ts';
import { parseTrainConfig } from '../src/train/config.ts';
import { buildStep, startStep } from '../src/train/step.ts';
import { loadNetwork } from '../src/upscale/network.ts';
import { upscalePlanes } from '../src/upscale/upscale.ts';
import { runGraph } from './support/run-graph.ts';

const random = mulberry32(5);
const noise = (shape: readonly number[]) =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, () => random()),
    shape,
  );
const weightsOf = (graph: Graph) => Object.fromEntries(graph.weights.map((w) => [w.name, w.tensor!]));

/** Sides that the network takes, of about n pixels of LR. */
const sideOf = ({ input, multipleOf = 1 }: ModelDef, scale: number, n: number): number =>
  Math.ceil((input === 'lr' ? n : n * scale) / multipleOf) * multipleOf;

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
    const { graph, sr } = buildNetwork(spec, anySize(model.name), 0, { blank: true, collapsed: true });
    expect(parameterCount(graph)).toBe(model.params[`x${scale}`]);
    graph.output(sr, 'sr');
    const published = model.multiplyAdds?.[`x${scale}`];
    if (published !== undefined) {
      const digits = String(published).split('.')[1]?.length ?? 0;
      expect(Math.abs(multiplyAdds(graph) / 1e9 - published)).toBeLessThanOrEqual(0.5000001 * 10 ** -digits);
    }
    const { radius } = receptiveField(graph);
    expect(radius === undefined ? 'picture' : 2 * radius + 1).toBe(model.receptiveField);
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
  describe.each(model.scales)('×%i', (scale) => {
    const spec: NetworkSpec = {
      model: model.name,
      scale,
      channels: model.channels,
      options: (model.tiny ?? {}) as Record<string, unknown>,
    };
    const inputSize = (n: number) => sideOf(model, scale, n);
    const outputSize = (n: number) => (model.input === 'lr' ? inputSize(n) * scale : inputSize(n));
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

    test('twenty steps overfit one patch', async () => {
      const config = parseTrainConfig(
        {
          model: model.name,
          scale,
          options: spec.options,
          steps: 20,
          batchSize: 1,
          data: { folders: ['unused'], patch: { mode: 'random', lrPatchSize: outputSize(8) / scale } },
          validation: { holdOutEvery: 2 },
          losses: [{ name: 'l2' }],
          optimizer: { name: 'adam' },
          learningRate: 3e-3,
        },
        'test',
      );
      const step = await startStep(config, buildStep(config), ortNode);
      const batch = {
        lr: noise([1, model.channels, inputSize(8), inputSize(8)]),
        hr: noise([1, model.channels, outputSize(8), outputSize(8)]),
      };
      const losses: number[] = [];
      for (let i = 0; i < config.steps; i++) losses.push((await step.run(i, batch)).loss);
      await step.dispose();
      expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
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
      const shape = [model.channels, 71 * scale, 83 * scale];
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
      const [n, h, w] = anySize(model.name);
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

function largestDifference(a: Tensor, b: Tensor): number {
  expect(a.shape).toEqual(b.shape);
  return (a.data as Float32Array).reduce((worst, value, i) => Math.max(worst, Math.abs(value - Number(b.data[i]))), 0);
}

/** Relative error of the derivative of Σ sr·u along one random direction of unit length in the space of all weights. */
async function directionalError({ graph: g, x, sr }: { graph: Graph; x: Value; sr: Value }): Promise<number> {
  const u = g.input('u', sr.sizes);
  const loss = reduceSum(g, mul(g, sr, u));
  const { weights } = g;
  const grads = gradients(g, loss, weights);
  g.output(sr, 'sr');
  grads.forEach((grad, i) => {
    g.output(identity(g, grad), `d${i}`); // two weights may have one gradient
  });
  const draw = mulberry32(11);
  const directions = weights.map((w) => Float64Array.from({ length: w.tensor!.data.length }, () => standardNormal(draw)));
  const length = Math.sqrt(directions.reduce((sum, d) => sum + d.reduce((s, e) => s + e * e, 0), 0));
  const session = await ortNode.load(
    serialize(
      {
        graph: g,
        opsets: new Map([
          ['', 21],
          ['com.microsoft', 1],
        ]),
        metadata: {},
      },
      { weights: 'inputs' },
    ),
    { threads: 1 },
  );
  const fixed = {
    [x.name]: noise(x.sizes),
    u: tensor(
      Float32Array.from({ length: sizeOf(sr.sizes) }, () => standardNormal(draw)),
      sr.sizes,
    ),
  };
  const at = (h: number) => {
    const moved = weights.map(
      (w, i) =>
        [
          w.name,
          tensor(
            Float32Array.from(w.tensor!.data as Float32Array, (e, k) => e + (h * directions[i]![k]!) / length),
            w.sizes,
          ),
        ] as const,
    );
    return session.run({ ...fixed, ...Object.fromEntries(moved) });
  };
  // Summed here in float64: the engine's float32 sum would drown the difference.
  const value = async (h: number) => ((await at(h))['sr']!.data as Float32Array).reduce((sum, e, i) => sum + e * fixed['u']!.data[i]!, 0);
  const made = await at(0);
  const got = weights.reduce(
    (sum, _, i) => sum + (made[`d${i}`]!.data as Float32Array).reduce((s, e, k) => s + (e * directions[i]![k]!) / length, 0),
    0,
  );
  const h = 1e-3;
  const want = ((await value(h)) - (await value(-h))) / (2 * h);
  await session.dispose();
  return Math.abs(got - want) / Math.max(Math.abs(want), 1e-3);
}
