/** The work of `subpixel eval --suite`: many models on many sets, every picture a row of one CSV file, so that what is measured stays measured. */
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode, encodeToFile } from '../codecs/node.ts';
import { sentenceOf } from '../common/sentence.ts';
import { packageVersion } from '../common/version.ts';
import { listImages } from '../data/files.ts';
import { manifestOf } from '../data/manifest.ts';
import { ConfigError, expected } from '../errors.ts';
import { bicubicMilliseconds, checkScale, evaluateImage } from '../evaluate/evaluate.ts';
import { withoutAlpha } from '../image/planes.ts';
import type { MeasureTools, Protocol } from '../metrics/protocol.ts';
import { scalesText } from '../models/model.ts';
import { ortNode } from '../runtime/ort-node.ts';
import { readManifest } from '../weights/installed.ts';
import type { Context } from './command.ts';
import type { EvalOptions } from './commands/eval.ts';
import { metricTools } from './metric-files.ts';
import { type OpenedNetworks, openNetworks } from './networks.ts';
import { flagOf } from './options.ts';
import { createProgress, type Progress } from './progress.ts';
import { resultName } from './result-name.ts';
import { keyOf, meansOf, openScores, readScores, type ScoreFile, type ScoreRow, writeScores } from './score-file.ts';
import { readSuite, type Suite } from './suite-config.ts';
import { suiteJson, suiteTable } from './suite-text.ts';

/** The exit code: 0, or 1 when a picture or a model failed, which does not stop the rest. Throws ConfigError before any work for a suite that is wrong. */
export async function runSuite(path: string, options: EvalOptions, context: Context): Promise<number> {
  refuseOthers(options);
  const suite = await readSuite(path, options.data);
  const csv = options.csv ?? suite.csv;
  if (csv === undefined) throw new ConfigError(expected('a file for the scores: csv in the suite, or --csv,', path, 'none'));
  const sets = await Promise.all(suite.sets.map(openSet));
  const file = await openScores(csv, suite.metrics);
  const progress = createProgress(context.stderr, { silent: options.quiet || options.json });
  const tools = await metricTools([...suite.files, ...options.file], suite.metrics);
  const work = new SuiteWork(suite, sets, tools, file, options, context, progress);
  try {
    for (const [i, name] of suite.models.entries()) await work.model(name, i);
  } finally {
    progress.clear();
  }
  const wanted = new Set(work.keys);
  const means = meansOf((await readScores([csv])).filter((row) => wanted.has(keyOf(row))));
  if (suite.means !== undefined) await writeScores(suite.means, means.map(rounded), suite.metrics);
  context.stdout.write(options.json ? suiteJson(means) : suiteTable(means, suite.metrics));
  return work.failures > 0 ? 1 : 0;
}

/** The suite says what these would. */
function refuseOthers({ model, scale, protocol, noise, metric, cropBorder, explain }: EvalOptions): void {
  const others = { model: model[0], scale, protocol, noise, metric, cropBorder, explain: explain || undefined };
  const given = Object.entries(others).find(([, value]) => value !== undefined);
  if (given) throw new ConfigError(`Expected no --${flagOf(given[0])} beside --suite: the file of the suite says it`);
}

/** With the digits that a file of means needs. */
function rounded(mean: ScoreRow): ScoreRow {
  const scores = Object.entries(mean.scores).map(([name, value]) => [name, Number(value.toFixed(6))] as const);
  const { milliseconds, timesBicubic = Number.NaN } = mean;
  const times = { milliseconds: Number(milliseconds.toFixed(2)), timesBicubic: Number(timesBicubic.toPrecision(4)) };
  return { ...mean, ...times, scores: Object.fromEntries(scores) };
}

interface OpenSet {
  readonly name: string;
  readonly folder: string;
  readonly pictures: readonly string[];
  readonly hash: string;
}

