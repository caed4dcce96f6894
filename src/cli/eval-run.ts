/** The work of `subpixel eval`: every picture of a folder through one method after the other, measured by one protocol. */
import { access, constants, mkdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { decode, encodeToFile, writeFileAtomic } from '../codecs/node.ts';
import { metricNames } from '../common/metric-names.ts';
import { sentenceOf } from '../common/sentence.ts';
import { listImages } from '../data/files.ts';
import { CodecError, ConfigError, expected } from '../errors.ts';
import { checkScale, type Evaluation, evaluateImage, meanScores, type Scores } from '../evaluate/evaluate.ts';
import { withoutAlpha } from '../image/planes.ts';
import { deriveProtocol, describeProtocol, type MeasureTools, type Protocol, protocols } from '../metrics/protocol.ts';
import { resampler } from '../upscale/resampler.ts';
import type { Context } from './command.ts';
import type { EvalOptions } from './commands/eval.ts';
import { type EvalReport, evalCsv, evalJson, evalTable, type ScoredPicture } from './eval-text.ts';
import { metricTools } from './metric-files.ts';
import { type OpenedNetworks, openNetworks } from './networks.ts';
import { createProgress, type Progress } from './progress.ts';
import { resultName } from './result-name.ts';

const defaultProtocol = 'paper-y';

/** The exit code: 0, or 1 when a picture failed. Throws ConfigError before any work for options that do not go together. */
export async function runEval(options: EvalOptions, context: Context): Promise<number> {
  const { data } = options;
  if (data === undefined) throw new ConfigError('Expected a folder of HR pictures: subpixel eval --data <folder>');
  const names = await listImages(data, { recursive: false });
  if (names.length === 0) throw new ConfigError(expected('a folder with at least one picture', '--data', data));
  const metrics = metricNames(options.metric);
  const wanted = { metrics, protocol: protocolOf(options), tools: await metricTools(options.file, metrics) };
  await prepareOutputs(options, data);
  const sets: OpenedNetworks[] = [];
  const progress = createProgress(context.stderr, { silent: options.quiet || options.json });
  try {
    for (const name of options.model.length > 0 ? options.model : [undefined])
      sets.push(await openNetworks({ name, device: options.device, threads: options.threads }));
    const jobs = sets.map((networks) => ({ networks, scale: scaleOf(networks, options.scale), data, names, ...wanted }));
    // A network that cannot start fails the run, not every picture.
    for (const { networks, scale } of jobs) if (networks.kernel === undefined) await networks.load(scale);
    const reports: EvalReport[] = [];
    for (const [i, job] of jobs.entries()) {
      const report = await evaluateFolder(job, options, context, progress, { index: i, count: jobs.length });
      reports.push(report);
      progress.print(context.stdout, options.json ? evalJson(report) : evalTable(report));
    }
    if (options.csv !== undefined) await writeFileAtomic(options.csv, evalCsv(reports));
    return reports.some(({ failed }) => failed.length > 0) ? 1 : 0;
  } finally {
    progress.clear();
    await Promise.all(sets.map((networks) => networks.dispose()));
  }
}

/** The named protocol with what the options change in it. */
export function protocolOf({ protocol = defaultProtocol, cropBorder, noise }: EvalOptions): Protocol {
  return deriveProtocol(protocols[protocol], {
    ...(cropBorder === undefined ? {} : { cropBorder: { timesScale: 0, plus: cropBorder } }),
    ...(noise === undefined ? {} : { noise }),
  });
}

/** The scale that is asked for, or the only one that there is. */
export function scaleOf(networks: OpenedNetworks, asked: number | undefined): number {
  const [only, ...others] = networks.scales;
  const scale = asked ?? (others.length === 0 ? only : undefined);
  if (scale === undefined) throw new ConfigError(`Expected --scale for ${networks.name} (${networks.scales.join(', ')}) but received none`);
  checkScale(networks, scale);
  return scale;
}

/** What cannot be written must not be found out after the work. */
async function prepareOutputs({ csv, saveImages }: EvalOptions, data: string): Promise<void> {
  if (csv !== undefined) {
    const folder = dirname(resolve(csv));
    await access(folder, constants.W_OK).catch((cause) => {
      throw new CodecError(expected('a folder that can be written', '--csv', csv), { cause });
    });
  }
  if (saveImages === undefined) return;
  await mkdir(saveImages, { recursive: true }).catch((cause) => {
    throw new CodecError(expected('a folder that can be made', '--save-images', saveImages), { cause });
  });
  if ((await realpath(saveImages)) === (await realpath(data)))
    throw new ConfigError('Expected another folder for --save-images than that of --data: results would pass for HR pictures later');
}

interface FolderJob {
  readonly networks: OpenedNetworks;
  readonly scale: number;
  readonly data: string;
  readonly names: readonly string[];
  readonly protocol: Protocol;
  readonly metrics: readonly string[];
  readonly tools: MeasureTools;
}

async function evaluateFolder(
  job: FolderJob,
  options: EvalOptions,
  context: Context,
  progress: Progress,
  place: { readonly index: number; readonly count: number },
): Promise<EvalReport> {
  const { networks, scale, data, names, protocol } = job;
  const images: ScoredPicture[] = [];
  const failed: { name: string; error: string }[] = [];
  const devices = new Set<string>();
  const notes = new Set<string>();
  for (const [i, name] of names.entries()) {
    const onProgress = (fraction: number) =>
      progress.update(
        place.index * names.length + i + fraction,
        place.count * names.length,
        `${networks.name} [${i + 1}/${names.length}] ${name}`,
      );
    try {
      onProgress(0);
      const { picture, result } = await evaluatePicture(job, name, context.signal, onProgress);
      if (options.saveImages !== undefined)
        await encodeToFile(join(options.saveImages, resultName(name, names, scale, networks.name)), result.image, { format: 'png' });
      images.push(picture);
      devices.add(result.device);
      for (const note of result.notes) notes.add(note);
    } catch (error) {
      if (context.signal.aborted || error instanceof ConfigError) throw error;
      failed.push({ name, error: sentenceOf(error) });
      progress.print(context.stderr, `subpixel: ${join(data, name)}: ${sentenceOf(error)}`);
      if (context.debug && error instanceof Error) progress.print(context.stderr, error.stack ?? '');
    }
  }
  if (!options.quiet) for (const note of notes) progress.print(context.stderr, `${networks.name}: ${note}`);
  return {
    model: networks.name,
    scale,
    device: [...devices].join(', '),
    dataset: basename(resolve(data)),
    protocol,
    protocolText: describeProtocol(protocol, scale),
    metrics: job.metrics,
    images,
    failed,
    ...(images.length > 0 ? { mean: meanOf(images, job.metrics) } : {}),
  };
}

async function evaluatePicture(
  { networks, scale, data, protocol, metrics, tools }: FolderJob,
  name: string,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<{ readonly picture: ScoredPicture; readonly result: Evaluation }> {
  const { image } = await decode(join(data, name));
  const methods = networks.kernel === 'bicubic' ? [networks] : [networks, resampler('bicubic')];
  const [result, bicubic] = await evaluateImage(withoutAlpha(image), methods, { scale, protocol, metrics, tools, signal, onProgress });
  const { width, height } = image;
  return { picture: { name, width, height, scores: result!.scores, bicubic: bicubic?.scores }, result: result! };
}

function meanOf(images: readonly ScoredPicture[], names: readonly string[]): EvalReport['mean'] & object {
  const bicubic = images.flatMap((image) => (image.bicubic ? [image.bicubic] : []));
  const mean = (scores: readonly Scores[]) => meanScores(scores, names);
  return { scores: mean(images.map(({ scores }) => scores)), bicubic: bicubic.length > 0 ? mean(bicubic) : undefined };
}
