import { describe, expect, test } from 'vitest';
import { sizeOf, type Tensor, tensor } from '../graph/tensor.ts';
import { mulberry32 } from '../random.ts';
import { ortNode } from '../runtime/ort-node.ts';
import { parseTrainConfig, type TrainConfig } from './config.ts';
import { buildStep, exportedWeights, type State, type StepResult, startStep } from './step.ts';

const base = {
  model: 'espcn',
  scale: 2,
  options: { features: [6, 4] },
  steps: 6,
  batchSize: 6,
  data: { folders: ['none'], patch: { mode: 'random', lrPatchSize: 8 } },
  validation: { holdOutEvery: 2 },
  losses: [{ name: 'charbonnier' }, { name: 'ssim', weight: 0.1 }, { name: 'fourier', weight: 0.05 }],
  optimizer: { name: 'sgd' },
  learningRate: 0.05,
  threads: 1,
};
const configOf = (changes: object = {}): TrainConfig => parseTrainConfig({ ...base, ...changes }, 'test');

const random = mulberry32(8);
const noise = (shape: readonly number[]) =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, () => random()),
    shape,
  );
const batches = Array.from({ length: 6 }, () => ({ lr: noise([6, 1, 8, 8]), hr: noise([6, 1, 16, 16]) }));

/** The state, and what each step gave, after every step. */
async function trained(config: TrainConfig, steps = config.steps): Promise<{ states: State[]; results: StepResult[] }> {
  const runner = await startStep(config, buildStep(config), ortNode);
  const states: State[] = [];
  const results: StepResult[] = [];
  for (let step = 0; step < steps; step++) {
    results.push(await runner.run(step, batches[step]!));
    states.push(await runner.read());
  }
  await runner.dispose();
  return { states, results };
}

/** The largest difference of any element of two states. */
function apart(a: State, b: State): number {
  expect(Object.keys(a)).toEqual(Object.keys(b));
  return Math.max(
    ...Object.entries(a).flatMap(([name, { data }]) => Array.from(data as Float32Array, (x, i) => Math.abs(x - Number(b[name]!.data[i])))),
  );
}

/** All elements of the weights among a state. */
const elements = (state: State, names: readonly string[]) => names.flatMap((name) => Array.from(state[name]!.data as Float32Array));

describe('a step', () => {
  test.each([2, 3, 6])('in %i micro-batches equals one of the whole batch', async (microBatches) => {
    const clip = { name: 'norm', max: 0.1 };
    const [whole, parts] = [await trained(configOf({ clip })), await trained(configOf({ clip, microBatches }))];
    expect(apart(whole.states.at(-1)!, parts.states.at(-1)!)).toBeLessThan(1e-6);
    expect(apart(whole.states.at(-1)!, whole.states[0]!)).toBeGreaterThan(1e-3);
    whole.results.forEach(({ loss, gradientNorm }, i) => {
      expect(parts.results[i]!.loss).toBeCloseTo(loss, 5);
      expect(parts.results[i]!.gradientNorm).toBeCloseTo(gradientNorm!, 5);
    });
  });

  test('tells the norm of its gradient: what plain descent moves the weights by, over the learning rate', async () => {
    const config = configOf({ optimizer: { name: 'sgd', options: { momentum: 0 } } });
    const { initial, weights } = buildStep(config);
    const { states, results } = await trained(config, 1);
    const before = elements(initial, weights);
    const moved = Math.hypot(...elements(states[0]!, weights).map((w, i) => w - before[i]!)) / config.learningRate;
    expect(moved / results[0]!.gradientNorm!).toBeCloseTo(1, 4);
    const silent = await trained({ ...config, logGradientNorm: false }, 1);
    expect(silent.results[0]!.gradientNorm).toBeUndefined();
    expect(apart(silent.states[0]!, states[0]!)).toBe(0);
  });

  test.each([
    ['norm', { name: 'norm', max: 0.05 }, (moves: number[]) => Math.hypot(...moves), 0.05 * 0.05],
    ['value', { name: 'value', max: 0.003 }, (moves: number[]) => Math.max(...moves), 0.003 * 0.05],
    ['adjustable', { name: 'adjustable', theta: 1e-4 }, (moves: number[]) => Math.max(...moves), 1e-4],
  ])('with the gradient clipped by %s moves the weights no further than that allows', async (_name, clip, size, most) => {
    const config = configOf({ clip, optimizer: { name: 'sgd', options: { momentum: 0 } } });
    const { initial, weights } = buildStep(config);
    const { states, results } = await trained(config, 1);
    const before = elements(initial, weights);
    const moved = size(elements(states[0]!, weights).map((w, i) => Math.abs(w - before[i]!)));
    expect(moved / most).toBeCloseTo(1, 3);
    // The norm in the log is that before clipping.
    expect(results[0]!.gradientNorm).toBeGreaterThan(0.05);
  });

  test('keeps an average of the weights, which is what is validated and exported', async () => {
    const config = configOf({ ema: 0.9, steps: 4 });
    const step = buildStep(config);
    const { states } = await trained(config);
    const plain = await trained(configOf({ steps: 4 }));
    const averages: Record<string, Float64Array> = {};
    states.forEach((state, i) => {
      for (const name of step.weights) {
        expect(state[name]).toEqual(plain.states[i]![name]);
        const weight = Float64Array.from(state[name]!.data as Float32Array);
        averages[name] = i === 0 ? weight : averages[name]!.map((a, k) => 0.9 * a + 0.1 * weight[k]!);
        const exported: Tensor = exportedWeights(step, state)[name]!;
        averages[name].forEach((a, k) => {
          expect(Math.abs(Number(exported.data[k]) - a)).toBeLessThan(1e-6);
        });
      }
    });
    expect(exportedWeights(buildStep(configOf()), plain.states[0]!)).toEqual(
      Object.fromEntries(step.weights.map((name) => [name, plain.states[0]![name]])),
    );
  });

  test('of a schedule that looks at validations takes its rate from them', async () => {
    const config = configOf({
      schedule: { name: 'plateau', gamma: 0.5, patience: 0 },
      optimizer: { name: 'sgd', options: { momentum: 0 } },
    });
    const step = buildStep(config);
    const runner = await startStep(config, step, ortNode);
    const start = elements(step.initial, step.weights);
    await runner.run(5, batches[0]!, [
      { step: 2, psnr: 30 },
      { step: 4, psnr: 29 },
    ]);
    const halved = elements(await runner.read(), step.weights);
    await runner.dispose();
    const full = elements((await trained(config, 1)).states[0]!, step.weights);
    const ratio = Math.hypot(...halved.map((w, i) => w - start[i]!)) / Math.hypot(...full.map((w, i) => w - start[i]!));
    expect(ratio).toBeCloseTo(0.5, 4);
  });
});