async function openSet({ name, folder }: Suite['sets'][number]): Promise<OpenSet> {
  const pictures = await listImages(folder, { recursive: false });
  if (pictures.length === 0) throw new ConfigError(expected('a folder with at least one picture', `the set ${name}`, folder));
  const facts = [];
  for (const picture of pictures)
    facts.push({ folder: name, name: picture, width: 0, height: 0, sha256: sha256Of(await readFile(join(folder, picture))) });
  const [manifest] = await manifestOf(facts);
  return { name, folder, pictures, hash: manifest!.sha256 };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Of the file that makes this scale; empty for a classical method. */
async function modelHash({ name, file, kernel }: OpenedNetworks, scale: number): Promise<string> {
  if (kernel !== undefined) return '';
  if (file !== undefined) return sha256Of(await readFile(file));
  const { networks } = await readManifest();
  return networks.find((n) => n.name === name && n.scale === scale)!.sha256;
}

/** One set by one model, scale and protocol. */
interface Job {
  readonly networks: OpenedNetworks;
  readonly hash: string;
  readonly scale: number;
  readonly set: OpenSet;
  readonly protocol: Protocol;
}

class SuiteWork {
  /** Of all rows that the suite asks for. */
  readonly keys: string[] = [];
  failures = 0;
  readonly #suite: Suite;
  readonly #sets: readonly OpenSet[];
  readonly #tools: MeasureTools;
  readonly #file: ScoreFile;
  readonly #options: EvalOptions;
  readonly #context: Context;
  readonly #progress: Progress;
  readonly #done: ReadonlySet<string>;
  readonly #warm = new Set<string>();

  constructor(
    suite: Suite,
    sets: readonly OpenSet[],
    tools: MeasureTools,
    file: ScoreFile,
    options: EvalOptions,
    context: Context,
    progress: Progress,
  ) {
    this.#suite = suite;
    this.#sets = sets;
    this.#tools = tools;
    this.#file = file;
    this.#options = options;
    this.#context = context;
    this.#progress = progress;
    const whole = file.rows.filter(({ scores }) => suite.metrics.every((metric) => scores[metric] !== undefined));
    this.#done = new Set(whole.map(keyOf));
  }

  /** All sets at all scales that the model has. */
  async model(name: string, index: number): Promise<void> {
    const { device, threads } = this.#options;
    const networks = await openNetworks({ name, device, threads }).catch((error: unknown) => this.#fail(name, error));
    if (!networks) return;
    const { scales, protocols } = this.#suite;
    try {
      const missing = scales.filter((scale) => !hasIt(networks, scale));
      if (missing.length > 0)
        this.#tell(`${networks.name} has ×${scalesText(networks).replaceAll(', ', ', ×')} only: ×${missing.join(', ×')} is left out`);
      const jobs: Job[] = [];
      for (const scale of scales) {
        if (missing.includes(scale)) continue;
        const hash = await modelHash(networks, scale);
        for (const set of this.#sets) for (const protocol of protocols) jobs.push({ networks, hash, scale, set, protocol });
      }
      for (const [i, job] of jobs.entries()) await this.#job(job, (index + i / jobs.length) / this.#suite.models.length, jobs.length);
    } finally {
      await networks.dispose();
    }
  }

  async #job(job: Job, start: number, jobs: number): Promise<void> {
    const { networks, scale, set, protocol } = job;
    const left = set.pictures.filter((picture) => {
      const key = keyOf(this.#facts(job, picture));
      this.keys.push(key);
      return !this.#done.has(key);
    });
    const title = `${networks.name} ×${scale} on ${set.name} by ${protocol.name}`;
    if (left.length > 0 && networks.kernel === undefined) {
      const loaded = await networks.load(scale).catch((error: unknown) => this.#fail(title, error));
      if (!loaded) return;
    }
    for (const [i, picture] of left.entries()) {
      this.#context.signal.throwIfAborted();
      const part = i / left.length / jobs / this.#suite.models.length;
      this.#progress.update(start + part, 1, `${title} [${i + 1}/${left.length}] ${picture}`);
      try {
        if (i === 0) await this.#warmUp(job, picture);
        await this.#file.append(await this.#picture(job, picture));
      } catch (error) {
        // A network that does not go with the protocol goes with no picture.
        const all = error instanceof ConfigError;
        this.#fail(all ? title : `${title}: ${join(set.folder, picture)}`, error);
        if (all) return;
      }
    }
  }

  /** What an engine does once is not part of the time on the first picture. */
  async #warmUp(job: Job, picture: string): Promise<void> {
    const name = `${job.networks.name} ${job.scale} ${job.protocol.name}`;
    if (this.#warm.has(name)) return;
    await this.#measured(job, picture);
    this.#warm.add(name);
  }

  #facts({ networks, hash, scale, set, protocol }: Job, picture: string) {
    const engine = networks.kernel === undefined ? `${ortNode.name} ${ortNode.version}` : `subpixel ${packageVersion()}`;
    return { model: networks.name, modelHash: hash, scale, set: set.name, dataHash: set.hash, protocol: protocol.name, engine, picture };
  }

  async #measured({ networks, scale, set, protocol }: Job, picture: string) {
    const { image } = await decode(join(set.folder, picture));
    const options = { scale, protocol, metrics: this.#suite.metrics, tools: this.#tools, signal: this.#context.signal };
    const [result] = await evaluateImage(withoutAlpha(image), [networks], options);
    const { image: made, scores, device, milliseconds } = result!;
    const bicubic = networks.kernel === 'bicubic' ? milliseconds : await bicubicMilliseconds(withoutAlpha(image), options);
    return { image, made, scores, device, milliseconds, timesBicubic: milliseconds / bicubic };
  }

  async #picture(job: Job, picture: string): Promise<ScoreRow> {
    const { networks, scale, set, protocol } = job;
    const { saveImages } = this.#options;
    const { image, made, scores, device, milliseconds, timesBicubic } = await this.#measured(job, picture);
    if (saveImages !== undefined) {
      const folder = join(saveImages, protocol.name, set.name);
      await mkdir(folder, { recursive: true });
      await encodeToFile(join(folder, resultName(picture, set.pictures, scale, networks.name)), made, { format: 'png' });
    }
    const { width, height } = image;
    const date = new Date().toISOString().slice(0, 10);
    return {
      ...this.#facts(job, picture),
      date,
      device,
      pictures: 1,
      width,
      height,
      milliseconds: Number(milliseconds.toFixed(3)),
      timesBicubic: Number(timesBicubic.toPrecision(4)),
      scores,
    };
  }

  /** Tells what failed and goes on, except after Ctrl-C. */
  #fail(what: string, error: unknown): undefined {
    if (this.#context.signal.aborted) throw error;
    this.failures++;
    this.#tell(`${what}: ${sentenceOf(error)}`);
    if (this.#context.debug && error instanceof Error) this.#tell(error.stack ?? '');
  }

  #tell(line: string): void {
    this.#progress.print(this.#context.stderr, `subpixel: ${line}`);
  }
}

function hasIt(networks: OpenedNetworks, scale: number): boolean {
  try {
    checkScale(networks, scale);
    return true;
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}
