/** Reads a configuration file in YAML. */
import { readFile } from 'node:fs/promises';
import { Document, parseDocument } from 'yaml';
import { ConfigError, expected } from '../errors.ts';

/** More than any configuration needs; a larger file is not one. */
const maxBytes = 1_000_000;

/** Aliases that are followed at the most: a file cannot unfold without end. */
const maxAliasCount = 100;

/** Throws ConfigError for a file that cannot be read, is too large or is no YAML. */
export async function readYaml(path: string): Promise<Document> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError(`Expected a configuration file in ${path} but it cannot be read (${error.code})`, { cause: error });
  });
  if (text.length > maxBytes) throw new ConfigError(expected(`at most ${maxBytes} characters`, path, text.length));
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem) throw new ConfigError(`${path} is not valid YAML: ${problem.message.split('\n')[0]}`);
  return document;
}

/**
 * The values of a file, or of none, with single keys replaced: `sets` are `key=value` texts, the key a path such as `a.b`, the value YAML;
 * null removes the key. Throws ConfigError also for a text that is none of these.
 */
export async function readYamlWith(path: string | undefined, sets: readonly string[]): Promise<unknown> {
  const document = path === undefined ? new Document({}) : await readYaml(path);
  for (const set of sets) {
    const cut = set.indexOf('=');
    if (cut < 1) throw new ConfigError(expected('key=value', '--set', set));
    const value = parseDocument(set.slice(cut + 1));
    if (value.errors[0]) throw new ConfigError(expected('a YAML value', `--set ${set.slice(0, cut)}`, set.slice(cut + 1)));
    const keys = set.slice(0, cut).split('.');
    try {
      const given: unknown = yamlValue(value);
      if (given === null) document.deleteIn(keys);
      else document.setIn(keys, document.createNode(given));
    } catch {
      throw new ConfigError(expected('a path to a key of the file', '--set', set));
    }
  }
  return yamlValue(document);
}

/** What it holds, as plain values. */
export function yamlValue(document: Document): unknown {
  return document.toJS({ maxAliasCount });
}
