/** The work of `subpixel upscale`: a list of pictures through a network, one after the other. */
import { type Format, formatOf } from '../codecs/node.ts';
import { flagOf } from '../common/option.ts';
import { sentenceOf } from '../common/sentence.ts';
import { checkUpscaleOptions, defaultScale, suffixOf } from '../common/upscale-options.ts';
import { CodecError, ConfigError } from '../errors.ts';
import { createPrinter, type MadePicture, type Printer } from './batch-print.ts';
import { runBatch } from './batch-run.ts';
import type { Context, Output } from './command.ts';
import type { UpscaleOptions } from './commands/upscale.ts';
import { findInputs, type InputFile } from './inputs.ts';
import { type OpenedNetworks, openNetworks } from './networks.ts';
import { outputFormat, prepareOutput } from './outputs.ts';
import { comparisonPath, type Settings, type Task, upscalePicture, wordsOf } from './upscale-picture.ts';

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
  const { resume, overwrite, output, compare, json } = options;
  checkUpscaleOptions(options, (key) => `--${flagOf(key)}`);
  if (resume && overwrite) throw new ConfigError('Expected only one of --resume and --overwrite but received both');
  if (inputs.includes('-') && inputs.length > 1) throw new ConfigError('Expected - alone or files but received both');
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

/** What `suffixOf` of any earlier run may have written. */
const earlierResult = /^(.+)_(?:x[\d.]+|w\d+|h\d+|\d+x\d+|max\d+)(?:_compare)?$/;

async function upscaleFiles(run: Run, patterns: readonly string[]): Promise<number> {
  const { options, context, settings, print } = run;
  const inputs = await findInputs(patterns, { recursive: options.recursive });
  if (options.output === '-') return upscaleToStream(run, inputs.files, inputs.problems[0]?.message);
  return runBatch(inputs, {
    names: { output: options.output, format: asked(options), suffix: suffixOf(settings.size), earlier: earlierResult },
    options,
    verb: 'upscaled',
    context,
    print,
    beside: options.compare ? comparisonPath : undefined,
    make: ({ input: { path }, output, format }, onProgress) => enlarge({ input: path, source: path, output, format }, settings, onProgress),
  });
}

function asked({ format }: UpscaleOptions): Format | undefined {
  return format === undefined ? undefined : formatOf(format);
}

async function enlarge(...[task, settings, onProgress]: Parameters<typeof upscalePicture>): Promise<MadePicture> {
  const made = await upscalePicture(task, settings, onProgress);
  return { record: made, words: wordsOf(made) };
}

/** Standard input, to standard output or to the file of --output. */
async function upscaleStream(run: Run): Promise<number> {
  const { options, context } = run;
  const format = asked(options);
  const chunks: Uint8Array[] = [];
  for await (const chunk of context.stdin) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  const source = Buffer.concat(chunks);
  const input = 'standard input';
  if (options.output === undefined || options.output === '-') return single(run, { input, source, output: pipe(context), format });
  const task: Task = { input, source, output: options.output, format: outputFormat(options.output, format) };
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
  return single(run, { input: files[0]!.path, source: files[0]!.path, output: pipe(run.context), format: asked(run.options) });
}

async function single({ context, settings, print }: Run, task: Task): Promise<number> {
  try {
    print.made(await enlarge(task, settings, print.progress(task.input, 0, 1)));
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
