import { describe, expect, test } from 'vitest';
import { runGraph } from '../../../test/support/run-graph.ts';
import { gradients } from '../../autodiff/gradients.ts';
import { GraphError } from '../../errors.ts';
import { parameterCount } from '../../graph/cost.ts';
import { Graph, type Value } from '../../graph/graph.ts';
import { opsets } from '../../graph/model.ts';
import { add, exp, log, mul, neg, reduceMean, reduceSum, sign } from '../../graph/ops.ts';
import { serialize } from '../../graph/serialize.ts';
import { sizeOf, type Tensor, tensor } from '../../graph/tensor.ts';
import { mulberry32, standardNormal } from '../../random.ts';
import { ortNode } from '../../runtime/ort-node.ts';
import { type BuildOptions, Layers } from '../layers.ts';
import { srganDiscriminator } from './srgan.ts';

const small = { channels: 3, size: 16, features: 4, hidden: 6 } as const;
const draw = (shape: readonly number[], next: () => number): Tensor<Float32Array> =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, () => next()),
    shape,
  ) as Tensor<Float32Array>;

function scored(options: BuildOptions = {}, size = 16) {
  const g = new Graph();
  const nn = new Layers(g, 1, options);
  const x = g.input('x', [3, 3, size, size]);
  return { g, nn, score: srganDiscriminator(nn, { ...small, size })(x) };
}

