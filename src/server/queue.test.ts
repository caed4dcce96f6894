import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Problem } from './problem.ts';
import { Queue } from './queue.ts';

describe('Queue', () => {
  test('never works on more than it may, in the order of arrival, and nothing is lost', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(fc.boolean(), { maxLength: 20 }), async (concurrency, fails) => {
        const queue = new Queue({ concurrency, length: 100 });
        const begun: number[] = [];
        let most = 0;
        const ends = await Promise.allSettled(
          fails.map((fail, i) =>
            queue.enter().run(async () => {
              begun.push(i);
              most = Math.max(most, queue.running);
              await sleep(0);
              if (fail) throw new Error('failed');
              return i;
            }),
          ),
        );
        expect(begun).toEqual(fails.map((_, i) => i));
        expect(most).toBeLessThanOrEqual(concurrency);
        expect(ends.map(({ status }) => status)).toEqual(fails.map((fail) => (fail ? 'rejected' : 'fulfilled')));
        expect([queue.running, queue.waiting]).toEqual([0, 0]);
      }),
      { numRuns: 50 },
    ));

  test('a place is counted from when it is taken, and given back by leaving', () => {
    const queue = new Queue({ concurrency: 1, length: 1 });
    const places = [queue.enter(), queue.enter()];
    expect(() => queue.enter()).toThrow('Expected at most 1 waiting pictures but received one more');
    expect(queue.enter({ always: true })).toBeDefined();
    places[0]!.leave();
    places[0]!.leave();
    expect(queue.waiting).toBe(2);
  });

  test('what waits can be aborted', async () => {
    const queue = new Queue({ concurrency: 1, length: 5 });
    const first = queue.enter().run(() => sleep(20));
    const controller = new AbortController();
    const second = queue.enter().run(async () => 'never', controller.signal);
    controller.abort(new Error('gone'));
    await expect(second).rejects.toThrow('gone');
    await first;
    expect(queue.waiting).toBe(0);
  });

  test('closing ends what works and refuses the rest', async () => {
    const queue = new Queue({ concurrency: 1, length: 5 });
    const first = queue.enter().run(async () => {
      await sleep(20);
      return 'done';
    });
    const second = queue.enter().run(async () => 'never');
    const closed = queue.close();
    await expect(second).rejects.toBeInstanceOf(Problem);
    expect(() => queue.enter()).toThrow('it is stopping');
    await closed;
    expect(await first).toBe('done');
  });
});
