/** The pictures and what becomes of them: plain data and pure steps, so that every way through is tested without a browser. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A sentence of the library or the browser, and what kind of trouble it is. */
export interface Problem {
  readonly kind: 'picture' | 'option' | 'engine' | 'memory' | 'other';
  readonly message: string;
}

/** What was asked for when a picture was made. */
export interface Recipe {
  readonly model: string;
  /** Times, or the longer side in pixels. */
  readonly size: { readonly scale: number } | { readonly maxSide: number };
  readonly format: 'same' | 'png' | 'jpeg' | 'webp';
  /** 1–100, of JPEG and WebP. */
  readonly quality: number;
}

/** A finished picture. */
export interface Made extends Size {
  readonly recipe: Recipe;
  readonly blob: Blob;
  /** Of the blob, for an `<img>`. */
  readonly url: string;
  /** `image/png` and so on. */
  readonly type: string;
  readonly seconds: number;
  readonly megapixelsPerSecond: number;
  readonly device: 'webgpu' | 'cpu' | 'none';
  /** Of WebAssembly. */
  readonly threads: number;
  readonly notes: readonly string[];
}

export type Status = 'waiting' | 'working' | 'done' | 'failed' | 'cancelled';

export interface Item {
  readonly id: number;
  readonly file: File;
  /** Where it lay in a folder that was dropped, with its name. */
  readonly path: string;
  /** Of the file, for an `<img>`. */
  readonly url: string;
  /** Once the picture has been opened. */
  readonly size?: Size | undefined;
  readonly status: Status;
  /** 0–1 of the work on it. */
  readonly progress: number;
  /** What the picture is, or was last, being made with. */
  readonly recipe?: Recipe | undefined;
  readonly problem?: Problem | undefined;
  /** Oldest first. */
  readonly made: readonly Made[];
}

export interface Queue {
  readonly items: readonly Item[];
  readonly paused: boolean;
  readonly selected: number | undefined;
}

export type Step =
  | { readonly kind: 'add'; readonly items: readonly Pick<Item, 'id' | 'file' | 'path' | 'url'>[] }
  | { readonly kind: 'opened'; readonly id: number; readonly size: Size }
  | { readonly kind: 'start'; readonly id: number; readonly recipe: Recipe }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: number }
  | { readonly kind: 'finish'; readonly id: number; readonly made: Made }
  | { readonly kind: 'fail'; readonly id: number; readonly problem: Problem }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'again'; readonly id: number }
  | { readonly kind: 'remove'; readonly id: number }
  | { readonly kind: 'select'; readonly id: number }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'clear' };

export const emptyQueue: Queue = { items: [], paused: false, selected: undefined };

/** The queue after a step. A step that no longer fits (progress of a picture that was cancelled) changes nothing. */
export function after(queue: Queue, step: Step): Queue {
  switch (step.kind) {
    case 'add': {
      const added = step.items.map((item): Item => ({ ...item, status: 'waiting', progress: 0, made: [] }));
      return { ...queue, items: [...queue.items, ...added], selected: queue.selected ?? added[0]?.id };
    }
    case 'opened':
      return change(queue, step.id, () => ({ size: step.size }));
    case 'start':
      return change(queue, step.id, ({ status }) =>
        status === 'waiting' ? { status: 'working', progress: 0, recipe: step.recipe, problem: undefined } : {},
      );
    case 'progress':
      return change(queue, step.id, ({ status, progress }) =>
        status === 'working' && step.progress > progress ? { progress: Math.min(1, step.progress) } : {},
      );
    case 'finish':
      return change(queue, step.id, ({ status, made }) =>
        status === 'working' ? { status: 'done', progress: 1, made: [...made, step.made] } : {},
      );
    case 'fail':
      return change(queue, step.id, ({ status }) =>
        status === 'working' || status === 'waiting' ? { status: 'failed', problem: step.problem } : {},
      );
    case 'cancel':
      return change(queue, step.id, ({ status }) => (status === 'working' || status === 'waiting' ? { status: 'cancelled' } : {}));
    case 'again':
      return change(queue, step.id, ({ status }) =>
        status === 'working' || status === 'waiting' ? {} : { status: 'waiting', progress: 0, problem: undefined },
      );
    case 'remove':
      return without(queue, step.id);
    case 'select':
      return queue.items.some(({ id }) => id === step.id) ? { ...queue, selected: step.id } : queue;
    case 'pause':
      return { ...queue, paused: true };
    case 'resume':
      return { ...queue, paused: false };
    case 'clear':
      return { ...emptyQueue };
  }
}

/** What to work on next: nothing while a picture is being worked on, or the queue is paused. */
export function nextItem({ items, paused }: Queue): Item | undefined {
  if (paused || items.some(({ status }) => status === 'working')) return undefined;
  return items.find(({ status }) => status === 'waiting');
}

/** The picture that is looked at. */
export function selectedItem({ items, selected }: Queue): Item | undefined {
  return items.find(({ id }) => id === selected);
}

/** 0–1 of all pictures by their pixels; a picture of unknown size counts as the mean of the others. */
export function overallProgress({ items }: Queue): number {
  const counted = items.filter(({ status }) => status !== 'failed' && status !== 'cancelled');
  if (counted.length === 0) return 0;
  const known = counted.flatMap(({ size }) => (size ? [size.width * size.height] : []));
  const mean = known.length === 0 ? 1 : known.reduce((sum, n) => sum + n, 0) / known.length;
  const weight = ({ size }: Item) => (size ? size.width * size.height : mean);
  const all = counted.reduce((sum, item) => sum + weight(item), 0);
  return counted.reduce((sum, item) => sum + weight(item) * item.progress, 0) / all;
}

function change(queue: Queue, id: number, by: (item: Item) => Partial<Item>): Queue {
  return { ...queue, items: queue.items.map((item) => (item.id === id ? { ...item, ...by(item) } : item)) };
}

function without({ items, selected, ...rest }: Queue, id: number): Queue {
  const at = items.findIndex((item) => item.id === id);
  const left = items.filter((item) => item.id !== id);
  const neighbour = left[Math.min(at, left.length - 1)]?.id;
  return { ...rest, items: left, selected: selected === id ? neighbour : selected };
}
