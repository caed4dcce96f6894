import { expect, test } from 'vitest';
import { startThread } from '../data/thread.ts';
import { protocols } from '../metrics/protocol.ts';
import { measurePairs, type Outcome, type ThreadWork, takePairs } from './metrics-threads.ts';

const pairs = ['examples/cat.png', 'examples/none.png', 'examples/cat-original.png'].map((sr) => ({ sr, hr: 'examples/cat.png' }));
const setting = { metrics: ['psnr', 'ssim'], protocol: protocols['paper-y'], scale: 1 };
const work = (): ThreadWork => ({ pairs, setting, next: new Int32Array(new SharedArrayBuffer(4)) });

async function here(): Promise<Map<number, Outcome>> {
  const outcomes = new Map<number, Outcome>();
  await takePairs(work(), (index, outcome) => outcomes.set(index, outcome));
  return outcomes;
}
const withoutStacks = (outcomes: Map<number, Outcome>) =>
  [...outcomes].sort(([a], [b]) => a - b).map(([, outcome]) => ('error' in outcome ? outcome.error : outcome));

test('a thread does what this one does', async () => {
  const outcomes = new Map<number, Outcome>();
  const worker = startThread('metrics-worker', import.meta.url, work());
  worker.on('message', ({ index, outcome }) => outcomes.set(index, outcome));
  await new Promise((resolve) => worker.on('exit', resolve));
  expect(withoutStacks(outcomes)).toEqual(withoutStacks(await here()));
  expect(withoutStacks(outcomes)).toEqual([
    expect.objectContaining({ width: 225, height: 150, scores: { psnr: Number.POSITIVE_INFINITY, ssim: expect.closeTo(1, 12) } }),
    'Expected an existing file for examples/none.png but received a path where there is none',
    expect.stringMatching(/^Expected two pictures of one size but/),
  ]);
});

test('every pair is done once, whichever thread took it', async () => {
  const many = Array.from({ length: 40 }, (_, i) => pairs[i % 3]!);
  const outcomes = new Map<number, Outcome>();
  let calls = 0;
  const onDone = (index: number, outcome: Outcome) => {
    outcomes.set(index, outcome);
    calls++;
  };
  await measurePairs(many, setting, { threads: 2, signal: new AbortController().signal, onDone });
  const one = withoutStacks(await here());
  expect(withoutStacks(outcomes)).toEqual(many.map((_, i) => one[i % 3]));
  expect(calls).toBe(40);
});

test('the signal ends it', async () => {
  const stopped = new AbortController();
  let calls = 0;
  const onDone = () => {
    calls++;
    stopped.abort();
  };
  await measurePairs(pairs, setting, { threads: 1, signal: stopped.signal, onDone });
  expect(calls).toBe(1);
});
