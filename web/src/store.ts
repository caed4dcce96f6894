/** The page's state, and what happens to it: files come in, the worker is fed, results come out. */
import { computed, effect, signal, untracked } from '@preact/signals';
import { EngineClient, TaskError } from './engine/client.ts';
import { limitFor } from './engine/limits.ts';
import { type FoundFile, filesOfList, looksLikePicture } from './files/drop.ts';
import { save, zipped } from './files/save.ts';
import { decimal, texts } from './i18n/i18n.ts';
import { WorkClock } from './queue/estimate.ts';
import { formatFor, resultNames } from './queue/names.ts';
import { megapixels, outputSize } from './queue/output-size.ts';
import { after, emptyQueue, type Item, type Made, nextItem, type Problem, type Queue, type Step, selectedItem } from './queue/queue.ts';
import { recipe, settings } from './settings.ts';

export const engine = new EngineClient();
export const queue = signal<Queue>(emptyQueue);
export const selected = computed<Item | undefined>(() => selectedItem(queue.value));

/** What the worker is doing for the picture that is being made. */
export type Activity =
  | { readonly kind: 'starting' }
  | { readonly kind: 'download'; readonly share: number | undefined }
  | { readonly kind: 'making' };
export const activity = signal<Activity>({ kind: 'starting' });

/** A line for the visitor, said once. */
export const notice = signal<string | undefined>(undefined);

/** Of the picture that is being made. */
export const clock = new WorkClock();
/** Of all pictures since the queue was last empty of work. */
export const totalClock = new WorkClock();

let nextId = 1;
let running: { readonly id: number; readonly stop: AbortController } | undefined;

export function dispatch(step: Step): void {
  queue.value = after(queue.value, step);
}

/** Adds pictures, and begins. */
export function addFiles(found: readonly FoundFile[]): void {
  const pictures = found.filter(({ file }) => looksLikePicture(file));
  const ignored = found.length - pictures.length;
  if (pictures.length === 0) notice.value = texts.value.notices.nothing;
  else if (ignored > 0) notice.value = texts.value.notices.ignored(ignored);
  if (pictures.length === 0) return;
  const items = pictures.map(({ file, path }) => ({ id: nextId++, file, path, url: URL.createObjectURL(file) }));
  dispatch({ kind: 'add', items });
  for (const { id, url } of items) void open(id, url);
}

export function addList(list: FileList | null): void {
  if (list && list.length > 0) addFiles(filesOfList(list));
}

/** The browser reads the size of the picture as it will be shown: upright. */
async function open(id: number, url: string): Promise<void> {
  const image = new Image();
  image.src = url;
  try {
    await new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = reject;
    });
    dispatch({ kind: 'opened', id, size: { width: image.naturalWidth, height: image.naturalHeight } });
  } catch {
    dispatch({ kind: 'fail', id, problem: { kind: 'picture', message: texts.value.stage.unreadable } });
  }
  proceed();
}

/** Pictures wait for their previews, so that those come first. */
const previewed = new Set<number>();

/** The parts of a picture have been shown; it may be made now. */
export function previewDone(id: number): void {
  previewed.add(id);
  proceed();
}

/** Starts the next picture, when there is one and nothing else is being made. */
export function proceed(): void {
  const next = nextItem(queue.value);
  if (!next?.size || running) return;
  const seen = selected.value?.id !== next.id || previewed.has(next.id);
  if (seen) void make(next);
}

// Whose parts are waited for depends on who is looked at.
const selectedId = computed(() => queue.value.selected);
effect(() => {
  void selectedId.value;
  untracked(proceed);
});

