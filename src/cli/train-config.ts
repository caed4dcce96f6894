/** Reads a training configuration: the YAML file, with single keys replaced from the command line. */
import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { ConfigError, expected } from '../errors.ts';
import { parsePlan, type TrainPlan } from '../train/plan.ts';

/** More than any configuration needs; a larger file is not one. */
const maxBytes = 1_000_000;

/** `sets` are `key=value` texts: the key is a path such as `data.patch.lrPatchSize`, the value is YAML; null removes the key. */
export async function readTrainPlan(path: string, sets: readonly string[]): Promise<TrainPlan> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError(`Expected a configuration file in ${path} but it cannot be read (${error.code})`, { cause: error });
  });
  if (text.length > maxBytes) throw new ConfigError(expected(`at most ${maxBytes} characters`, path, text.length));
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem) throw new ConfigError(`${path} is not valid YAML: ${problem.message.split('\n')[0]}`);
  for (const set of sets) {
    const cut = set.indexOf('=');
    if (cut < 1) throw new ConfigError(expected('key=value', '--set', set));
    const value = parseDocument(set.slice(cut + 1));
    if (value.errors[0]) throw new ConfigError(expected('a YAML value', `--set ${set.slice(0, cut)}`, set.slice(cut + 1)));
    const keys = set.slice(0, cut).split('.');
    try {
      const given: unknown = value.toJS({ maxAliasCount: 100 });
      if (given === null) document.deleteIn(keys);
      else document.setIn(keys, document.createNode(given));
    } catch {
      throw new ConfigError(expected('a path to a key of the file', '--set', set));
    }
  }
  return parsePlan(document.toJS({ maxAliasCount: 100 }), path);
}
