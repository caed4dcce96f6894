/** What it costs to carry weights and optimiser state over to the GPU and back at every step, beside leaving them there. */
import { sizeOf, tensor } from '../src/graph/tensor.ts';
import { mulberry32 } from '../src/random.ts';
import { checkDevice } from '../src/runtime/check-device.ts';
import type { DeviceState, Engine, Session } from '../src/runtime/engine.ts';
import { ortNode } from '../src/runtime/ort-node.ts';
import { buildStep, startStep } from '../src/train/step.ts';
import { alternate, type Contestant, median } from './alternate.ts';
import { configOf, modelOf } from './network.ts';
import { type BenchOptions, type Row, rounded } from './rows.ts';
import { type TrainCase, trainCases } from './train-cases.ts';

const device = 'webgpu';
/** A turn is as many steps as fit in, and at least one. */
const turnMs = 1000;

export async function benchState({ quick, say }: BenchOptions): Promise<Row[]> {
  try {
    await checkDevice(ortNode, device);
  } catch (error) {
    say((error as Error).message);
    return [];
  }
  const rows: Row[] = [];
  for (const one of trainCases) {
    say(`${one.network} on ${device}`);
    rows.push(await benchCase(one, quick ? 1 : 10));
  }
  return rows;
}

async function benchCase(one: TrainCase, rounds: number): Promise<Row> {
  const { channels, scale, batchSize, lrPatchSize } = one;
  const config = configOf(one, { device, learningRate: 1e-3 });
  const step = buildStep(config, modelOf(one));
  const random = mulberry32(1);
  const noise = (side: number) => {
    const shape = [batchSize, channels, side, side];
    return tensor(Float32Array.from({ length: sizeOf(shape) }, random), shape);
  };
  const batch = { lr: noise(lrPatchSize), hr: noise(lrPatchSize * scale) };
  const runners = [await startStep(config, step, ortNode), await startStep(config, step, copying)];
  const turns = runners.map(
    (runner): Contestant<number> =>
      async () => {
        const ms: number[] = [];
        for (const began = performance.now(); ms.length === 0 || performance.now() < began + turnMs; ) {
          const start = performance.now();
          await runner.run(0, batch);
          ms.push(performance.now() - start);
        }
        return ms;
      },
  );
  const [keptMs, copiedMs] = (await alternate(turns, rounds)).map(median);
  for (const runner of runners) await runner.dispose();
  const elements = Object.values(step.initial).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return {
    measured: {
      network: one.network,
      device,
      stateMB: rounded((4 * elements) / 1e6),
      keptMs: rounded(keptMs!),
      copiedMs: rounded(copiedMs!),
      ratio: rounded(copiedMs! / keptMs!),
    },
    about: { batchSize, lrPatchSize, driver: process.env['VK_DRIVER_FILES'] ?? 'default' },
  };
}

/** Node's engine with states on the CPU. */
const copying: Engine = {
  ...ortNode,
  createState: (values) => ortNode.createState(values, 'cpu'),
  async load(model, { updates = {}, ...options } = {}): Promise<Session> {
    const session = await ortNode.load(model, options);
    return {
      device: session.device,
      inputs: session.inputs,
      outputs: session.outputs,
      run: (feeds, fetches) => session.run(feeds, fetches),
      async step(state: DeviceState, feeds, fetches) {
        const made = Object.entries(await session.run({ ...(await state.read()), ...feeds }, fetches));
        state.write(Object.fromEntries(made.flatMap(([output, value]) => (output in updates ? [[updates[output]!, value]] : []))));
        return Object.fromEntries(made.filter(([output]) => !(output in updates)));
      },
      dispose: () => session.dispose(),
    };
  },
};