async function make(item: Item): Promise<void> {
  const wanted = recipe();
  const format = formatFor(item.file.type, wanted.format);
  const target = outputSize(item.size!, wanted.size);
  const limit = limitFor(target, format, (navigator as { deviceMemory?: number }).deviceMemory);
  dispatch({ kind: 'start', id: item.id, recipe: wanted });
  if (limit) {
    const { stage } = texts.value;
    const message =
      limit.kind === 'pixels'
        ? stage.tooLarge(decimal(megapixels(target)), decimal(limit.most))
        : stage.tooLong(format.toUpperCase(), String(limit.most));
    dispatch({ kind: 'fail', id: item.id, problem: { kind: 'option', message } });
    proceed();
    return;
  }
  const stop = new AbortController();
  running = { id: item.id, stop };
  activity.value = { kind: 'starting' };
  clock.reset();
  clock.start(performance.now());
  totalClock.start(performance.now());
  try {
    const type = `image/${format}`;
    const { size, model, quality } = wanted;
    const result = await engine.run(
      { kind: 'upscale', file: item.file, model, device: settings.value.device, size, type, quality },
      {
        signal: stop.signal,
        onNotice: (told) => {
          if (told.kind === 'download') activity.value = { kind: 'download', share: told.total && told.loaded / told.total };
          else {
            activity.value = { kind: 'making' };
            dispatch({ kind: 'progress', id: item.id, progress: told.share });
          }
        },
      },
    );
    const made: Made = { ...result, recipe: wanted, type, url: URL.createObjectURL(result.blob) };
    dispatch({ kind: 'finish', id: item.id, made });
  } catch (error) {
    if (!stop.signal.aborted) dispatch({ kind: 'fail', id: item.id, problem: problemOf(error) });
  } finally {
    running = undefined;
    clock.stop(performance.now());
    if (!queue.value.items.some(({ status }) => status === 'waiting')) totalClock.reset();
    proceed();
  }
}

export function problemOf(error: unknown): Problem {
  return error instanceof TaskError ? error.problem : { kind: 'other', message: error instanceof Error ? error.message : String(error) };
}

export function cancel(id: number): void {
  dispatch({ kind: 'cancel', id });
  if (running?.id === id) running.stop.abort();
  proceed();
}

/** Makes a picture with the settings as they are now, whatever is being made of it. */
export function again(id: number): void {
  cancel(id);
  previewed.add(id);
  dispatch({ kind: 'again', id });
  const item = queue.value.items.find((i) => i.id === id);
  if (item && !item.size) void open(id, item.url);
  proceed();
}

export function pause(paused: boolean): void {
  dispatch({ kind: paused ? 'pause' : 'resume' });
  engine.pause(paused);
  for (const each of [clock, totalClock]) {
    if (paused) each.stop(performance.now());
    else if (running) each.start(performance.now());
  }
  proceed();
}

export function remove(id: number): void {
  const item = queue.value.items.find((i) => i.id === id);
  if (!item) return;
  cancel(id);
  dispatch({ kind: 'remove', id });
  release(item);
}

export function clear(): void {
  const { items } = queue.value;
  running?.stop.abort();
  pause(false);
  dispatch({ kind: 'clear' });
  for (const item of items) release(item);
}

function release({ url, made }: Item): void {
  for (const address of [url, ...made.map((m) => m.url)]) URL.revokeObjectURL(address);
}

/** The newest result of each picture that has one, under its name. */
export function namedResults(): readonly { readonly id: number; readonly name: string; readonly made: Made }[] {
  const finished = queue.value.items.flatMap(({ id, path, made }) => (made.length > 0 ? [{ id, path, made: made.at(-1)! }] : []));
  const names = resultNames(finished.map(({ path, made }) => ({ path, format: formatFor(made.type, 'same'), size: made.recipe.size })));
  return finished.map(({ id, made }, i) => ({ id, made, name: names[i]! }));
}

export function saveOne(item: Item, made: Made = item.made.at(-1)!): void {
  const [name] = resultNames([{ path: item.path, format: formatFor(made.type, 'same'), size: made.recipe.size }]);
  save(made.blob, name!);
}

export async function saveAll(): Promise<void> {
  save(await zipped(namedResults().map(({ name, made }) => ({ name, blob: made.blob }))), 'subpixel.zip');
}

/** Whether the settings were changed after the picture was, or began to be, made. */
export function outdated({ recipe: made }: Item): boolean {
  return made !== undefined && JSON.stringify(made) !== JSON.stringify(recipe());
}
