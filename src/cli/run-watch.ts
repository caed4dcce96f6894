/** What a run shows while it trains: progress on the terminal, log, TensorBoard events, crops of validation pictures and the report. */
import { join } from 'node:path';
import { stepsOf } from '../data/set-config.ts';
import { evaluateImage } from '../evaluate/evaluate.ts';
import { validationProtocol } from '../evaluate/validation-protocol.ts';
import { sizeOf } from '../graph/tensor.ts';
import type { Planes } from '../image/image.ts';
import { describeProtocol } from '../metrics/protocol.ts';
import { modelNamed } from '../models/presets.ts';
import type { Checkpoint } from '../train/checkpoint.ts';
import type { StageConfig } from '../train/config.ts';
import type { StageSteps } from '../train/multi-scale.ts';
import type { TrainPlan } from '../train/plan.ts';
import type { OpenStage } from '../train/stages.ts';
import { resampler } from '../upscale/resampler.ts';
import { formatDuration } from './progress.ts';
import { compareNetwork } from './run-comparisons.ts';
import { type Crops, dropCropsAfter, openCrops, planesOf } from './run-crops.ts';
import type { StageData } from './run-data.ts';
import { machine, type RunFacts, readFacts, writeFacts } from './run-facts.ts';
import type { RunFolder } from './run-folder.ts';
import { readLog } from './run-log.ts';
import type { Surroundings } from './run-plan.ts';
import { writeRunReport } from './run-report.ts';
import { tensorBoardLog } from './tensorboard.ts';

export interface RunWatch {
  /** To be called when a stage begins or goes on. */
  stage(config: StageConfig, data: StageData): Promise<Pick<OpenStage, 'onStep' | 'onLog' | 'onCheckpoint'>>;
  /** Receives what the network makes of each validation picture of the first scale. */
  onResult(picture: number, sr: Planes): void;
  /** The last report. `networks`: the files of a finished run, one for each scale. */
  end(networks: readonly string[] | undefined): Promise<void>;
}

export async function watchRun(
  run: RunFolder,
  plan: TrainPlan,
  steps: StageSteps,
  resume: Checkpoint | undefined,
  { progress, say }: Pick<Surroundings, 'progress' | 'say'>,
): Promise<RunWatch> {
  const done = resume?.step ?? 0;
  const planned = plan.stages.reduce((sum, stage) => sum + stage.steps, 0);
  const events = tensorBoardLog(join(run.path, `events.out.tfevents.${Math.floor(Date.now() / 1000)}.subpixel.${process.pid}`), done);
  const pictures = run.file('pictures');
  await dropCropsAfter(pictures, done);
  let psnr = resume?.best?.psnr;
  let pace = 0;
  let crops: Crops | undefined;
  /** Pictures that the crops so far are of. */
  let named = resume && (await readFacts(run.path).catch(() => undefined))?.crops.join();
  let logged = (await readLog(run.file('log'))).length > 0;
  let shown: { facts: RunFacts; stage: StageConfig; data: StageData } | undefined;

  const report = async (changes: Partial<RunFacts>) => {
    if (!shown || !logged) return;
    shown.facts = { ...shown.facts, ...changes };
    await writeFacts(run.path, shown.facts);
    await writeRunReport(run.path);
  };

  return {
    onResult: (picture, sr) => crops?.take(picture, sr),
    async stage(stage, data) {
      const [scale] = stage.scale as [number];
      const { channels } = modelNamed(stage.model);
      const { validation } = data.get(scale)!;
      crops = await openCrops(pictures, validation, scale, channels);
      if (named !== undefined && named !== crops.names.join()) await dropCropsAfter(pictures, -1);
      named = crops.names.join();
      const facts: RunFacts = {
        ...{ state: 'training', model: stage.model, scale: [...stage.scale], batchSize: stage.batchSize, steps: planned, comparisons: [] },
        parameters: Object.values(steps.weightsAt(scale, steps.initial)).reduce((sum, { shape }) => sum + sizeOf(shape), 0),
        validationPictures: validation.length,
        protocol: stage.scale.map((s) => describeProtocol(protocolOf(stage, s), s)).join('\n'),
        bicubicPsnr: await bicubicPsnr(stage, data, crops),
        machine: machine(),
        crops: [...crops.names],
      };
      shown = { facts, stage, data };
      // A run that goes on says so at once, not at its next validation.
      await report({});
      return {
        onStep(step, loss) {
          const score = psnr === undefined ? '' : `  PSNR ${psnr.toFixed(2)} dB`;
          const speed = pace === 0 ? '' : `  ${Math.round(pace)} patches/s`;
          progress.update(step, planned, `step ${step}  loss ${loss.toExponential(3)}${score}${speed}`);
        },
        async onLog(row) {
          psnr = row.psnr ?? psnr;
          pace = row.patchesPerSecond;
          await run.log(row);
          logged = true;
          await events(row);
          if (row.psnr === undefined) return;
          say(`step ${row.step}  loss ${row.loss.toExponential(3)}  PSNR ${row.psnr.toFixed(3)} dB  ${formatDuration(row.seconds)}`);
          await crops?.write(row.step);
          await report({});
        },
        onCheckpoint: (checkpoint, best) => run.save(checkpoint, best),
      };
    },
    async end(networks) {
      if (!shown) return;
      if (!networks) return report({ state: 'stopped' });
      const { stage, data } = shown;
      const comparisons: RunFacts['comparisons'] = [];
      for (const [i, scale] of stage.scale.entries()) {
        const network = {
          ...{ path: networks[i]!, scale, model: stage.model, threads: stage.threads },
          ...{ pictures: data.get(scale)!.validation, protocol: protocolOf(stage, scale) },
        };
        comparisons.push(...(await compareNetwork(pictures, network, { several: stage.scale.length > 1, say })));
      }
      await report({ state: 'finished', comparisons });
    },
  };
}

function protocolOf({ model, data }: StageConfig, scale: number) {
  return validationProtocol(scale, modelNamed(model).channels, stepsOf(data.degradation, scale));
}

/** Mean over the pictures and then over the scales; the parts of the first scale's pictures are kept as crops. */
async function bicubicPsnr(stage: StageConfig, data: StageData, crops: Crops): Promise<number> {
  const { channels } = modelNamed(stage.model);
  const means: number[] = [];
  for (const [scale, { validation }] of data) {
    let sum = 0;
    for (const [i, { image }] of validation.entries()) {
      const [bicubic] = await evaluateImage(image, [resampler('bicubic')], {
        scale,
        protocol: protocolOf(stage, scale),
        metrics: ['psnr'],
      });
      sum += bicubic!.scores.psnr!;
      if (means.length === 0) crops.take(i, planesOf(bicubic!.image, channels));
    }
    means.push(sum / validation.length);
  }
  await crops.write('bicubic');
  return means.reduce((sum, mean) => sum + mean, 0) / means.length;
}
