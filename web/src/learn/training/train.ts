/** The package's own training, a step of each run in turn, with a look at the runs now and then. In the worker. */
import {
  buildNetwork,
  buildStep,
  createSampler,
  exportedWeights,
  type Image,
  imresize,
  makePair,
  measure,
  opsets,
  ortWeb,
  type Pair,
  type Planes,
  parseProtocol,
  parseTrainConfig,
  rgbToYCbCr,
  type Session,
  type StepGraph,
  type StepRunner,
  serialize,
  startStep,
  type TrainConfig,
  tensor,
  toImage,
  toPlanes,
  yCbCrToRgb,
} from 'subpixel/web';
import type { Losses, Notice, TrainingPlan, TrainingView } from '../engine/protocol.ts';
import { threads } from '../engine/threads.ts';

/** Narrower than the papers', so that a browser trains them while one looks on. */
const options = { espcn: { features: [32, 16] }, srcnn: { features: [16, 8] } } as const;
const lrPatchSize = 12;
const batchSize = 8;
/** Milliseconds between two looks at the least; where a look takes long, looking takes a quarter of the time. */
const beat = 400;
/** As papers measure: on luma, without a border as wide as the scale. */
const protocol = parseProtocol('paper-y');

interface Shown {
  readonly image: Image;
  /** In dB. */
  readonly psnr: number;
}

interface Run {
  readonly config: TrainConfig;
  readonly step: StepGraph;
  readonly runner: StepRunner;
  /** Sum and number of losses since the last look. */
  sum: number;
  count: number;
}

let paused = false;

export function pauseTraining(wanted: boolean): void {
  paused = wanted;
}

/** Trains until the signal says so. Throws ConfigError for a picture that holds no patch. */
export async function trainSideBySide(plan: TrainingPlan, signal: AbortSignal, tell: (notice: Notice) => void): Promise<undefined> {
  const pair = makePair('picture', plan.image, plan.scale);
  const scene = new Scene(pair, plan);
  const configs = plan.losses.map((loss) => configOf(plan, loss));
  const input = plan.model === 'srcnn' ? 'bicubic' : 'lr';
  const { patch } = configs[0]!.data;
  const sampler = createSampler([pair], { scale: plan.scale, colorSpace: 'y', patch, batchSize, input, seed: 1 });
  const runs: Run[] = [];
  try {
    for (const config of configs) {
      const step = buildStep(config);
      runs.push({ config, step, runner: await startStep(config, step, ortWeb), sum: 0, count: 0 });
    }
    await scene.open();
    tell({ kind: 'training-start', start: { parameters: scene.parameters, bicubic: await scene.bicubic(), original: pair.hr } });
    let last = { step: 0, at: performance.now(), wait: beat };
    tell({ kind: 'training-view', view: await look(scene, runs, 0, 0) });
    for (let step = 0; !signal.aborted; ) {
      const batch = await sampler.batchAt(step);
      for (const run of runs) {
        run.sum += (await run.runner.run(step, batch)).loss;
        run.count++;
      }
      step++;
      const now = performance.now();
      if (now - last.at < last.wait) continue;
      tell({ kind: 'training-view', view: await look(scene, runs, step, (1000 * (step - last.step)) / (now - last.at)) });
      const wait = Math.max(beat, 3 * (performance.now() - now));
      // Messages to stop and to pause are read in between.
      do await new Promise((resolve) => setTimeout(resolve, paused ? 50 : 0));
      while (paused && !signal.aborted);
      last = { step, at: performance.now(), wait };
    }
  } finally {
    for (const { runner } of runs) await runner.dispose();
    await scene.close();
  }
  return undefined;
}

function configOf({ model, scale, learningRate }: TrainingPlan, loss: Losses): TrainConfig {
  const patch = { mode: 'random', lrPatchSize, augment: { flips: true, rotations: true } };
  const given = {
    model,
    scale,
    options: options[model],
    // As long as one looks; the rate of learning does not depend on it.
    steps: 1_000_000,
    batchSize,
    learningRate,
    logGradientNorm: false,
    data: { folders: ['picture'], patch },
    validation: { holdOutEvery: 2 },
    losses: [{ name: loss }],
    optimizer: { name: 'adam' },
    device: 'cpu',
    threads,
  };
  return parseTrainConfig(given, 'training in the browser');
}

async function look(scene: Scene, runs: readonly Run[], step: number, speed: number): Promise<TrainingView> {
  const views: TrainingView['runs'][number][] = [];
  for (const run of runs) {
    const loss = run.count > 0 ? run.sum / run.count : undefined;
    Object.assign(run, { sum: 0, count: 0 });
    views.push({ loss, ...(await scene.made(run)) });
  }
  return { step, speed, runs: views };
}

/** The picture that is trained on, as it is looked at: luma by the network, colour by bicubic. */
class Scene {
  readonly #plan: TrainingPlan;
  readonly #hr: Image;
  /** Y, Cb and Cr by bicubic. */
  readonly #enlarged: Planes;
  readonly #input: Planes;
  #session: Session | undefined;
  parameters = 0;

  constructor({ hr, lr }: Pair, plan: TrainingPlan) {
    this.#plan = plan;
    this.#hr = hr;
    const small = rgbToYCbCr(toPlanes(lr, { peak: 1 }), { peak: 1 });
    this.#enlarged = imresize(small, { scale: plan.scale });
    this.#input = plan.model === 'srcnn' ? this.#enlarged : small;
  }

  /** The network for the whole picture, whose weights are fed. */
  async open(): Promise<void> {
    const { model, scale } = this.#plan;
    const { width, height } = this.#input;
    const { graph, sr } = buildNetwork({ model, scale, channels: 1, options: options[model] }, [1, height, width], 0, { blank: true });
    graph.output(sr, 'sr');
    this.parameters = graph.weights.reduce((sum, { tensor: weight }) => sum + weight!.data.length, 0);
    this.#session = await ortWeb.load(serialize({ graph, opsets, metadata: {} }, { weights: 'inputs' }), { device: 'cpu', threads });
  }

  bicubic(): Promise<Shown> {
    return this.#shown(luma(this.#enlarged));
  }

  async made({ step, runner }: Run): Promise<Shown> {
    const { width, height } = this.#input;
    const lr = tensor(Float32Array.from(luma(this.#input)), [1, 1, height, width]);
    const { sr } = await this.#session!.run({ lr, ...exportedWeights(step, await runner.read(step.weights)) });
    return this.#shown(sr!.data as Float32Array);
  }

  async #shown(y: Float32Array | Float64Array): Promise<Shown> {
    const { width, height, data } = this.#enlarged;
    const ycc = { channels: 3, width, height, data: Float32Array.from(data) };
    ycc.data.set(y);
    const image = toImage(yCbCrToRgb(ycc, { peak: 1 }), { peak: 1 });
    const { psnr } = await measure(image, this.#hr, this.#plan.scale, protocol, ['psnr']);
    return { image, psnr: psnr! };
  }

  async close(): Promise<void> {
    await this.#session?.dispose();
  }
}

const luma = ({ width, height, data }: Planes) => data.subarray(0, width * height);
