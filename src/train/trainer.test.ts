import { describe, expect, test } from 'vitest';
import { directBatches } from '../data/batches.ts';
import { makePair } from '../data/pairs.ts';
import { createSampler } from '../data/sampler.ts';
import { SubpixelError } from '../errors.ts';
import { mulberry32 } from '../random.ts';
import { ortNode } from '../runtime/ort-node.ts';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { parseTrainConfig, type TrainConfig } from './config.ts';
import { buildStep } from './step.ts';
import { type LogRow, type TrainOptions, train } from './trainer.ts';

const config = parseTrainConfig(
  {
    model: 'espcn',
    scale: 2,
    options: { features: [6, 4] },
    steps: 12,
    batchSize: 3,
    data: { folders: ['unused'], patch: { mode: 'random', lrPatchSize: 6, augment: { flips: true, rotations: true } } },
    validation: { holdOutEvery: 2, every: 4 },
    losses: [{ name: 'l2', weight: 2 }, { name: 'charbonnier' }],
    optimizer: { name: 'adam' },
    learningRate: 1e-2,
    learningRateFactors: { subpixel: 0.1 },
    schedule: { name: 'cosine' },
    logEvery: 5,
    checkpointEvery: 3,
  },
  'test',
);

const random = mulberry32(2);
const picture = { width: 40, height: 36, channels: 3 as const, data: Uint8Array.from({ length: 40 * 36 * 3 }, () => random() * 256) };
const sampler = createSampler([makePair('noise', picture, 2)], {
  patch: config.data.patch,
  scale: 2,
  colorSpace: 'y',
  batchSize: 3,
  seed: 1,
});

/** Trains in memory; validation is the step count, so that the last one is the best. */
async function runWith(changes: Partial<TrainOptions> = {}, from?: Checkpoint) {
  const rows: LogRow[] = [];
  const saved: { checkpoint: Checkpoint; best: boolean }[] = [];
  let validations = 0;
  const result = await train({
    config,
    step: buildStep(config),
    engine: ortNode,
    batches: directBatches(sampler, from?.step ?? 0),
    resume: from,
    validate: async () => ({ psnr: 20 + validations++ }),
    onLog: async (row) => {
      rows.push(row);
    },
    onCheckpoint: async (checkpoint, best) => {
      saved.push({ checkpoint, best });
    },
    ...changes,
  });
  return { result, rows, saved };
}

describe('training', () => {
  test('validates, logs and saves when the configuration says so', async () => {
    const { result, rows, saved } = await runWith();
    expect(result).toMatchObject({ last: { step: 12 }, finished: true });
    expect(rows.map((r) => [r.step, r.psnr !== undefined])).toEqual([
      [4, true],
      [5, false],
      [8, true],
      [10, false],
      [12, true],
    ]);
    expect(saved.map((s) => [s.checkpoint.step, s.best])).toEqual([
      [3, false],
      [4, true],
      [6, false],
      [8, true],
      [9, false],
      [12, true],
    ]);
    expect(rows.at(-1)!.learningRate).toBeCloseTo(0, 10);
    for (const { gradientNorm } of rows) expect(gradientNorm).toBeGreaterThan(0);
  });

  test.each<[title: string, changes: Partial<TrainConfig>, validate?: TrainOptions['validate']]>([
    ['adam', {}],
    ['soap', { optimizer: { name: 'soap', options: { beta1: 0.9, beta2: 0.999, beta3: 0.9, eps: 1e-8, refreshEvery: 3 } } }],
    [
      'averages, micro-batches and a schedule that looks at validations',
      {
        optimizer: { name: 'sgd', options: { momentum: 0.9, nesterov: true, weightDecay: 1e-3 } },
        microBatches: 3,
        ema: 0.9,
        clip: { name: 'adjustable', theta: 1e-4 },
        schedule: { name: 'plateau', gamma: 0.5, patience: 0, threshold: 0, cooldown: 0, floor: 0 },
      },
      async () => ({ psnr: 20 }),
    ],
  ])('%s: a run that is stopped, written to a file and resumed equals one that was not, bit for bit', async (_title, changed, validate) => {
    const settings: TrainConfig = { ...config, ...changed };
    const run = (changes: Partial<TrainOptions> = {}, from?: Checkpoint) =>
      runWith({ config: settings, step: buildStep(settings), ...(validate ? { validate } : {}), ...changes }, from);
    const whole = await run();
    const controller = new AbortController();
    const first = await run({ signal: controller.signal, onStep: (step) => step === 7 && controller.abort() });
    expect(first.result).toMatchObject({ last: { step: 7 }, finished: false });
    const checkpoint = readCheckpoint(writeCheckpoint(first.saved.at(-1)!.checkpoint), 'last');
    const second = await run({}, checkpoint);
    expect(second.result.last.state).toEqual(whole.result.last.state);
    const rows = (list: readonly LogRow[]) => list.map((r) => [r.step, r.loss, r.learningRate]);
    expect(rows([...first.rows, ...second.rows])).toEqual(rows(whole.rows));
    if (!validate) return;
    for (const [name, weight] of Object.entries(whole.result.weights)) expect(weight).toBe(whole.result.last.state[`ema/${name}`]);
    expect(second.result.last.scores).toEqual([4, 8, 12].map((step) => ({ step, psnr: 20 })));
    expect(whole.rows.map((r) => r.learningRate / config.learningRate)).toEqual([1, 1, 0.5, 0.5, 0.25]);
  });

  test('a loss that is no longer finite stops the run and saves nothing more', async () => {
    const hot = { ...config, learningRate: 1e30, schedule: { name: 'constant' as const }, checkpointEvery: 1 };
    const saved: number[] = [];
    const failing = runWith({
      config: hot,
      step: buildStep(hot),
      onCheckpoint: async ({ step }) => {
        saved.push(step);
      },
    });
    await expect(failing).rejects.toThrow(SubpixelError);
    await expect(failing).rejects.toThrow(/The loss became (NaN|Infinity) at step \d+; the last checkpoint is kept/);
    expect(saved.length).toBeLessThan(5);
  });

  test('a learning-rate factor for a layer that is not there names the layers that are', () => {
    const wrong = { ...config, learningRateFactors: { last: 0.1 } };
    expect(() => buildStep(wrong)).toThrow(`expected the start of a layer's name (feature, mapping, subpixel) but received "last"`);
  });
});
