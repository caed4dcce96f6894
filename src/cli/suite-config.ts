/** A suite: the models, picture sets, scales, protocols and metrics that `subpixel eval --suite` measures, from a YAML file. */
import { basename, join, resolve } from 'node:path';
import * as v from 'valibot';
import { knownMetrics } from '../common/metric-names.ts';
import { readYaml, yamlValue } from '../common/yaml-file.ts';
import { ConfigError, expected } from '../errors.ts';
import { type Protocol, parseProtocol, protocols } from '../metrics/protocol.ts';
import { parseConfig } from '../parse-config.ts';

const some = <S extends v.GenericSchema>(schema: S) => v.pipe(v.array(schema), v.minLength(1));
const text = v.pipe(v.string(), v.minLength(1));

export const suiteSchema = v.strictObject({
  /** Installed networks, classical methods, or paths to .onnx files. */
  models: some(text),
  /** Folders of HR pictures, called by their last part or by a name of their own. */
  sets: some(v.union([text, v.strictObject({ name: text, folder: text })])),
  /** Of each model those that it has. */
  scales: some(v.pipe(v.number(), v.minValue(1), v.maxValue(16))),
  /** Names, or whole protocols as data. */
  protocols: v.optional(some(v.union([text, v.record(v.string(), v.unknown())])), ['paper-y']),
  metrics: v.optional(some(text), ['psnr', 'ssim']),
  /** Files that metrics need or take: `metric.name=path`. */
  files: v.optional(v.array(text), []),
  /** The file of scores, one row per picture. */
  csv: v.optional(text),
  /** A file of means, one row per model, set, scale and protocol, written at the end. */
  means: v.optional(text),
});

export interface SuiteSet {
  readonly name: string;
  readonly folder: string;
}

export interface Suite {
  readonly models: readonly string[];
  readonly sets: readonly SuiteSet[];
  readonly scales: readonly number[];
  readonly protocols: readonly Protocol[];
  readonly metrics: readonly string[];
  readonly files: readonly string[];
  readonly csv?: string | undefined;
  readonly means?: string | undefined;
}

/** `data` is the folder that the sets' folders lie in; they are relative to the working directory without. Throws ConfigError for what is wrong. */
export async function readSuite(path: string, data?: string): Promise<Suite> {
  const given = parseConfig(suiteSchema, yamlValue(await readYaml(path)), path);
  const sets = given.sets.map((set) => (typeof set === 'string' ? { name: basename(resolve(set)), folder: set } : set));
  return {
    ...given,
    models: unique(given.models, 'models', path),
    scales: unique(given.scales, 'scales', path),
    sets: distinct(sets, 'sets', path).map(({ name, folder }) => ({ name, folder: data === undefined ? folder : join(data, folder) })),
    protocols: distinct(given.protocols.map(suiteProtocol), 'protocols', path),
    metrics: knownMetrics(unique(given.metrics, 'metrics', path), `metrics of ${path}`),
  };
}

/** A name stands for one protocol only: rows of a CSV hold nothing else of it. */
function suiteProtocol(given: unknown): Protocol {
  const protocol = parseProtocol(given);
  const preset = Object.values(protocols).find(({ name }) => name === protocol.name);
  if (!preset || JSON.stringify(preset) === JSON.stringify(parseProtocol({ ...preset, ...protocol }))) return protocol;
  throw new ConfigError(expected('a name of its own, as it differs from the preset,', 'protocol.name', protocol.name));
}

function unique<T>(list: readonly T[], key: string, path: string): readonly T[] {
  const twice = list.find((item, i) => list.indexOf(item) !== i);
  if (twice !== undefined) throw new ConfigError(expected('each once', `${key} of ${path}`, twice));
  return list;
}

function distinct<T extends { readonly name: string }>(list: readonly T[], key: string, path: string): readonly T[] {
  unique(
    list.map(({ name }) => name),
    key,
    path,
  );
  return list;
}
