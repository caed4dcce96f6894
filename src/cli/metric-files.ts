/** Files of models and weights that metrics need or take: `--file metric.name=path`. */
import { readFile } from 'node:fs/promises';
import { ConfigError, expected } from '../errors.ts';
import { metrics } from '../metrics/index.ts';
import type { MeasureTools } from '../metrics/protocol.ts';
import { type Options, orList } from './options.ts';

export const metricFileOptions = {
  file: {
    type: 'string',
    value: 'metric.name=path',
    repeatable: true,
    summary: 'a model or weights that a metric needs or takes',
  },
} as const satisfies Options;

/** Files without which the metric cannot be measured. */
function neededFiles(name: string): string[] {
  return Object.entries(metrics[name]!.files ?? {}).flatMap(([file, { optional }]) => (optional ? [] : [file]));
}

/** The files, and an engine where a metric runs a network. Throws as `metricFiles`. */
export async function metricTools(texts: readonly string[], names: readonly string[]): Promise<MeasureTools> {
  const files = await metricFiles(texts, names);
  const networks = names.some((name) => metrics[name]!.network);
  return { files, engine: networks ? (await import('../runtime/ort-node.ts')).ortNode : undefined };
}

/** The bytes of `metric.name=path` texts. Throws ConfigError for names that are not known, and when a metric lacks a file that it needs. */
export async function metricFiles(texts: readonly string[], names: readonly string[]): Promise<MeasureTools['files'] & object> {
  const files: Record<string, Record<string, Uint8Array>> = {};
  for (const text of texts) {
    const [, metric, name, path] = /^([^.=]+)\.([^=]+)=(.+)$/.exec(text) ?? [];
    if (metric === undefined) throw new ConfigError(expected('metric.name=path', '--file', text));
    if (!names.includes(metric)) throw new ConfigError(expected(`a file of ${orList(names)}`, '--file', text));
    const known = Object.keys(metrics[metric]!.files ?? {});
    if (!known.includes(name!)) {
      const own = known.length > 0 ? `${metric}.${orList(known)}=path` : `no file, as ${metric} takes none,`;
      throw new ConfigError(expected(own, '--file', text));
    }
    const bytes = await readFile(path!).catch((cause: NodeJS.ErrnoException) => {
      throw new ConfigError(`Expected a file for ${metric}.${name} in ${path} but it cannot be read (${cause.code})`, { cause });
    });
    files[metric] = { ...files[metric], [name!]: bytes };
  }
  for (const name of names) {
    const missing = neededFiles(name).find((file) => files[name]?.[file] === undefined);
    if (missing === undefined) continue;
    const { what, where } = metrics[name]!.files![missing]!;
    throw new ConfigError(`Expected --file ${name}.${missing}=path for ${name}, ${what} (${where}), but received none`);
  }
  return files;
}
