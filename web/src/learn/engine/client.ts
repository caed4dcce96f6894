/** The worker of this section, seen from the page. It is started with the first task. */
import { ortFolder } from 'virtual:ort';
import type { Answer, Command, Notice, Results, Task } from './protocol.ts';

interface Pending {
  resolve(value: Results[keyof Results]): void;
  reject(error: Error): void;
  onNotice(notice: Notice): void;
}

let worker: Worker | undefined;
let nextId = 1;
const pending = new Map<number, Pending>();

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onNotice?: (notice: Notice) => void;
}

/** Does a task in the worker; rejects with what went wrong, or with the signal's reason. */
export async function runTask<K extends keyof Results>(
  task: Task & { readonly kind: K },
  { signal, onNotice = () => undefined }: RunOptions = {},
): Promise<Results[K]> {
  signal?.throwIfAborted();
  worker ??= start();
  const id = nextId++;
  const send = (command: Command): void => worker?.postMessage(command);
  const stop = (): void => {
    send({ kind: 'stop', id });
    pending.get(id)?.reject(signal!.reason);
  };
  signal?.addEventListener('abort', stop);
  try {
    return (await new Promise<Results[keyof Results]>((resolve, reject) => {
      pending.set(id, { resolve, reject, onNotice });
      send({ kind: 'work', id, task });
    })) as Results[K];
  } finally {
    pending.delete(id);
    signal?.removeEventListener('abort', stop);
  }
}

export function pauseTraining(paused: boolean): void {
  worker?.postMessage({ kind: 'pause', paused } satisfies Command);
}

function start(): Worker {
  const started = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'subpixel learn' });
  started.onmessage = ({ data }: MessageEvent<Answer>) => {
    const task = pending.get(data.id);
    if (data.kind === 'notice') task?.onNotice(data.notice);
    else if (data.kind === 'result') task?.resolve(data.value);
    else task?.reject(new Error(data.message));
  };
  started.onerror = ({ message }) => {
    worker = undefined;
    started.terminate();
    for (const { reject } of pending.values()) reject(new Error(message || 'The worker ended'));
  };
  started.postMessage({ kind: 'start', ort: new URL(ortFolder, document.baseURI).href } satisfies Command);
  return started;
}
