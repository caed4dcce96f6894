import { describe, expect, test } from 'vitest';
import { runGraph } from '../../test/support/run-graph.ts';
import { Graph } from '../graph/graph.ts';
import { tensor } from '../graph/tensor.ts';
import { type ClipConfig, clipGradients, globalNorm } from './clip.ts';
import { emaShare, emaUpdate } from './ema.ts';
import golden from './golden/pytorch-steps.json' with { type: 'json' };
import { optimizers } from './index.ts';
import type { Slots } from './optimizer.ts';
import { type ScheduleConfig, scheduleAt, scheduleConfig } from './schedule.ts';

type Case = (typeof golden.cases)[number];

/** Runs the gradients of a case through the update graph; returns the weights after each step. */
async function steps({ optimizer: name, options: given, shape, weight: first, gradients }: Case): Promise<number[][]> {
  const optimizer = optimizers[name]!;
  const options = given as unknown as Record<string, unknown>;
  let weight = tensor(first, shape);
  let slots = optimizer.slots(shape, options);
  const after: number[][] = [];
  for (const [i, gradient] of gradients.entries()) {
    const g = new Graph();
    const scalars = optimizer.scalars(i + 1, options);
    const inputs = (tensors: Slots, prefix = '') =>
      Object.fromEntries(Object.entries(tensors).map(([label, t]) => [label, g.input(`${prefix}${label}`, t.shape)]));
    const update = optimizer.build(
      g,
      {
        weight: g.input('weight', shape),
        gradient: g.input('gradient', shape),
        slots: inputs(slots, 'slot '),
        learningRate: g.input('learningRate', []),
        scalars: inputs(Object.fromEntries(Object.keys(scalars).map((key) => [key, tensor([0], [])]))),
      },
      options,
    );
    g.output(update.weight, 'newWeight');
    for (const [slot, value] of Object.entries(update.slots)) g.output(value, `new ${slot}`);
    const made = await runGraph(g, {
      weight,
      gradient: tensor(gradient, shape),
      ...Object.fromEntries(Object.entries(slots).map(([slot, t]) => [`slot ${slot}`, t])),
      learningRate: tensor([golden.learningRate], []),
      ...Object.fromEntries(Object.entries(scalars).map(([key, value]) => [key, tensor([value], [])])),
    });
    weight = made['newWeight'] as typeof weight;
    slots = { ...slots, ...Object.fromEntries(Object.keys(update.slots).map((slot) => [slot, made[`new ${slot}`]!])) };
    if (optimizer.refresh?.due(i + 1, options)) slots = { ...slots, ...optimizer.refresh.slots(slots) };
    after.push(Array.from(weight.data));
  }
  return after;
}

describe('optimisers', () => {
  test('every optimiser has stored PyTorch steps', () => {
    expect([...new Set(golden.cases.map((c) => c.optimizer))].sort()).toEqual(Object.keys(optimizers).sort());
  });

  test.each(golden.cases)('$optimizer $options: three steps equal PyTorch to 1e-6', async (given) => {
    const got = await steps(given);
    got.flat().forEach((value, i) => {
      expect(Math.abs(value - given.weights.flat()[i]!)).toBeLessThan(1e-6);
    });
  });
});

describe('schedules', () => {
  test('constant', () => expect([0, 50, 99].map((step) => scheduleAt({ name: 'constant' }, step, 100))).toEqual([1, 1, 1]));

  test.each(golden.schedules)('$schedule equals PyTorch', ({ schedule, factors }) => {
    factors.forEach((factor, step) => {
      expect(scheduleAt(schedule as ScheduleConfig, step, golden.steps)).toBeCloseTo(factor, 12);
    });
  });

  test('every schedule but the constant one has stored PyTorch values', () => {
    const stored = [...golden.schedules, ...golden.plateaus].map((s) => s.schedule.name);
    expect(new Set(['constant', ...stored])).toEqual(new Set(scheduleConfig.options.map((o) => o.entries.name.literal)));
  });

  test.each(golden.plateaus)('$schedule equals PyTorch after every validation', ({ schedule, scores, factors }) => {
    const list = scores.map((psnr, i) => ({ step: 10 * (i + 1), psnr }));
    factors.forEach((factor, i) => {
      const at = (step: number) => scheduleAt(schedule as ScheduleConfig, step, 1000, list);
      // PyTorch leaves a rate alone that would change by less than 1e-8.
      expect(at(10 * (i + 1))).toBeCloseTo(factor, 7);
      expect(at(10 * (i + 1) + 9)).toBe(at(10 * (i + 1)));
    });
    expect(scheduleAt(schedule as ScheduleConfig, 9, 1000, list)).toBe(1);
  });
});

describe('clipping', () => {
  const first = golden.cases.filter((c, i, all) => all.findIndex((d) => d.shape.join() === c.shape.join()) === i);

  test.each(golden.clips)('$config equals PyTorch', async ({ config, norm, gradients }) => {
    const g = new Graph();
    const given = first.map((c, i) => g.input(`gradient${i}`, c.shape));
    const ofAll = g.output(globalNorm(g, given), 'norm');
    const learningRate = g.input('learningRate', []);
    clipGradients(g, given, config as ClipConfig, { learningRate, norm: () => ofAll }).forEach((clipped, i) => {
      g.output(clipped, `clipped${i}`);
    });
    const made = await runGraph(g, {
      ...Object.fromEntries(first.map((c, i) => [`gradient${i}`, tensor(c.gradients[0]!, c.shape)])),
      learningRate: tensor([golden.learningRate], []),
    });
    expect(made['norm']!.data[0]).toBeCloseTo(norm, 5);
    gradients.forEach((want, i) => {
      want.forEach((value, k) => {
        expect(Math.abs(Number(made[`clipped${i}`]!.data[k]) - value)).toBeLessThan(1e-6);
      });
    });
  });
});

test('the average of weights equals PyTorch, whatever it starts from', async () => {
  const { decay, weights, averages } = golden.ema;
  let average = tensor([9, -9, 9, -9, 9], [5]);
  for (const [i, weight] of weights.entries()) {
    const g = new Graph();
    g.output(emaUpdate(g, g.input('average', [5]), g.input('weight', [5]), g.input('share', [])), 'next');
    const made = await runGraph(g, { average, weight: tensor(weight, [5]), share: tensor([emaShare(i + 1, decay)], []) });
    average = made['next'] as typeof average;
    averages[i]!.forEach((value, k) => {
      expect(Math.abs(average.data[k]! - value)).toBeLessThan(1e-6);
    });
  }
});
