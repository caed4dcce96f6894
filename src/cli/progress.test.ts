import { describe, expect, test } from 'vitest';
import { createProgress, formatBytes, formatDuration } from './progress.ts';

function recorder(isTTY: boolean) {
  const chunks: string[] = [];
  return { isTTY, columns: 60, write: (chunk: string | Uint8Array) => chunks.push(String(chunk)), chunks };
}

describe('createProgress', () => {
  test('a terminal gets one line that is rewritten, and cleared before other output', () => {
    const out = recorder(true);
    let now = 0;
    const progress = createProgress(out, { now: () => now });
    progress.update(0, 100, 'a.png');
    now = 500;
    progress.update(10, 100, 'a.png');
    expect(out.chunks).toEqual([]); // short work stays silent
    now = 2000;
    progress.update(20, 100, 'a.png');
    now = 2050;
    progress.update(21, 100, 'a.png'); // too soon
    expect(out.chunks).toEqual(['\r███░░░░░░░░░░░░░ 20 %  8.00 s left  a.png\x1b[K']);
    progress.print(out, 'done');
    expect(out.chunks.slice(1)).toEqual(['\r\x1b[K', 'done\n']);
  });

  test('the pace counts from where the work began, as after a resume', () => {
    const out = recorder(true);
    let now = 0;
    const progress = createProgress(out, { now: () => now });
    progress.update(900, 1000, 'step');
    now = 10_000;
    progress.update(950, 1000, 'step');
    expect(out.chunks.at(-1)).toContain('10.0 s left');
  });

  test('no terminal: whole lines, at most one in ten seconds', () => {
    const out = recorder(false);
    let now = 0;
    const progress = createProgress(out, { now: () => now });
    for (; now <= 25_000; now += 500) progress.update(now, 100_000, 'run');
    expect(out.chunks).toEqual(['run   1 %  1 min 39 s left\n', 'run  11 %  1 min 29 s left\n', 'run  21 %  1 min 19 s left\n']);
  });

  test('silent', () => {
    const out = recorder(true);
    let now = 0;
    const progress = createProgress(out, { silent: true, now: () => now });
    progress.update(0, 10, 'x');
    now = 5000;
    progress.update(5, 10, 'x');
    expect(out.chunks).toEqual([]);
  });

  test('a long line is cut to the terminal', () => {
    const out = recorder(true);
    let now = 0;
    const progress = createProgress(out, { now: () => now });
    now = 2000;
    progress.update(1, 10, 'n'.repeat(60));
    expect(out.chunks[0]).toBe(`\r█░░░░░░░░░░░░░░░ 10 %  ${'n'.repeat(35)}…\x1b[K`);
  });
});

test.each([
  [0.004, '0.00 s'],
  [9.994, '9.99 s'],
  [9.999, '10.0 s'],
  [59.97, '1 min 00 s'],
  [245, '4 min 05 s'],
  [3599.6, '1 h 00 min'],
  [7630, '2 h 07 min'],
])('formatDuration(%d) is %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test.each([
  [0, '0 B'],
  [812, '812 B'],
  [999.7, '1.00 kB'],
  [24_812, '24.8 kB'],
  [1_600_000, '1.60 MB'],
])('formatBytes(%d) is %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
