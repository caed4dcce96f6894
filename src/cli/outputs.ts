/** Where results go: names that mirror the inputs, never overwrite an original and never meet each other. */
import { access, constants, mkdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { extensionOf, type Format, formatFor, formatOf, writableFormats } from '../codecs/node.ts';
import { CodecError, ConfigError, expected } from '../errors.ts';
import type { InputFile, Inputs, Problem } from './inputs.ts';
import { orList } from './options.ts';

/** One picture to make. */
export interface Job {
  readonly input: InputFile;
  readonly output: string;
  readonly format: Format;
}

export interface OutputOptions {
  /** A folder, or a file when there is one picture. Next to each input when left out. */
  readonly output?: string | undefined;
  readonly format?: Format | undefined;
  /** Of results whose format nothing says; the picture's own when left out. */
  readonly fallback?: Format | undefined;
  /** Goes after the name of a result that lies next to its input: `_x4`. */
  readonly suffix: string;
  /** What tells the results of earlier runs by their names without extension; its first group is the name of the original. */
  readonly earlier: RegExp;
}

export interface Plan {
  readonly jobs: readonly Job[];
  readonly problems: readonly Problem[];
  /** Pictures found in a folder that are results of earlier runs, and are left alone. */
  readonly leftOut: readonly string[];
}

/** Names every result. Throws ConfigError when --output does not fit the inputs or the format. */
export async function planOutputs({ files }: Inputs, { output, format, fallback, suffix, earlier }: OutputOptions): Promise<Plan> {
  // What became of the inputs is said elsewhere.
  if (files.length === 0) return { jobs: [], problems: [], leftOut: [] };
  const single = files.length === 1 && files[0]!.named;
  const target = output === undefined ? undefined : await readTarget(output, single, files.length, format);
  if (target?.file) return { jobs: [{ input: files[0]!, output: target.path, format: target.format }], problems: [], leftOut: [] };

  const originals = new Set(files.map((f) => resolve(f.path)));
  const isEarlier = earlierResults(files, target?.path, earlier);
  const kept = files.filter((f) => f.named || !isEarlier(f));
  const draft = (input: InputFile, withExtension: boolean): Job => {
    const made = format ?? fallback ?? formatFor(formatOf(input.path));
    const ext = extname(input.relative);
    const stem = basename(input.relative, ext) + (withExtension ? ext.replace('.', '_') : '');
    const end = formatOf(ext) === made ? ext : extensionOf(made);
    const folder = target ? join(target.path, dirname(input.relative)) : dirname(input.path);
    const plain = join(folder, `${stem}${end}`);
    return { input, format: made, output: target && !originals.has(resolve(plain)) ? plain : join(folder, `${stem}${suffix}${end}`) };
  };
  const times = countBy(kept.map((f) => key(draft(f, false).output)));
  const jobs: Job[] = [];
  const problems: Problem[] = [];
  const taken = new Map<string, Job>();
  for (const input of kept) {
    const first = draft(input, false);
    const job = times.get(key(first.output))! > 1 ? draft(input, true) : first;
    const other = taken.get(key(job.output));
    if (other) {
      problems.push({
        input: input.path,
        message: `Expected a result of its own for ${input.path} but ${other.input.path} is written to ${job.output} too`,
      });
      continue;
    }
    taken.set(key(job.output), job);
    jobs.push(job);
  }
  return { jobs, problems, leftOut: files.filter((f) => !f.named && isEarlier(f)).map((f) => f.path) };
}

interface Target {
  readonly file: boolean;
  readonly path: string;
  readonly format: Format;
}

async function readTarget(output: string, single: boolean, count: number, format: Format | undefined): Promise<Target> {
  const folder: Target = { file: false, path: output, format: format ?? 'png' };
  const found = await stat(output).catch(() => undefined);
  if (found?.isDirectory() || output.endsWith('/') || output.endsWith(sep)) return folder;
  const ext = extname(output);
  if (!found && ext === '') return folder;
  if (!single)
    throw new ConfigError(
      `Expected a folder for --output because there ${count === 1 ? 'is a folder or glob' : `are ${count} pictures`} to read but received ${JSON.stringify(output)}`,
    );
  return { file: true, path: output, format: outputFormat(output, format) };
}

/** The format of a named output file; throws ConfigError when its ending is unknown or contradicts --format. */
export function outputFormat(output: string, format: Format | undefined): Format {
  const own = formatOf(output);
  if (own === undefined)
    throw new ConfigError(expected(`a name that ends in ${orList(writableFormats.map(extensionOf))}`, '--output', output));
  if (format && format !== own)
    throw new ConfigError(expected(`a name that ends in ${extensionOf(format)} (--format ${format})`, '--output', output));
  return own;
}

/** Which file on which disk, whatever name or link led to it. */
function identity({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): string {
  return `${dev}:${ino}`;
}

/** The files that no result may replace. */
export async function originalsOf(files: readonly Pick<InputFile, 'path'>[]): Promise<ReadonlySet<string>> {
  const found = await Promise.all(files.map(({ path }) => stat(path, { bigint: true }).catch(() => undefined)));
  return new Set(found.filter((s) => s !== undefined).map(identity));
}

/**
 * Makes the folder of the result ready. `skip` when the result is there and `resume` is set. Throws CodecError when the
 * result is there already, is one of the originals, or its folder cannot be written.
 */
export async function prepareOutput(
  output: string,
  originals: ReadonlySet<string>,
  { overwrite, resume }: { readonly overwrite: boolean; readonly resume: boolean },
): Promise<'write' | 'skip'> {
  const found = await stat(output, { bigint: true }).catch(() => undefined);
  if (found) {
    if (found.isDirectory()) throw new CodecError(`Expected a file to write but ${output} is a folder`);
    if (originals.has(identity(found))) throw new CodecError(`Expected a result beside the originals but ${output} is one of them`);
    if (resume && found.size > 0n) return 'skip';
    if (!overwrite && !resume)
      throw new CodecError(`Expected a new file but ${output} exists (--overwrite replaces it, --resume skips it)`);
  }
  await writableFolder(dirname(output));
  return 'write';
}

/** Makes `folder` and those above it. Throws CodecError when it cannot be made or written. */
export async function writableFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new CodecError(`Expected a folder that can be written but ${folder} is none (${(error as NodeJS.ErrnoException).code})`, {
      cause: error,
    });
  }
}

/** Tells the results of earlier runs beside their originals, `a_x4.png` beside `a.png`, unless results go elsewhere. */
function earlierResults(files: readonly InputFile[], target: string | undefined, earlier: RegExp): (file: InputFile) => boolean {
  const stems = new Set(files.map(({ path }) => join(resolve(dirname(path)), basename(path, extname(path)))));
  return ({ path, relative }) => {
    const stem = earlier.exec(basename(path, extname(path)))?.[1];
    const folder = resolve(dirname(path));
    if (stem === undefined || (target !== undefined && resolve(target, dirname(relative)) !== folder)) return false;
    return stems.has(join(folder, stem));
  };
}

function countBy(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const k of keys) counts.set(k, (counts.get(k) ?? 0) + 1);
  return counts;
}

/** Paths that are one file: capitals do not tell files apart on Windows and macOS. */
function key(path: string): string {
  const whole = resolve(path);
  return process.platform === 'win32' || process.platform === 'darwin' ? whole.toLowerCase() : whole;
}
