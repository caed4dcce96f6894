/** The thread behind `prefetchBatches`: makes the batches of the steps that it is sent, in that order. */
import { parentPort, workerData } from 'node:worker_threads';
import { recompress } from '../codecs/recompress.ts';
import { openPatchFile } from './hdf5.ts';
import { openSampler, type SamplerConfig } from './sampler.ts';
import type { DataSet } from './source.ts';

export interface WorkerInput {
  readonly sets: readonly DataSet[];
  readonly config: SamplerConfig;
}

const { sets, config } = workerData as WorkerInput;
const sampler = openSampler(sets, config, { compress: recompress, openPatchFile });

let last: Promise<void> = Promise.resolve();
parentPort?.on('message', (step: number) => {
  last = last.then(async () => {
    const batch = await (await sampler).batchAt(step);
    parentPort?.postMessage({ step, batch }, [batch.lr.data.buffer as ArrayBuffer, batch.hr.data.buffer as ArrayBuffer]);
  });
});
