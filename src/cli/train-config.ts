/** Reads a training configuration: the YAML file, with single keys replaced from the command line. */
import { parseDocument } from 'yaml';
import { ConfigError, expected } from '../errors.ts';
import { parsePlan, type TrainPlan } from '../train/plan.ts';
import { readYaml, yamlValue } from './yaml-file.ts';

/** `sets` are `key=value` texts: the key is a path such as `data.patch.lrPatchSize`, the value is YAML; null removes the key. */
export async function readTrainPlan(path: string, sets: readonly string[]): Promise<TrainPlan> {
  const document = await readYaml(path);
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
  return parsePlan(yamlValue(document), path);
}
