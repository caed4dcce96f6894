/** The work of `subpixel upscale`: a list of pictures through a network, one after the other. */
import { formatOf } from '../codecs/node.ts';
import { CodecError, ConfigError, expected } from '../errors.ts';
import type { Context, Output } from './command.ts';
import type { UpscaleOptions } from './commands/upscale.ts';
import { findInputs, type InputFile } from './inputs.ts';
import { type OpenedNetworks, openNetworks } from './networks.ts';
import { type Job, originalsOf, outputFormat, planOutputs, prepareOutput } from './outputs.ts';
import { sentenceOf } from './sentence.ts';
import { comparisonPath, type Settings, type Task, upscalePicture } from './upscale-picture.ts';
import { createPrinter, type Printer } from './upscale-print.ts';

/** Formats without a quality. */
const lossless: ReadonlySet<string> = new Set(['png', 'tiff', 'gif']);

/** Enlargement when no size is asked for. */
const defaultScale = 4;

/** The exit code: 0, or 1 when a picture failed. Throws ConfigError before any work for options that do not go together. */
export async function runUpscale(options: UpscaleOptions, inputs: readonly string[], context: Context): Promise<number> {
  checkOptions(options, inputs);
  const networks = await openNetworks({ name: options.model, device: options.device, threads: options.threads });
  try {
    // A device that cannot start fails the run, not every picture.
    if (options.device !== 'auto' && options.device !== 'cpu') await networks.load(networks.scales[0]!);
    const run: Run = {
      options,
      context,
      settings: settingsOf(options, networks, context.signal),
      print: createPrinter(context, { json: options.json, quiet: options.quiet, toStream: streams(options, inputs) }),
    };
    return inputs[0] === '-' ? await upscaleStream(run) : await upscaleFiles(run, inputs);
  } finally {
    await networks.dispose();
  }
}

interface Run {
  readonly options: UpscaleOptions;
  readonly context: Context;
  readonly settings: Settings;
  readonly print: Printer;
}

function checkOptions(options: UpscaleOptions, inputs: readonly string[]): void {
  const { scale, width, height, maxSide, tile, resume, overwrite, output, compare, json, format, quality } = options;
  const ways = [scale, width ?? height, maxSide].filter((way) => way !== undefined);
  if (ways.length > 1) throw new ConfigError('Expected only one of --scale, --width with --height, and --max-side but received several');
  if (tile > 0 && tile < 32) throw new ConfigError(expected('0 (automatic) or a whole number of 32 or more', '--tile', tile));
  if (resume && overwrite) throw new ConfigError('Expected only one of --resume and --overwrite but received both');
  if (inputs.includes('-') && inputs.length > 1) throw new ConfigError('Expected - alone or files but received both');
  if (quality !== undefined && format !== undefined && lossless.has(format))
    throw new ConfigError(`Expected jpg, webp or avif beside --quality but received --format ${format}`);
  const toStream = streams({ output }, inputs);
  if (toStream && json) throw new ConfigError('Expected --output beside --json because standard output cannot hold both but received none');
  if (toStream && compare) throw new ConfigError('Expected --output beside --compare because both pictures need a name but received none');
}

/** Whether the picture goes to standard output. */
function streams({ output }: Pick<UpscaleOptions, 'output'>, inputs: readonly string[]): boolean {
  return output === '-' || (output === undefined && inputs[0] === '-');
}

function settingsOf(options: UpscaleOptions, networks: OpenedNetworks, signal: AbortSignal): Settings {
  const { width, height, maxSide, tile, selfEnsemble, quality, maxPixels, compare } = options;
  const asked = (options.scale ?? width ?? height ?? maxSide) !== undefined;
  const scale = asked ? options.scale : networks.file === undefined ? defaultScale : networks.scales[0];
  return { networks, size: { scale, width, height, maxSide }, tile, selfEnsemble, quality, maxPixels, compare, signal };
}

/** What stands after the name of a result next to its original: `_x4`, `_w800`, `_800x600`, `_max2000`. */
function suffixOf({ scale, width, height, maxSide }: Settings['size']): string {
  if (scale !== undefined) return `_x${scale}`;
  if (maxSide !== undefined) return `_max${maxSide}`;
  return width !== undefined && height !== undefined ? `_${width}x${height}` : width !== undefined ? `_w${width}` : `_h${height}`;
}

