/** Networks by name: the models and their presets, each as a definition of its own. */
import * as v from 'valibot';
import { ConfigError, expected } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { models } from './index.ts';
import type { ModelDef } from './model.ts';

/** A definition whose options are those of a preset where they are not given. */
export interface NamedModel extends ModelDef {
  /** Name of the file that builds it. */
  readonly model: string;
  readonly options: object;
}

/** The model itself, then its presets. */
export function variantsOf(model: ModelDef): NamedModel[] {
  const { presets = {}, ...base } = model;
  return [
    { ...base, model: model.name, options: {} },
    ...Object.entries(presets).map(([name, preset]): NamedModel => {
      const { note, scores, multiplyAdds, ...rest } = base;
      return { ...rest, ...preset, name, model: model.name };
    }),
  ];
}

const byName = new Map(
  Object.values(models)
    .flatMap(variantsOf)
    .map((one) => [one.name, one] as const),
);

/** Every network that can be built, by the order of their names. */
export const namedModels: readonly NamedModel[] = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));

/** The definition of a model or preset. Throws ConfigError with the nearest name. */
export function modelNamed(name: string): NamedModel {
  const model = byName.get(name);
  if (!model) {
    const near = nearest(name, [...byName.keys()]);
    throw new ConfigError(`${expected('a name that `subpixel networks` lists', 'model', name)}${near ? `; did you mean ${near}?` : ''}`);
  }
  return model;
}

/** All options of a network: those given, those of the preset, and the defaults. Throws valibot's error for one that is not known. */
export function optionsOf(model: ModelDef & { readonly options?: object }, given: object): Record<string, unknown> {
  return v.parse(model.config, { ...model.options, ...given }) as Record<string, unknown>;
}
