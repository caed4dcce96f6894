import { describe, expect, test } from 'vitest';
import { runGraph } from '../../test/support/run-graph.ts';
import { Graph } from '../graph/graph.ts';
import { tensor } from '../graph/tensor.ts';
import golden from './golden/pytorch-steps.json' with { type: 'json' };
import { optimizers } from './index.ts';
import type { Slots } from './optimizer.ts';
import { type ScheduleConfig, scheduleAt } from './schedule.ts';

type Case = (typeof golden.cases)[number];

/** Runs the gradients of a case through the update graph; returns the weights after each step. */
async function steps({ optimizer: name, options: given, shape, weight: first, gradients }: Case): Promise<number[][]> {
  const optimizer = optimizers[name]!;
  const options = given as unknown as Record<string, number>;
  let weight = tensor(first, shape);
  let slots = optimizer.slots(shape);
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
    slots = { ...slots, ...optimizer.refresh?.(slots, i + 1, options) };
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
  const at = (schedule: ScheduleConfig, ...list: number[]) => list.map((step) => scheduleAt(schedule, step, 100));
  test('constant', () => expect(at({ name: 'constant' }, 0, 50, 99)).toEqual([1, 1, 1]));
  test('multi-step', () =>
    expect(at({ name: 'multi-step', milestones: [10, 20], gamma: 0.5 }, 9, 10, 19, 20)).toEqual([1, 0.5, 0.5, 0.25]));
  test('cosine', () => {
    const [first, middle, last] = at({ name: 'cosine', floor: 0.1 }, 0, 50, 100) as [number, number, number];
    expect([first, middle, last]).toEqual([1, expect.closeTo(0.55, 12), expect.closeTo(0.1, 12)]);
  });
});
