/** The thread behind `prefetchBatches`: makes the batches of the steps that it is sent, in that order. */
import { parentPort, workerData } from 'node:worker_threads';
import { openSampler, type SamplerConfig, type SamplerTools } from './sampler.ts';
import type { DataSet } from './source.ts';

export interface WorkerInput {
  readonly sets: readonly DataSet[];
  readonly config: SamplerConfig;
}

/** Codecs and HDF5 are loaded by the first set that needs them. */
const tools: SamplerTools = {
  compress: async (image, format, quality) => (await import('../codecs/recompress.ts')).recompress(image, format, quality),
  openPatchFile: async (path) => (await import('./hdf5.ts')).openPatchFile(path),
};

const { sets, config } = workerData as WorkerInput;
const sampler = openSampler(sets, config, tools);

let last: Promise<void> = Promise.resolve();
parentPort?.on('message', (step: number) => {
  last = last.then(async () => {
    const batch = await (await sampler).batchAt(step);
    parentPort?.postMessage({ step, batch }, [batch.lr.data.buffer as ArrayBuffer, batch.hr.data.buffer as ArrayBuffer]);
  });
});
