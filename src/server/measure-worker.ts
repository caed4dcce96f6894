/** The thread behind `POST /v1/metrics`: measuring takes seconds in which the server must answer others. */
import { parentPort, workerData } from 'node:worker_threads';
import { decode } from '../codecs/node.ts';
import { measurePictures, protocolOf } from '../common/metrics-measure.ts';
import { describeMeasuring } from '../metrics/protocol.ts';
import type { MeasureAnswer, MeasureWork } from './measure.ts';
import { problemOf } from './problem.ts';

async function work({ sr, hr, metrics, request, pixels }: MeasureWork): Promise<MeasureAnswer> {
  try {
    const options = { maxPixels: pixels };
    const [a, b] = await Promise.all([decode(sr, { ...options, name: 'sr' }), hr && decode(hr, { ...options, name: 'hr' })]);
    const scale = request.scale ?? 1;
    const setting = { metrics, protocol: protocolOf(request), scale };
    const pair = { sr: 'sr', ...(b ? { hr: 'hr' } : {}) };
    const { protocol, scores } = await measurePictures(pair, { sr: a.image, hr: b?.image }, setting);
    const { width, height } = a.image;
    const notes = [...a.notices.map((notice) => `sr: ${notice}`), ...(b?.notices ?? []).map((notice) => `hr: ${notice}`)];
    return { measured: { width, height, scale, protocol: protocol.name, description: describeMeasuring(protocol, scale), scores, notes } };
  } catch (error) {
    const problem = problemOf(error);
    return { problem: problem.body(), reason: problem.status >= 500 && error instanceof Error ? error.stack : undefined };
  }
}

parentPort?.postMessage(await work(workerData as MeasureWork));
