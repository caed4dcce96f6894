/** Reads a training configuration: the YAML file, with single keys replaced from the command line. */
import { readYamlWith } from '../common/yaml-file.ts';
import { parsePlan, type TrainPlan } from '../train/plan.ts';

/** `sets` are `key=value` texts: the key is a path such as `data.patch.lrPatchSize`, the value is YAML; null removes the key. */
export async function readTrainPlan(path: string, sets: readonly string[]): Promise<TrainPlan> {
  return parsePlan(await readYamlWith(path, sets), path);
}
