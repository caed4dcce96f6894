/** Trains a tiny ESPCN in memory for some steps and prints how its loss falls. */
import {
  buildStep,
  createSampler,
  createValidator,
  decode,
  directBatches,
  makePair,
  ortNode,
  parseTrainConfig,
  train,
} from 'subpixel/node';

const config = parseTrainConfig(
  {
    model: 'espcn',
    scale: 2,
    options: { features: [16, 8] },
    steps: 60,
    batchSize: 8,
    data: { folders: ['examples'], patch: { mode: 'random', lrPatchSize: 12 } },
    validation: { folder: 'examples', every: 60 },
    losses: [{ name: 'charbonnier' }],
    optimizer: { name: 'adam' },
    learningRate: 0.003,
    logEvery: 20,
  },
  'examples/train.ts',
);

const hr = (await decode('examples/cat.png')).image;
const pair = makePair('cat', hr, config.scale);
const sampler = createSampler([pair], { ...config, ...config.data, colorSpace: 'y' });

const step = buildStep(config);
const validate = createValidator([hr], { ...config, channels: 1 }, ortNode);
const { last } = await train({
  config,
  step,
  engine: ortNode,
  batches: directBatches(sampler),
  validate: (weights) => validate(weights),
  async onLog({ step, loss, psnr }) {
    console.log(`step ${step}  loss ${loss.toFixed(4)}${psnr === undefined ? '' : `  PSNR ${psnr.toFixed(2)} dB`}`);
  },
  async onCheckpoint() {},
});
console.log(`${last.step} steps in ${last.seconds.toFixed(1)} s: ${step.weights.join(', ')}`);
