/** The work of this section: networks are taken apart, run and trained. */
import { placeOrtWeb } from 'subpixel/web';
import { featureMaps } from '../networks/feature-maps.ts';
import { inspect, listModels } from '../networks/inspect.ts';
import { pauseTraining, trainSideBySide } from '../training/train.ts';
import type { Answer, Command, Results, Task } from './protocol.ts';

interface Scope {
  postMessage(answer: Answer): void;
  onmessage: ((event: MessageEvent<Command>) => void) | null;
}
const scope = globalThis as unknown as Scope;
const stops = new Map<number, AbortController>();

scope.onmessage = ({ data }) => {
  if (data.kind === 'start') placeOrtWeb(data.ort);
  else if (data.kind === 'stop') stops.get(data.id)?.abort();
  else if (data.kind === 'pause') pauseTraining(data.paused);
  else void work(data.id, data.task);
};

async function work(id: number, task: Task): Promise<void> {
  const stop = new AbortController();
  stops.set(id, stop);
  try {
    // What was asked for and given up while the worker was busy is not done: the message that says so is read now.
    await new Promise((resolve) => setTimeout(resolve));
    stop.signal.throwIfAborted();
    const value = await doTask(id, task, stop.signal);
    scope.postMessage({ id, kind: 'result', value });
  } catch (error) {
    scope.postMessage({ id, kind: 'problem', message: error instanceof Error ? error.message : String(error) });
  } finally {
    stops.delete(id);
  }
}

async function doTask(id: number, task: Task, signal: AbortSignal): Promise<Results[keyof Results]> {
  switch (task.kind) {
    case 'list':
      return listModels();
    case 'inspect':
      return inspect(task.network);
    case 'maps':
      return featureMaps(task.network, task.layer, task.image);
    case 'train':
      return trainSideBySide(task.plan, signal, (notice) => scope.postMessage({ id, kind: 'notice', notice }));
  }
}
