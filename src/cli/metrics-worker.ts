/** A thread behind `measurePairs`. */
import { parentPort, workerData } from 'node:worker_threads';
import { type ThreadWork, takePairs } from './metrics-threads.ts';

await takePairs(workerData as ThreadWork, (index, outcome) => parentPort?.postMessage({ index, outcome }));
