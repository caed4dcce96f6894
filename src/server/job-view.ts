/** What a client sees of a job. */
import * as v from 'valibot';
import { type Job, jobStates } from './job-store.ts';
import { problemSchema } from './problem.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const time = v.pipe(v.string(), v.isoTimestamp());

export const resultSchema = v.strictObject({
  format: v.string(),
  width: count,
  height: count,
  bytes: count,
  model: v.string(),
  /** Each pass in words. */
  passes: v.array(v.string()),
  seconds: v.number(),
  /** What the user should know: conversions, choices made. */
  notes: v.array(v.string()),
});

export const jobSchema = v.strictObject({
  id: v.string(),
  state: v.picklist(jobStates),
  /** 0 to 1. */
  progress: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  /** Until it is done, where that can be guessed. */
  etaSeconds: v.nullable(v.number()),
  created: time,
  started: v.nullable(time),
  ended: v.nullable(time),
  /** When job and result are removed; null while it has not ended. */
  expires: v.nullable(time),
  result: v.nullable(resultSchema),
  problem: v.nullable(problemSchema),
  links: v.strictObject({ self: v.string(), events: v.string(), result: v.string() }),
});

export type JobView = v.InferOutput<typeof jobSchema>;

/** How far the work is. */
export interface Work {
  /** 0 to 1. */
  readonly done: number;
  /** Milliseconds since it began. */
  readonly elapsed: number;
}

/** Below this share of the work nothing is guessed from it. */
const leastShare = 0.02;

export function viewOf(job: Job, { work, keepSeconds }: { readonly work: Work | undefined; readonly keepSeconds: number }): JobView {
  const { id, state, created, started, ended, facts, problem } = job;
  const self = `/v1/jobs/${id}`;
  const done = state === 'done' ? 1 : (work?.done ?? 0);
  const guess = state === 'running' && work && done >= leastShare ? (work.elapsed * (1 - done)) / done / 1000 : undefined;
  return {
    id,
    state,
    progress: Number(done.toFixed(4)),
    etaSeconds: state === 'done' ? 0 : guess === undefined ? null : Number(guess.toFixed(1)),
    created: text(created)!,
    started: text(started),
    ended: text(ended),
    expires: text(ended === undefined ? undefined : ended + 1000 * keepSeconds),
    result: facts ? { ...facts, passes: [...facts.passes], notes: [...facts.notes] } : null,
    problem: problem ?? null,
    links: { self, events: `${self}/events`, result: `${self}/result` },
  };
}

function text(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}
