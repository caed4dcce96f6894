/** The recipes of configs/, by what their names say. */
import { readdirSync } from 'node:fs';
import { readTrainPlan } from '../../src/cli/train-config.ts';
import { modelNamed } from '../../src/models/presets.ts';
import type { TrainPlan } from '../../src/train/plan.ts';

export interface Recipe {
  /** `espcn_x3_cpu.yaml` */
  readonly file: string;
  readonly path: string;
  /** Of the file's name: a model or preset, `x3`, for one run of several scales `x234`, for one of an arbitrary-scale network `x1-4`, and whether it is the short one. */
  readonly network: string | undefined;
  readonly scales: string | undefined;
  readonly cpu: boolean;
}

export const recipes: readonly Recipe[] = readdirSync('configs')
  .filter((file) => file.endsWith('.yaml'))
  .sort()
  .map((file) => {
    const [, network, scales, cpu] = /^([a-z0-9-]+)_x(\d+|\d-\d)(_cpu)?\.yaml$/.exec(file) ?? [];
    return { file, path: `configs/${file}`, network, scales, cpu: cpu !== undefined };
  });

export interface ReadRecipe extends Recipe {
  readonly plan: TrainPlan;
  /** Name of the file of src/models. */
  readonly model: string;
}

export async function readRecipe(recipe: Recipe): Promise<ReadRecipe> {
  const plan = await readTrainPlan(recipe.path, []);
  return { ...recipe, plan, model: modelNamed(plan.stages[0]!.model).model };
}