describe('the discriminator of SRGAN', () => {
  test('has the layers of the paper and, for pictures of 96×96, its number of parameters', () => {
    const g = new Graph();
    const score = srganDiscriminator(new Layers(g, 1, { blank: true }), { channels: 3, size: 96 })(g.input('x', [16, 3, 96, 96]));
    expect(score.shape).toEqual([16, 1]);
    const filters = g.weights.filter(({ name }) => /(conv|linear)\d\.weight$/.test(name)).map(({ sizes }) => sizes.join('×'));
    expect(filters).toEqual([
      ...['64×3×3×3', '64×64×3×3', '128×64×3×3', '128×128×3×3', '256×128×3×3', '256×256×3×3', '512×256×3×3', '512×512×3×3'],
      ...['18432×1024', '1024×1'],
    ]);
    const ops = ['Conv', 'BatchNormalization', 'LeakyRelu'];
    expect(g.nodes.map(({ op }) => op).filter((op) => ops.includes(op))).toEqual([
      ...['Conv', 'LeakyRelu'],
      ...Array.from({ length: 7 }, () => ops).flat(),
      'LeakyRelu',
    ]);
    const strides = g.nodes.filter(({ op }) => op === 'Conv').map(({ attrs }) => (attrs['strides'] as { value: number[] }).value[0]);
    expect(strides).toEqual([1, 2, 1, 2, 1, 2, 1, 2]);
    expect(parameterCount(g)).toBe(23_565_505);
  });

  test('a size that the strides do not divide is refused', () => {
    expect(() => srganDiscriminator(new Layers(new Graph(), 1), { channels: 3, size: 40 })).toThrow(
      new GraphError('Expected a multiple of 16 for size of the SRGAN discriminator but received 40'),
    );
  });

  test('in training a picture is judged with its batch, in use alone', async () => {
    const batch = draw([3, 3, 16, 16], mulberry32(3));
    const others = { ...batch, data: batch.data.map((v, i) => (i < 768 ? v : v / 2)) };
    const first = async (training: boolean, x: Tensor) => {
      const { g, nn, score } = scored({ training });
      expect(nn.updates.size).toBe(training ? 14 : 0);
      g.output(score, 'score');
      return (await runGraph(g, { x }))['score']!.data[0];
    };
    expect(await first(false, others)).toBeCloseTo(Number(await first(false, batch)), 6);
    expect(Math.abs(Number(await first(true, others)) - Number(await first(true, batch)))).toBeGreaterThan(1e-3);
  });

  test('pictures that it is called with share its weights', async () => {
    const g = new Graph();
    const judge = srganDiscriminator(new Layers(g, 1), small);
    const inputs = ['real', 'fake'].map((name) => g.input(name, [1, 3, 16, 16]));
    const count = g.weights.length;
    for (const x of inputs) g.output(judge(x), `score of ${x.name}`);
    expect(g.weights.length).toBe(count);
    const x = draw([1, 3, 16, 16], mulberry32(2));
    const made = await runGraph(g, { real: x, fake: x });
    expect(made['score of fake']).toEqual(made['score of real']);
  });

  test('every weight gets a finite, non-zero gradient', async () => {
    const { g, score } = scored();
    const statistics = new Set(g.weights.filter(({ name }) => name.includes('running_')));
    const trained = g.weights.filter((w) => !statistics.has(w));
    gradients(g, reduceSum(g, score), trained).forEach((grad, i) => {
      g.output(grad, `d${i}`);
    });
    const made = await runGraph(g, { x: draw([3, 3, 16, 16], mulberry32(3)) });
    trained.forEach(({ name, sizes }, i) => {
      const grad = made[`d${i}`]!;
      expect(grad.shape, name).toEqual(sizes);
      const data = Array.from(grad.data as Float32Array);
      expect(data.every(Number.isFinite) && data.some((d) => d !== 0), name).toBe(true);
    });
  });

  test('in training the derivative along a random direction of all weights matches finite differences', async () => {
    const { g, score } = scored({ training: true }, 64);
    const trained = g.weights.filter(({ name }) => !name.includes('running_'));
    const u = g.input('u', [3, 1]);
    const grads = gradients(g, reduceSum(g, mul(g, score, u)), trained);
    g.output(score, 'score');
    grads.forEach((grad, i) => {
      g.output(grad, `d${i}`);
    });
    const next = mulberry32(7);
    const normal = () => standardNormal(next);
    const directions = trained.map(({ sizes }) => draw(sizes, normal).data);
    const length = Math.sqrt(directions.reduce((sum, d) => sum + d.reduce((s, e) => s + e * e, 0), 0));
    const session = await ortNode.load(serialize({ graph: g, opsets, metadata: {} }, { weights: 'inputs' }), { threads: 1 });
    const fixed = { x: draw([3, 3, 64, 64], next), u: draw([3, 1], normal) };
    const at = (h: number) => {
      const moved = trained.map(({ name, sizes, tensor: t }, i) => {
        const data = Float32Array.from(t!.data as Float32Array, (e, k) => e + (h * directions[i]![k]!) / length);
        return [name, tensor(data, sizes)] as const;
      });
      const kept = g.weights.map(({ name, tensor: t }) => [name, t!] as const);
      return session.run({ ...fixed, ...Object.fromEntries(kept), ...Object.fromEntries(moved) });
    };
    const value = async (h: number) => ((await at(h))['score']!.data as Float32Array).reduce((sum, e, i) => sum + e * fixed.u.data[i]!, 0);
    const made = await at(0);
    const got = trained.reduce(
      (sum, _, i) => sum + (made[`d${i}`]!.data as Float32Array).reduce((s, e, k) => s + (e * directions[i]![k]!) / length, 0),
      0,
    );
    const want = ((await value(1e-3)) - (await value(-1e-3))) / 2e-3;
    await session.dispose();
    expect(Math.abs(got - want) / Math.max(Math.abs(want), 1e-3)).toBeLessThan(5e-3);
  });

  test('twenty steps against the sign of the gradient tell noise from its smoothed copy', async () => {
    const next = mulberry32(4);
    const real = draw([4, 3, 16, 16], next);
    const fake = { ...real, data: real.data.map((_, i, all) => (all[i]! + all[i ^ 1]! + all[i ^ 16]! + all[i ^ 17]!) / 4) };
    const g = new Graph();
    const judge = srganDiscriminator(new Layers(g, 1, { training: true }), { ...small, features: 16, hidden: 32 });
    const scores = ['real', 'fake'].map((name) => judge(g.input(name, real.shape)));
    const trained = g.weights.filter(({ name }) => !name.includes('running_'));
    /** −log sigmoid(s), the loss of a score that shall be high. */
    const loss = (s: Value) => reduceMean(g, log(g, add(g, g.constant(1), exp(g, neg(g, s)))));
    const total = g.output(add(g, loss(scores[0]!), loss(neg(g, scores[1]!))), 'loss');
    gradients(g, total, trained).forEach((grad, i) => {
      g.output(add(g, trained[i]!, mul(g, sign(g, grad), g.constant(-0.003))), `new ${i}`);
    });
    scores.forEach((score, i) => {
      g.output(score, `score${i}`);
    });
    const session = await ortNode.load(serialize({ graph: g, opsets, metadata: {} }, { weights: 'inputs' }), { threads: 1 });
    let weights = Object.fromEntries(g.weights.map(({ name, tensor: t }) => [name, t!]));
    const losses: number[] = [];
    for (let step = 0; step < 20; step++) {
      const made = await session.run({ real, fake, ...weights });
      losses.push(Number(made['loss']!.data[0]));
      weights = { ...weights, ...Object.fromEntries(trained.map(({ name }, i) => [name, made[`new ${i}`]!])) };
    }
    const { score0, score1 } = await session.run({ real, fake, ...weights });
    await session.dispose();
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
    expect(Math.min(...(score0!.data as Float32Array))).toBeGreaterThan(Math.max(...(score1!.data as Float32Array)));
  });
});
