/** The training that runs, and all that has been seen of it. */
import { signal } from '@preact/signals';
import { pauseTraining, runTask } from '../engine/client.ts';
import type { Losses, TrainingPlan, TrainingStart, TrainingView } from '../engine/protocol.ts';
import { partOf, picture, pixelsOf, sides } from '../picture.ts';
import { appended, type Point } from './series.ts';

export type Choices = Omit<TrainingPlan, 'image' | 'losses'> & { readonly losses: readonly [Losses, Losses] };

export interface Seen {
  readonly start: TrainingStart | undefined;
  readonly view: TrainingView | undefined;
  /** Of each run. */
  readonly psnr: readonly (readonly Point[])[];
  readonly loss: readonly (readonly Point[])[];
}

export type Status = 'idle' | 'starting' | 'running' | 'paused' | 'failed';

const nothing: Seen = { start: undefined, view: undefined, psnr: [[], []], loss: [[], []] };

export const choices = signal<Choices>({ model: 'espcn', scale: 2, losses: ['l2', 'l1'], learningRate: 0.003 });
export const seen = signal<Seen>(nothing);
export const status = signal<Status>('idle');
export const failure = signal<string | undefined>(undefined);

let stop: AbortController | undefined;

/** Another choice is another training. */
export function chooseTraining(changes: Partial<Choices>): void {
  reset();
  choices.value = { ...choices.value, ...changes };
}

export function reset(): void {
  stop?.abort();
  stop = undefined;
  seen.value = nothing;
  status.value = 'idle';
  failure.value = undefined;
}

export function pause(paused: boolean): void {
  pauseTraining(paused);
  status.value = paused ? 'paused' : 'running';
}

export async function begin(): Promise<void> {
  const part = partOf(sides.training);
  const { blob } = picture.value ?? {};
  if (!blob || !part) return;
  reset();
  const own = new AbortController();
  stop = own;
  status.value = 'starting';
  pauseTraining(false);
  try {
    const image = await pixelsOf(blob, part);
    await runTask(
      { kind: 'train', plan: { ...choices.value, image } },
      {
        signal: own.signal,
        onNotice: (notice) => {
          if (own.signal.aborted) return;
          if (notice.kind === 'training-start') seen.value = { ...seen.value, start: notice.start };
          else look(notice.view);
        },
      },
    );
  } catch (error) {
    if (own.signal.aborted) return;
    status.value = 'failed';
    failure.value = error instanceof Error ? error.message : String(error);
  }
}

function look(view: TrainingView): void {
  const { start, psnr, loss } = seen.value;
  const { step } = view;
  if (status.value === 'starting') status.value = 'running';
  seen.value = {
    start,
    view,
    psnr: psnr.map((points, i) => appended(points, { step, value: view.runs[i]!.psnr })),
    loss: loss.map((points, i) => {
      const value = view.runs[i]!.loss;
      return value === undefined ? points : appended(points, { step, value });
    }),
  };
}
