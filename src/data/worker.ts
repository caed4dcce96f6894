/** The thread behind `prefetchBatches`: makes batches in step order, one for each request. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Pair } from './pairs.ts';
import { createSampler, type SamplerConfig } from './sampler.ts';

export interface WorkerInput {
  readonly pairs: readonly Pair[];
  readonly config: SamplerConfig;
  readonly start: number;
}

const { pairs, config, start } = workerData as WorkerInput;
const sampler = createSampler(pairs, config);
let step = start;

parentPort?.on('message', () => {
  const batch = sampler.batchAt(step++);
  parentPort?.postMessage(batch, [batch.lr.data.buffer as ArrayBuffer, batch.hr.data.buffer as ArrayBuffer]);
});
