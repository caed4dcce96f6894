/** Every network has its recipes, and every recipe a network. test/recipes.slow.ts starts the short ones. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { models } from '../src/models/index.ts';
import { modelNamed } from '../src/models/presets.ts';
import { scalesOf } from '../src/train/plan.ts';
import { type ReadRecipe, readRecipe, recipes } from './support/recipes.ts';

/** `# No recipe for ×8: the paper trains ×4 only.` in a recipe of the network. */
const excuse = /^# No recipe for ×(\d): \S.+$/gm;
const excused = ({ path }: ReadRecipe) => [...readFileSync(path, 'utf8').matchAll(excuse)].map(([, scale]) => Number(scale));

describe.each(recipes)('$file', (recipe) => {
  test('is a configuration of the network and the scales that its name says', async () => {
    const { plan, network, scales } = await readRecipe(recipe);
    expect(plan.stages.map(({ model }) => model)).toEqual(plan.stages.map(() => network));
    expect(modelNamed(network!).scaleRange?.join('-') ?? scalesOf(plan).join('')).toBe(scales);
    for (const { losses, data, steps } of plan.stages) {
      expect([losses.length > 0, steps > 0]).toEqual([true, true]);
      for (const set of data.sets ?? [])
        expect(set.kind === 'hdf5' ? set.file : set.kind === 'pairs' ? set.hr : set.folders[0]).toMatch(/^data\//);
      for (const folder of data.folders ?? []) expect(folder).toMatch(/^data\//);
    }
  });

  test('opens with what it is and says what its weights may be used for', async () => {
    const text = readFileSync(recipe.path, 'utf8');
    expect(text).toMatch(/^# \S/);
    expect((await readRecipe(recipe)).plan.stages[0]!.license).not.toBe('not stated');
  });

  test('patches are of a size that the network takes', async () => {
    const { plan } = await readRecipe(recipe);
    for (const { model, data, scale } of plan.stages) {
      const { input, multipleOf = 1 } = modelNamed(model);
      for (const one of scale) expect((data.patch.lrPatchSize * (input === 'lr' ? 1 : one)) % multipleOf).toBe(0);
    }
  });
});

describe.each(Object.values(models))('$name', (model) => {
  const own = async () => (await Promise.all(recipes.map(readRecipe))).filter((recipe) => recipe.model === model.name);

  test('has a recipe for each of its scales, or one that says why not', async () => {
    const full = (await own()).filter(({ cpu }) => !cpu);
    const scales = new Set(full.flatMap((recipe) => [...scalesOf(recipe.plan), ...excused(recipe)]));
    expect(model.scales.filter((scale) => !scales.has(scale))).toEqual([]);
  });

  test('has a recipe for a short budget on a CPU', async () => {
    expect((await own()).filter(({ cpu }) => cpu).length).toBeGreaterThan(0);
  });
});