async function upscaleFiles(run: Run, patterns: readonly string[]): Promise<number> {
  const { options, context, settings, print } = run;
  const inputs = await findInputs(patterns, { recursive: options.recursive });
  if (options.output === '-') return upscaleToStream(run, inputs.files, inputs.problems[0]?.message);
  const format = options.format === undefined ? undefined : formatOf(options.format);
  const plan = await planOutputs(inputs, { output: options.output, format, suffix: suffixOf(settings.size) });
  if (plan.leftOut.length > 0) print.remark(`${plan.leftOut.length} left alone as results of earlier runs, such as ${plan.leftOut[0]}`);
  const counts = { upscaled: 0, failed: 0, skipped: 0 };
  for (const problem of [...inputs.problems, ...plan.problems]) {
    counts.failed++;
    print.failed({ input: problem.input }, problem.message);
  }
  const leftOut = new Set(plan.leftOut);
  const originals = await originalsOf(inputs.files.filter((f) => !leftOut.has(f.path)));
  for (const [index, job] of plan.jobs.entries()) {
    if (context.signal.aborted) break;
    const onProgress = print.progress(job.input.path, index, plan.jobs.length);
    const outcome = await one(run, job, originals, onProgress);
    if (outcome !== undefined) counts[outcome]++;
  }
  const total = inputs.problems.length + plan.problems.length + plan.jobs.length;
  if (context.signal.aborted) print.stopped(counts.upscaled + counts.skipped, total);
  else if (total > 1) print.remark(`${counts.upscaled} upscaled, ${counts.failed} failed, ${counts.skipped} skipped`);
  return counts.failed > 0 ? 1 : 0;
}

/** One picture; its failure is told and ends nothing else. Undefined when Ctrl-C came. */
async function one(
  { options, context, settings, print }: Run,
  job: Job,
  originals: ReadonlySet<string>,
  onProgress: (done: number, total: number) => void,
): Promise<'upscaled' | 'failed' | 'skipped' | undefined> {
  const input = job.input.path;
  try {
    if ((await prepareOutput(job.output, originals, options)) === 'skip') {
      print.skipped({ input, output: job.output });
      return 'skipped';
    }
    if (options.compare)
      await prepareOutput(comparisonPath(job.output), originals, { overwrite: options.overwrite || options.resume, resume: false });
    print.made(await upscalePicture({ input, source: input, output: job.output, format: job.format }, settings, onProgress));
    return 'upscaled';
  } catch (error) {
    if (context.signal.aborted) return undefined;
    print.failed({ input, output: job.output }, sentenceOf(error), error);
    return 'failed';
  }
}

/** Standard input, to standard output or to the file of --output. */
async function upscaleStream(run: Run): Promise<number> {
  const { options, context } = run;
  const asked = options.format === undefined ? undefined : formatOf(options.format);
  const chunks: Uint8Array[] = [];
  for await (const chunk of context.stdin) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  const source = Buffer.concat(chunks);
  const input = 'standard input';
  if (options.output === undefined || options.output === '-') return single(run, { input, source, output: pipe(context), format: asked });
  const task: Task = { input, source, output: options.output, format: outputFormat(options.output, asked) };
  if ((await prepareOutput(options.output, new Set(), options)) === 'skip') {
    run.print.skipped({ input, output: options.output });
    return 0;
  }
  return single(run, task);
}

/** `-o -`: one file to standard output. */
async function upscaleToStream(run: Run, files: readonly InputFile[], problem: string | undefined): Promise<number> {
  if (problem !== undefined) throw new CodecError(problem);
  if (files.length !== 1) throw new ConfigError(`Expected one picture for --output - but received ${files.length}`);
  const format = run.options.format === undefined ? undefined : formatOf(run.options.format);
  return single(run, { input: files[0]!.path, source: files[0]!.path, output: pipe(run.context), format });
}

async function single({ context, settings, print }: Run, task: Task): Promise<number> {
  try {
    print.made(await upscalePicture(task, settings, print.progress(task.input, 0, 1)));
    return 0;
  } catch (error) {
    if (context.signal.aborted) print.stopped(0, 1);
    else print.failed({ input: task.input }, sentenceOf(error), error);
    return 1;
  }
}

function pipe({ stdout }: Context): Output {
  if (stdout.isTTY) throw new ConfigError('Expected a redirection (> file) or --output for the picture but standard output is a terminal');
  return stdout;
}
