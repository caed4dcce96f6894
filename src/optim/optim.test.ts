import { describe, expect, test } from 'vitest';
import { runGraph } from '../../test/support/run-graph.ts';
import { Graph } from '../graph/graph.ts';
import { tensor } from '../graph/tensor.ts';
import golden from './golden/pytorch-steps.json' with { type: 'json' };
import { optimizers } from './index.ts';
import { type ScheduleConfig, scheduleAt } from './schedule.ts';

/** Runs `golden.gradients` through the update graph; returns the weights after each step. */
async function steps(name: string, options: Record<string, number>): Promise<number[][]> {
  const optimizer = optimizers[name]!;
  let weight = [...golden.weight];
  let slots: number[][] = optimizer.slots.map(() => weight.map(() => 0));
  const after: number[][] = [];
  for (const [i, gradient] of golden.gradients.entries()) {
    const g = new Graph();
    const input = (label: string, values: readonly number[]) => g.input(label, [values.length]);
    const scalars = optimizer.scalars(i + 1, options);
    const update = optimizer.build(
      g,
      {
        weight: input('weight', weight),
        gradient: input('gradient', gradient),
        slots: slots.map((slot, k) => input(`slot${k}`, slot)),
        learningRate: g.input('learningRate', []),
        scalars: Object.fromEntries(Object.keys(scalars).map((key) => [key, g.input(key, [])])),
      },
      options,
    );
    g.output(update.weight, 'newWeight');
    update.slots.forEach((slot, k) => {
      g.output(slot, `newSlot${k}`);
    });
    const vector = (values: readonly number[]) => tensor(values, [values.length]);
    const made = await runGraph(g, {
      weight: vector(weight),
      gradient: vector(gradient),
      ...Object.fromEntries(slots.map((slot, k) => [`slot${k}`, vector(slot)])),
      learningRate: tensor([golden.learningRate], []),
      ...Object.fromEntries(Object.entries(scalars).map(([key, value]) => [key, tensor([value], [])])),
    });
    weight = Array.from(made['newWeight']!.data as Float32Array);
    slots = slots.map((_, k) => Array.from(made[`newSlot${k}`]!.data as Float32Array));
    after.push(weight);
  }
  return after;
}

describe('optimisers', () => {
  test('every optimiser has stored PyTorch steps', () => {
    expect([...new Set(golden.cases.map((c) => c.optimizer))].sort()).toEqual(Object.keys(optimizers).sort());
  });

  test.each(golden.cases)('$optimizer $options: three steps equal PyTorch to 1e-6', async ({ optimizer, options, weights }) => {
    const got = await steps(optimizer, options as unknown as Record<string, number>);
    got.flat().forEach((value, i) => {
      expect(Math.abs(value - weights.flat()[i]!)).toBeLessThan(1e-6);
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
