import { describe, expect, test } from 'vitest';
import {
  after,
  emptyQueue,
  type Item,
  type Made,
  nextItem,
  overallProgress,
  type Queue,
  type Recipe,
  type Step,
  selectedItem,
} from './queue.ts';

const file = {} as File;
const made = { width: 4, height: 4 } as Made;
const recipe: Recipe = { model: 'bicubic', size: { scale: 2 }, format: 'png', quality: 90 };
const problem = { kind: 'picture', message: 'no picture' } as const;
const added = (...ids: number[]): Step => ({ kind: 'add', items: ids.map((id) => ({ id, file, path: `${id}.png`, url: `blob:${id}` })) });
const run = (...steps: Step[]): Queue => steps.reduce(after, emptyQueue);
const item = (queue: Queue, id: number): Item => queue.items.find((i) => i.id === id)!;

describe('the queue', () => {
  test('takes pictures in order and looks at the first', () => {
    const queue = run(added(1, 2), added(3));
    expect(queue.items.map(({ id, status }) => [id, status])).toEqual([1, 2, 3].map((id) => [id, 'waiting']));
    expect(selectedItem(queue)?.id).toBe(1);
    expect(nextItem(queue)?.id).toBe(1);
  });

  test('works on one at a time', () => {
    const working = run(added(1, 2), { kind: 'start', id: 1, recipe });
    expect(nextItem(working)).toBeUndefined();
    const done = after(working, { kind: 'finish', id: 1, made });
    expect(item(done, 1)).toMatchObject({ status: 'done', progress: 1, made: [made] });
    expect(nextItem(done)?.id).toBe(2);
  });

  test('starts nothing while paused, and goes on after', () => {
    const paused = run(added(1), { kind: 'pause' });
    expect(nextItem(paused)).toBeUndefined();
    expect(nextItem(after(paused, { kind: 'resume' }))?.id).toBe(1);
  });

  test('progress never falls and stops at 1', () => {
    const at = (...values: number[]) =>
      item(run(added(1), { kind: 'start', id: 1, recipe }, ...values.map((progress): Step => ({ kind: 'progress', id: 1, progress }))), 1)
        .progress;
    expect([at(0.5), at(0.5, 0.2), at(0.5, 7)]).toEqual([0.5, 0.5, 1]);
  });

  test('what comes too late for a cancelled picture changes nothing', () => {
    const cancelled = run(added(1, 2), { kind: 'start', id: 1, recipe }, { kind: 'cancel', id: 1 });
    for (const late of [
      { kind: 'progress', id: 1, progress: 0.9 } as const,
      { kind: 'finish', id: 1, made } as const,
      { kind: 'fail', id: 1, problem } as const,
    ])
      expect(after(cancelled, late)).toEqual(cancelled);
    expect(nextItem(cancelled)?.id).toBe(2);
  });

  test('a failed picture can be tried again, and its trouble is forgotten', () => {
    const failed = run(added(1), { kind: 'start', id: 1, recipe }, { kind: 'fail', id: 1, problem });
    expect(item(failed, 1)).toMatchObject({ status: 'failed', problem });
    expect(nextItem(failed)).toBeUndefined();
    const again = after(failed, { kind: 'again', id: 1 });
    expect(item(again, 1)).toMatchObject({ status: 'waiting', problem: undefined });
    expect(nextItem(again)?.id).toBe(1);
  });

  test('a picture made again keeps what was made before', () => {
    const steps: Step[] = [
      { kind: 'start', id: 1, recipe },
      { kind: 'finish', id: 1, made },
    ];
    const twice = run(added(1), ...steps, { kind: 'again', id: 1 }, ...steps);
    expect(item(twice, 1).made).toHaveLength(2);
  });

  test('removing the picture that is looked at moves on to its neighbour', () => {
    const queue = run(added(1, 2, 3), { kind: 'select', id: 3 });
    expect(after(queue, { kind: 'remove', id: 3 }).selected).toBe(2);
    expect(after(queue, { kind: 'remove', id: 1 }).selected).toBe(3);
    expect(run(added(1), { kind: 'remove', id: 1 }).selected).toBeUndefined();
    expect(run(added(1), { kind: 'pause' }, { kind: 'clear' })).toEqual(emptyQueue);
  });

  test('overall progress goes by pixels and leaves out what failed', () => {
    const queue = run(
      added(1, 2, 3),
      { kind: 'opened', id: 1, size: { width: 30, height: 10 } },
      { kind: 'opened', id: 2, size: { width: 10, height: 10 } },
      { kind: 'fail', id: 3, problem },
      { kind: 'start', id: 1, recipe },
      { kind: 'finish', id: 1, made },
    );
    expect(overallProgress(queue)).toBe(0.75);
    expect(overallProgress(emptyQueue)).toBe(0);
  });
});
