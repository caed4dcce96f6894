/** Threads from files of ours, of TypeScript and of JavaScript alike. */
import { Worker } from 'node:worker_threads';

/**
 * Runs the module that `name` (without its extension) is beside the module of the URL `here`, which is of the same kind.
 *
 * From TypeScript sources (tests), the thread first loads tsx, whose `--import` form serves the main thread only. h5wasm is kept from it:
 * it would take tsx seconds to look through those four megabytes.
 */
export function startThread(name: string, here: string, workerData: unknown): Worker {
  if (!here.endsWith('.ts')) return new Worker(new URL(`./${name}.js`, here), { workerData });
  const untouched = module(`import { readFileSync } from 'node:fs';
    export const load = (url, context, next) => url.includes('/node_modules/h5wasm/')
      ? { format: 'module', source: readFileSync(new URL(url)), shortCircuit: true } : next(url, context);`);
  const loader = module(`import { register } from ${JSON.stringify(import.meta.resolve('tsx/esm/api'))};
    import { register as hook } from 'node:module';
    register();
    hook(${JSON.stringify(untouched)});`);
  return new Worker(new URL(`./${name}.ts`, here), { workerData, execArgv: ['--import', loader] });
}

/** The URL of a module of this text. */
function module(text: string): string {
  return `data:text/javascript,${encodeURIComponent(text)}`;
}
