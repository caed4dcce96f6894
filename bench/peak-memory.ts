/** The largest resident memory that a process has had. Linux keeps it; elsewhere it is not known. */
import { readFileSync } from 'node:fs';

/** In MB (10⁶ bytes); undefined for a process that has ended. */
export function peakMB(pid: number): number | undefined {
  try {
    const kib = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return kib === undefined ? undefined : (Number(kib) * 1024) / 1e6;
  } catch {
    return undefined;
  }
}

const everyMs = 20;

/** Follows a process; the function that is returned stops it and gives what was last seen, at most 20 ms before the end. */
export function followPeak(pid: number): () => number | undefined {
  let seen: number | undefined;
  const timer = setInterval(() => {
    seen = peakMB(pid) ?? seen;
  }, everyMs);
  return () => {
    clearInterval(timer);
    return seen;
  };
}
