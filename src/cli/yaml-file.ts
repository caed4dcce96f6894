/** Reads a configuration file in YAML. */
import { readFile } from 'node:fs/promises';
import { type Document, parseDocument } from 'yaml';
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

/** What it holds, as plain values. */
export function yamlValue(document: Document): unknown {
  return document.toJS({ maxAliasCount });
}
