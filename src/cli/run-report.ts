/** Writes the report of a finished training run into its folder. */
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { basename, resolve } from 'node:path';
import { stringify } from 'yaml';
import { writeFileAtomic } from '../codecs/node.ts';
import type { FolderManifest } from '../data/manifest.ts';
import { evaluateImage } from '../evaluate/evaluate.ts';
import { parameterCount } from '../graph/cost.ts';
import { parse } from '../graph/parse.ts';
import type { Image } from '../image/image.ts';
import { modcrop } from '../image/planes.ts';
import { describeProtocol, protocols } from '../metrics/protocol.ts';
import { ortNode } from '../runtime/ort-node.ts';
import type { TrainConfig } from '../train/config.ts';
import type { NetworkSet } from '../upscale/network.ts';
import { resampler } from '../upscale/resampler.ts';
import { comparePicture, detailedCrop } from './compare.ts';
import { openNetworks } from './networks.ts';
import { type ReportPanel, renderReport, type TrainingReport } from './report.ts';
import { type RunFolder, readLog } from './run-folder.ts';

export interface ValidationPicture {
  readonly name: string;
  /** Gray or RGB. */
  readonly image: Image;
}

/** The protocol of validation during training. */
const protocol = protocols['paper-y'];
/** Pictures that the report compares. */
const compared = 2;
/** Width in pixels of a panel, and of the part of the picture that is shown four times as large below it. */
const panelWidth = 384;
const cropWidth = 96;

/**
 * Writes report.html. `networkPath` is the run's finished .onnx file, `validation` the pictures that it was validated on, `manifest` those that
 * it was trained on. Throws the errors of reading the log and the network and of writing the file.
 */
export async function writeRunReport(
  run: RunFolder,
  config: TrainConfig,
  networkPath: string,
  validation: readonly ValidationPicture[],
  manifest: readonly FolderManifest[],
): Promise<void> {
  const { scale } = config;
  const networks = await openNetworks({ name: resolve(networkPath), threads: config.threads });
  try {
    const report: TrainingReport = {
      title: basename(resolve(run.path)),
      model: config.model,
      scale,
      parameters: parameterCount(parse(await readFile(networkPath)).graph),
      batchSize: config.batchSize,
      folders: manifest,
      validationPictures: validation.length,
      protocol: describeProtocol(protocol, scale),
      bicubicPsnr: await bicubicPsnr(validation, scale),
      machine: machine(),
      rows: await readLog(run.file('log')),
      comparisons: await Promise.all(largest(validation).map((picture) => comparison(picture, networks, config))),
      config: stringify(config),
    };
    await writeFileAtomic(run.file('report'), renderReport(report));
  } finally {
    await networks.dispose();
  }
}

async function bicubicPsnr(validation: readonly ValidationPicture[], scale: number): Promise<number> {
  let sum = 0;
  for (const { image } of validation) {
    const [bicubic] = await evaluateImage(image, [resampler('bicubic')], { scale, protocol, metrics: ['psnr'] });
    sum += bicubic!.scores.psnr!;
  }
  return sum / validation.length;
}

function machine(): TrainingReport['machine'] {
  const cpu = cpus()[0]?.model.trim() ?? '';
  return {
    cpu: cpu === '' || cpu === 'unknown' ? process.arch : cpu,
    cores: availableParallelism(),
    engine: `${ortNode.name} ${ortNode.version}, Node ${process.versions.node}`,
  };
}

function largest(validation: readonly ValidationPicture[]): ValidationPicture[] {
  const pixels = ({ image }: ValidationPicture) => image.width * image.height;
  return [...validation].sort((a, b) => pixels(b) - pixels(a)).slice(0, compared);
}

async function comparison(
  { name, image }: ValidationPicture,
  networks: NetworkSet,
  { scale, model }: TrainConfig,
): Promise<TrainingReport['comparisons'][number]> {
  const hr = modcrop(image, scale);
  const made = await evaluateImage(hr, [resampler('bicubic'), networks], { scale, protocol, metrics: ['psnr', 'ssim'] });
  const labelled = [...made.map(({ image: sr }, i) => ({ label: ['bicubic', model][i]!, image: sr })), { label: 'HR', image: hr }];
  const width = Math.min(hr.width, cropWidth);
  const crop = detailedCrop(hr, width, Math.min(hr.height, Math.round(width * 0.75)));
  const panels = await Promise.all(
    labelled.map(async (panel, i): Promise<ReportPanel> => {
      const png = await comparePicture([panel], { crop, panelWidth });
      const scores = made[i]?.scores;
      return { label: panel.label, png, ...(scores ? { scores: { psnr: scores.psnr!, ssim: scores.ssim! } } : {}) };
    }),
  );
  return { name, panels };
}
