/** Progress of long work: one line that updates on a terminal, a plain line now and then elsewhere. */
import type { Output } from './command.ts';

export interface Progress {
  /** `done` of `total` in any unit; `text` says what is worked on. The time left is judged from the pace since the first call. */
  update(done: number, total: number, text: string): void;
  /** Writes a whole line to `stream`, above the updating line. */
  print(stream: Output, line: string): void;
  /** Takes the updating line away. */
  clear(): void;
}

/** Nothing is shown before this. */
const quietMs = 1_000;
const terminalMs = 100;
const plainMs = 10_000;

/** `silent`: prints lines but no progress. `now` is a clock in milliseconds. */
export function createProgress(
  stderr: Output,
  { silent = false, now = Date.now }: { silent?: boolean; now?: () => number } = {},
): Progress {
  const live = stderr.isTTY === true;
  const started = now();
  const pace = createPace(now);
  let last = Number.NEGATIVE_INFINITY;
  let shown = false;

  const clear = () => {
    if (shown) stderr.write('\r\x1b[K');
    shown = false;
  };
  return {
    clear,
    print(stream, line) {
      clear();
      stream.write(`${line}\n`);
    },
    update(done, total, text) {
      const time = now();
      const state = pace(done, total);
      const pause = live ? terminalMs : plainMs;
      if (silent || time - started < quietMs || time - last < pause || done >= total) return;
      last = time;
      if (!live) stderr.write(`${text}  ${state}\n`);
      else stderr.write(`\r${shorten(`${bar(done / total)} ${state}  ${text}`, (stderr.columns ?? 80) - 1)}\x1b[K`);
      shown = live;
    },
  };
}

/** `45 %  12.3 s left`, judged from the pace since the first call. */
export function createPace(now: () => number = Date.now): (done: number, total: number) => string {
  let base: { done: number; time: number } | undefined;
  return (done, total) => {
    const time = now();
    base ??= { done, time };
    const part = `${String(Math.min(99, Math.floor((done / total) * 100))).padStart(2)} %`;
    if (done <= base.done || time <= base.time) return part;
    return `${part}  ${formatDuration(((time - base.time) / 1000 / (done - base.done)) * (total - done))} left`;
  };
}

function bar(fraction: number): string {
  const width = 16;
  const full = Math.floor(fraction * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)}`;
}

function shorten(line: string, width: number): string {
  return line.length > width ? `${line.slice(0, Math.max(0, width - 1))}…` : line;
}

/** `0.84 s`, `12.3 s`, `4 min 05 s`, `2 h 07 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(Math.round(seconds) / 60);
  if (minutes < 60) return `${minutes} min ${String(Math.round(seconds) % 60).padStart(2, '0')} s`;
  const whole = Math.round(seconds / 60);
  return `${Math.floor(whole / 60)} h ${String(whole % 60).padStart(2, '0')} min`;
}

/** `812 B`, `24.8 kB`, `1.6 MB`: powers of 1000. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toPrecision(3)} ${units[unit]}`;
}
