/** Our training steps on demand. In: a `Setup`, then `{"steps": n}` lines. Out: a `Ready`, then a `Steps` for each. */
import { createInterface } from 'node:readline';
import { sizeOf, type Tensor, tensor } from '../../src/graph/tensor.ts';
import { mulberry32 } from '../../src/random.ts';
import { ortNode } from '../../src/runtime/ort-node.ts';
import { buildStep, startStep } from '../../src/train/step.ts';
import { configOf, modelOf } from '../network.ts';
import type { Ready, Setup, Steps } from '../train.ts';

const random = mulberry32(1);

function randomBatch(shape: readonly number[]): Tensor<Float32Array> {
  return tensor(Float32Array.from({ length: sizeOf(shape) }, random), shape);
}

function answer(message: Ready | Steps): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

const requests = createInterface(process.stdin)[Symbol.asyncIterator]();
const setup = JSON.parse((await requests.next()).value) as Setup;
const config = configOf(setup, { learningRate: setup.learningRate, threads: setup.threads });
const graph = buildStep(config, modelOf(setup));
const runner = await startStep(config, graph, ortNode);
const parameters = graph.trained.reduce((sum, name) => sum + sizeOf(graph.initial[name]!.shape), 0);
answer({ name: ortNode.name, version: ortNode.version, parameters });

const { batchSize, channels, lrPatchSize, scale } = setup;
const batch = {
  lr: randomBatch([batchSize, channels, lrPatchSize, lrPatchSize]),
  hr: randomBatch([batchSize, channels, lrPatchSize * scale, lrPatchSize * scale]),
};
let step = 0;
for await (const line of requests as AsyncIterable<string>) {
  const ms: number[] = [];
  for (let i = 0; i < (JSON.parse(line) as { steps: number }).steps; i++) {
    const start = performance.now();
    await runner.run(step++, batch);
    ms.push(performance.now() - start);
  }
  answer({ ms });
}
await runner.dispose();
