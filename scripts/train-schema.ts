/** The JSON Schema of training configurations, for editors: keys, and the options of what a file names. */
import { type ConversionConfig, type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { groupBy } from '../src/cli/group-by.ts';
import { presetNames } from '../src/data/degrade/presets.ts';
import { losses } from '../src/losses/index.ts';
import { type NamedModel, namedModels } from '../src/models/presets.ts';
import { optimizers } from '../src/optim/index.ts';
import { trainSchema } from '../src/train/config.ts';
import { ofTheRun } from '../src/train/plan.ts';
import { commentsOf } from './schema-comments.ts';

type Json = { [key: string]: unknown };

export function trainJsonSchema(): Json {
  const schema = converted(trainSchema);
  const properties = schema['properties'] as Record<string, Json>;
  describe(schema, '', commentsOf('src/train/config.ts', 'trainSchema'));
  const numbers = [...new Set(namedModels.flatMap(({ scales }) => scales))].sort((a, b) => a - b);
  const oneOf = { type: 'number', minimum: numbers[0], maximum: numbers.at(-1) };
  Object.assign(properties['model']!, { enum: namedModels.map(({ name }) => name) });
  Object.assign(properties['scale']!, { anyOf: [oneOf, { type: 'array', minItems: 1, items: oneOf }] });
  withOptions(properties['losses']!['items'] as Json, losses);
  withOptions(properties['optimizer']!, optimizers);
  const overrides = Object.entries(properties).filter(([key]) => key !== 'stages' && !(ofTheRun as readonly string[]).includes(key));
  properties['stages']!['items'] = {
    type: 'object',
    properties: Object.fromEntries(overrides.map(([key, value]) => [key, { anyOf: [partial(value), { type: 'null' }] }])),
    additionalProperties: false,
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Training configuration of subpixel',
    ...schema,
    allOf: [...groupBy(namedModels, ({ model, scales }) => JSON.stringify([model, scales])).values()].map((alike) => {
      const [{ scales, scaleRange, config }] = alike as [NamedModel];
      const one = scaleRange ? { type: 'number', minimum: scaleRange[0], maximum: scaleRange[1] } : { enum: scales };
      const scale = { anyOf: [one, { type: 'array', items: one }] };
      return when(
        'model',
        alike.map(({ name }) => name),
        { options: converted(config), scale },
      );
    }),
  };
}

/** What a file may hold: keys with a default may be left out. */
function converted(schema: v.GenericSchema): Json {
  const config: ConversionConfig = {
    typeMode: 'input',
    errorMode: 'ignore',
    // Steps of a degradation hold steps in turn; they are checked when the file is read.
    overrideSchema: ({ valibotSchema }) =>
      valibotSchema.type === 'lazy'
        ? { anyOf: [{ enum: [...presetNames] }, { type: 'array', minItems: 1, items: { type: 'object', required: ['kind'] } }] }
        : undefined,
  };
  const { $schema: _, ...rest } = toJsonSchema(schema, config) as JsonSchema & Json;
  return rest;
}

/** Adds the comments of the source as descriptions. */
function describe(schema: Json, path: string, comments: ReadonlyMap<string, string>): void {
  for (const [key, inner] of Object.entries((schema['properties'] as Record<string, Json> | undefined) ?? {})) {
    const text = comments.get(path + key);
    if (text) inner['description'] = text.replaceAll('`', '');
    describe(inner, `${path}${key}.`, comments);
  }
}

/** The options of each entry, by its name. */
function withOptions(schema: Json, registry: Readonly<Record<string, { readonly config: v.GenericSchema<object> }>>): void {
  const properties = schema['properties'] as Record<string, Json>;
  Object.assign(properties['name']!, { enum: Object.keys(registry) });
  schema['allOf'] = Object.entries(registry).map(([name, { config }]) => when('name', [name], { options: converted(config) }));
}

/** What further is asked of an object whose `key` has one of the values. */
function when(key: string, values: readonly string[], properties: Json): Json {
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  return { if: { properties: { [key]: { enum: values } }, required: [key] }, then: { properties } };
}

/** The same without required keys: a stage names only what changes. */
function partial(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(partial);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).filter(([key]) => key !== 'required' && key !== 'default' && key !== 'allOf');
  return Object.fromEntries(entries.map(([key, value]) => [key === 'oneOf' ? 'anyOf' : key, key === 'enum' ? value : partial(value)]));
}
