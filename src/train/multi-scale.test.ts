import { describe, expect, test } from 'vitest';
import { directBatches } from '../data/batches.ts';
import { makePair } from '../data/pairs.ts';
import { createSampler } from '../data/sampler.ts';
import { mulberry32 } from '../random.ts';
import { ortNode } from '../runtime/ort-node.ts';
import { joinSteps, scaleAt, scaleBatches } from './multi-scale.ts';
import { atScale, parsePlan, type TrainPlan } from './plan.ts';
import { buildStep, type State } from './step.ts';

const file = {
  model: 'espcn',
  scale: [2, 3],
  options: { features: [4, 3] },
  steps: 8,
  batchSize: 2,
  data: { folders: ['unused'], patch: { mode: 'random', lrPatchSize: 5 } },
  validation: { holdOutEvery: 2 },
  losses: [{ name: 'l2' }],
  optimizer: { name: 'adam' },
  learningRate: 1e-2,
};
const plan = parsePlan(file, 'test');
const stepsOf = ({ stages }: TrainPlan) =>
  joinSteps(
    stages,
    stages.map((s) => new Map(s.scale.map((scale) => [scale, buildStep(atScale(s, scale))]))),
  );

const random = mulberry32(2);
const picture = { width: 36, height: 36, channels: 3 as const, data: Uint8Array.from({ length: 36 * 36 * 3 }, () => random() * 256) };
const samplers = new Map(
  [2, 3].map((scale) => [
    scale,
    createSampler([makePair('noise', picture, scale)], {
      patch: plan.stages[0]!.data.patch,
      scale,
      colorSpace: 'y',
      batchSize: 2,
      seed: 1,
    }),
  ]),
);
const batches = (stage: TrainPlan['stages'][number], index: number) =>
  scaleBatches(stage, index, ({ scale }, first) => directBatches(samplers.get(scale)!, first));
const changed = (a: State, b: State) => Object.keys(a).filter((name) => JSON.stringify(a[name]!.data) !== JSON.stringify(b[name]!.data));

describe('one state for several scales', () => {
  const [steps] = stepsOf(plan);

  test('weights of equal shape are one; the others are one for each scale, with their slots', () => {
    expect(steps!.weights).toEqual([
      'feature.weight',
      'feature.bias',
      'mapping.weight',
      'mapping.bias',
      ...['x2', 'x3'].flatMap((x) => [`subpixel.weight@${x}`, `subpixel.bias@${x}`]),
    ]);
    expect(Object.keys(steps!.initial)).toContain('moment1/subpixel.weight@x3');
    expect(Object.keys(steps!.initial).filter((name) => name.includes('feature.weight'))).toEqual([
      'feature.weight',
      'moment1/feature.weight',
      'moment2/feature.weight',
    ]);
    expect(steps!.weightsAt(3, steps!.initial)['subpixel.weight']!.shape).toEqual([9, 3, 3, 3]);
  });

  test('a step of one scale trains the shared weights and its own, and is the step of a run at this scale', async () => {
    const [stage] = plan.stages;
    const runner = await steps!.start(ortNode, steps!.initial);
    const source = batches(stage!, 0);
    const loss = await runner.run(0, await source.next());
    const first = await runner.read();
    expect(changed(steps!.initial, first).filter((name) => steps!.weights.includes(name))).toEqual([
      'feature.weight',
      'feature.bias',
      'mapping.weight',
      'mapping.bias',
      'subpixel.weight@x2',
      'subpixel.bias@x2',
    ]);
    await runner.run(1, await source.next());
    const second = await runner.read();
    expect(changed(first, second).filter((name) => name.includes('@x2'))).toEqual([]);
    expect(changed(first, second)).toContain('subpixel.weight@x3');
    await runner.dispose();
    await source.close();

    const [alone] = stepsOf(parsePlan({ ...file, scale: 2 }, 'test'));
    const single = await alone!.start(ortNode, alone!.initial);
    expect(await single.run(0, await samplers.get(2)!.batchAt(0))).toEqual(loss);
    const after = await single.read();
    expect(after['feature.weight']).toEqual(first['feature.weight']);
    expect(after['subpixel.weight']).toEqual(first['subpixel.weight@x2']);
    await single.dispose();
  });

  test('weights of scales that a stage does not train are kept in its state', () => {
    const staged = stepsOf(parsePlan({ ...file, stages: [{ scale: 2 }, { scale: [2, 3] }] }, 'test'));
    expect(staged[0]!.weights).toEqual(staged[1]!.weights);
    expect(Object.keys(staged[0]!.initial)).toContain('subpixel.weight@x3');
    expect(Object.keys(staged[0]!.initial)).not.toContain('moment1/subpixel.weight@x3');
  });
});

describe('the order of scales', () => {
  test('in turn, or drawn by the seed, all about equally often', () => {
    const scales = (scaleOrder: 'turn' | 'random', seed: number) =>
      Array.from({ length: 300 }, (_, i) => scaleAt({ scale: [2, 3, 4], scaleOrder, seed }, i));
    expect(scales('turn', 1).slice(0, 5)).toEqual([2, 3, 4, 2, 3]);
    const drawn = scales('random', 1);
    expect(scales('random', 1)).toEqual(drawn);
    expect(scales('random', 2)).not.toEqual(drawn);
    for (const scale of [2, 3, 4]) expect(drawn.filter((s) => s === scale).length).toBeGreaterThan(70);
  });

  test.each(['turn', 'random'] as const)('%s: batches from the middle go on where those from the start are', async (scaleOrder) => {
    const stage = { ...plan.stages[0]!, scaleOrder };
    const [whole, late] = [batches(stage, 0), batches(stage, 3)];
    const all = [];
    for (let i = 0; i < 6; i++) all.push(await whole.next());
    for (let i = 3; i < 6; i++) expect(await late.next()).toEqual(all[i]);
    expect(all.map(({ hr }) => hr.shape[3]! / 5)).toEqual(all.map((_, i) => scaleAt(stage, i)));
  });
});
