/** The work of `subpixel eval --explain`: the same pictures by the protocol, and with one of its choices changed at a time. */
import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { decode } from '../codecs/node.ts';
import { metricNames } from '../common/metric-names.ts';
import { listImages } from '../data/files.ts';
import { ConfigError, expected } from '../errors.ts';
import { choicesOf } from '../evaluate/choices.ts';
import { evaluateImage, meanScores, type Scores } from '../evaluate/evaluate.ts';
import type { Image } from '../image/image.ts';
import { withoutAlpha } from '../image/planes.ts';
import { describeProtocol, type Protocol } from '../metrics/protocol.ts';
import type { Context } from './command.ts';
import type { EvalOptions } from './commands/eval.ts';
import { protocolOf, scaleOf } from './eval-run.ts';
import { type Explanation, explanationJson, explanationText } from './explain-text.ts';
import { metricTools } from './metric-files.ts';
import { type OpenedNetworks, openNetworks } from './networks.ts';
import { createProgress, type Progress } from './progress.ts';

/** Returns 0. Throws ConfigError for options that do not go together, and what a picture or network throws. */
export async function runExplain(options: EvalOptions, context: Context): Promise<number> {
  refuseOthers(options);
  const { folder, names, title } = await picturesOf(options.data);
  const progress = createProgress(context.stderr, { silent: options.quiet || options.json });
  try {
    const pictures: Image[] = [];
    for (const name of names) pictures.push(withoutAlpha((await decode(join(folder, name))).image));
    for (const name of options.model.length > 0 ? options.model : [undefined]) {
      const networks = await openNetworks({ name, device: options.device, threads: options.threads });
      try {
        const explanation = await explain(networks, pictures, title, options, context, progress);
        progress.print(context.stdout, options.json ? explanationJson(explanation) : explanationText(explanation));
      } finally {
        await networks.dispose();
      }
    }
    return 0;
  } finally {
    progress.clear();
  }
}

function refuseOthers({ csv, saveImages }: EvalOptions): void {
  const given = csv !== undefined ? '--csv' : saveImages !== undefined ? '--save-images' : undefined;
  if (given) throw new ConfigError(`Expected no ${given} beside --explain: it prints a table or JSON only`);
}

/** A picture, or those of a folder. */
async function picturesOf(data: string | undefined): Promise<{ folder: string; names: readonly string[]; title: string }> {
  if (data === undefined) throw new ConfigError('Expected a picture or a folder of them: subpixel eval --explain --data <picture>');
  const title = basename(resolve(data));
  if ((await stat(data).catch(() => undefined))?.isFile()) return { folder: dirname(data), names: [basename(data)], title };
  const names = await listImages(data, { recursive: false });
  if (names.length === 0) throw new ConfigError(expected('a folder with at least one picture', '--data', data));
  return { folder: data, names, title };
}

async function explain(
  networks: OpenedNetworks,
  pictures: readonly Image[],
  title: string,
  options: EvalOptions,
  { signal }: Context,
  progress: Progress,
): Promise<Explanation> {
  const scale = scaleOf(networks, options.scale);
  const base = protocolOf(options);
  const metrics = metricNames(options.metric);
  const tools = await metricTools(options.file, metrics);
  const measured = async (protocol: Protocol): Promise<Scores> => {
    const all: Scores[] = [];
    for (const picture of pictures) {
      const [result] = await evaluateImage(picture, [networks], { scale, protocol, metrics, tools, signal });
      all.push(result!.scores);
    }
    return meanScores(all, metrics);
  };
  const choices = choicesOf(base, scale);
  const scores = await measured(base);
  const changes = [];
  for (const [i, { choice, protocol }] of choices.entries()) {
    progress.update(i + 1, choices.length + 1, `${networks.name}: ${choice}`);
    const changed = await measured(protocol).catch((error: unknown) => {
      // An RGB network has no result where LR is luma.
      if (error instanceof ConfigError) return undefined;
      throw error;
    });
    if (changed) changes.push({ choice, protocol, scores: changed });
  }
  return {
    ...{ model: networks.name, scale, data: title, pictures: pictures.length, metrics, protocol: base, scores, changes },
    protocolText: describeProtocol(base, scale),
  };
}
