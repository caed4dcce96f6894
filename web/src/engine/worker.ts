/** All the work of the page: decoding, networks, encoding, measuring. It knows the package by its public entry only. */
import { CodecError, ConfigError, EngineError, ShapeError, type UpscaledPicture, Upscaler, type WebUpscaleOptions } from 'subpixel/web';
import type { Problem } from '../queue/queue.ts';
import { type Answer, type Command, closed, type Notice, type Results, type Task } from './protocol.ts';

/** The part of a worker's global scope that is used here. */
interface Scope {
  postMessage(answer: Answer): void;
  onmessage: ((event: MessageEvent<Command>) => void) | null;
}
const scope = globalThis as unknown as Scope;

type Start = Extract<Command, { readonly kind: 'start' }>;

let places: Start | undefined;
let flags: Int32Array | undefined;
const tasks = new Map<number, AbortController>();

scope.onmessage = ({ data }) => {
  if (data.kind === 'start') {
    places = data;
    flags = data.gate && new Int32Array(data.gate);
  } else if (data.kind === 'cancel') tasks.get(data.id)?.abort();
  else void work(data.id, data.task);
};

async function work(id: number, task: Task): Promise<void> {
  const stop = new AbortController();
  tasks.set(id, stop);
  const tell = (notice: Notice): void => scope.postMessage({ id, kind: 'notice', notice });
  try {
    const value = await doTask(task, { id, stop, tell });
    scope.postMessage({ id, kind: 'result', value });
  } catch (error) {
    scope.postMessage({ id, kind: 'problem', problem: problemOf(error) });
  } finally {
    tasks.delete(id);
  }
}

interface Run {
  readonly id: number;
  readonly stop: AbortController;
  readonly tell: (notice: Notice) => void;
}

async function doTask(task: Task, run: Run): Promise<Results[keyof Results]> {
  switch (task.kind) {
    case 'upscale':
      return upscale(task, run);
    case 'part':
      return part(task, run);
    case 'measure': {
      const { measureFiles } = await import('./measure.ts');
      return measureFiles(task.made, task.original, task.scale);
    }
  }
}

/** Whole pictures and parts have upscalers of their own, so that a part need not wait for a picture. */
const kept = { whole: new Map<string, Upscaler>(), part: new Map<string, Upscaler>() };
/** Networks that are kept in memory for whole pictures. */
const mostKept = 2;
/** Of WebAssembly. More than 8 gain nothing; where the page is not isolated there is one. */
const threads = globalThis.crossOriginIsolated ? Math.min(8, navigator.hardwareConcurrency || 1) : 1;
/** Who hears of downloads: the task that asked last. */
let onDownload: (notice: Notice) => void = () => undefined;

function upscalerFor(use: keyof typeof kept, model: string, device: Extract<Task, { kind: 'upscale' }>['device']): Upscaler {
  const key = `${model} ${device}`;
  const known = kept[use].get(key);
  if (known) return known;
  const made = new Upscaler({
    model,
    device,
    threads,
    weightsUrl: places!.weights,
    wasmUrl: places!.ort,
    onDownload: ({ loaded, total }) => onDownload({ kind: 'download', loaded, total }),
  });
  kept[use].set(key, made);
  const [oldest] = kept[use];
  if (use === 'whole' && kept[use].size > mostKept && oldest) {
    kept[use].delete(oldest[0]);
    void oldest[1].dispose();
  }
  return made;
}

async function upscale(task: Extract<Task, { kind: 'upscale' }>, run: Run): Promise<Results['upscale']> {
  const { file, model, device, size, type, quality } = task;
  onDownload = run.tell;
  const start = performance.now();
  const onProgress = throttled(run);
  const picture = await upscalerFor('whole', model, device).upscale(file, { ...size, signal: run.stop.signal, onProgress });
  const blob = await picture.toBlob({ type, quality });
  const { width, height, notes } = picture;
  const seconds = (performance.now() - start) / 1000;
  const megapixelsPerSecond = (width * height) / 1e6 / seconds;
  return { blob, width, height, notes, seconds, megapixelsPerSecond, ...backend(picture) };
}

/** What ran. A classical method and a reduction need no network. */
function backend({ device, passes, tile, model }: UpscaledPicture): Pick<Results['upscale'], 'device' | 'threads'> {
  const network = passes.some((pass) => pass.startsWith(`${model} ×`));
  if (!network && tile === 0) return { device: 'none', threads: 0 };
  return device === 'webgpu' ? { device: 'webgpu', threads: 0 } : { device: 'cpu', threads };
}

async function part(
  { file, part: { x, y, width, height }, model, device, scale }: Extract<Task, { kind: 'part' }>,
  run: Run,
): Promise<Blob> {
  onDownload = run.tell;
  const bitmap = await createImageBitmap(file, x, y, width, height, { imageOrientation: 'from-image', premultiplyAlpha: 'none' });
  const picture = await upscalerFor('part', model, device).upscale(bitmap, { scale, signal: run.stop.signal });
  return picture.toBlob({ type: 'image/png' });
}

/** Milliseconds between two notices of progress. */
const beat = 100;

/** Tells of progress now and then, and stands still here while the page has paused the work. */
function throttled({ id, stop, tell }: Run): NonNullable<WebUpscaleOptions['onProgress']> {
  let last = 0;
  return ({ done, total }) => {
    const now = performance.now();
    if (now - last >= beat || done === total) {
      last = now;
      tell({ kind: 'progress', share: done / total });
    }
    if (!flags) return;
    while (Atomics.load(flags, 0) === closed && Atomics.load(flags, 1) !== id) Atomics.wait(flags, 0, closed);
    if (Atomics.load(flags, 1) === id) stop.abort();
  };
}

function problemOf(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof RangeError || /out of memory|allocation failed|bad_alloc/i.test(message)) return { kind: 'memory', message };
  if (error instanceof CodecError) return { kind: 'picture', message };
  if (error instanceof ConfigError || error instanceof ShapeError) return { kind: 'option', message };
  return { kind: error instanceof EngineError ? 'engine' : 'other', message };
}
