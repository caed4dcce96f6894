/** Pieces of the OpenAPI document, out of the same options and schemas that requests and answers are checked with. */
import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { writableFormats } from '../codecs/node.ts';
import type { Option, Options } from '../common/option.ts';
import type { Json } from './route.ts';

export const pictureTypes: readonly string[] = writableFormats.map((format) => `image/${format}`);

const binary = { type: 'string', format: 'binary' } as const;

export function jsonSchema(schema: v.GenericSchema): Json {
  const { $schema, ...rest } = toJsonSchema(schema, { target: 'draft-2020-12', errorMode: 'ignore' });
  return rest as Json;
}

/** The schema of an option's value. */
export function optionSchema(option: Option): Json {
  const given = option.type === 'boolean' ? false : option.default;
  const common = given === undefined ? {} : { default: given };
  if (option.type === 'choice') return { type: 'string', enum: option.choices, ...common };
  if (option.type === 'boolean' || option.type === 'string') return { type: option.type, ...common };
  const { above, min, max } = option;
  return {
    type: option.type,
    ...(above === undefined ? {} : { exclusiveMinimum: above }),
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
    ...common,
  };
}

/** More about the values of single options than the options themselves know. */
type Extra = Readonly<Record<string, Json>>;

export function queryParameters(options: Options, extra: Extra = {}): Json[] {
  return Object.entries(options).map(([name, option]) => ({
    ...{ name, in: 'query', description: option.summary },
    schema: { ...optionSchema(option), ...extra[name] },
  }));
}

interface FormFile {
  readonly description: string;
  readonly required: boolean;
}

/** A form of files and options. */
export function formBody(files: Readonly<Record<string, FormFile>>, options: Options, extra: Extra = {}): Json {
  const properties = {
    ...Object.fromEntries(Object.entries(files).map(([name, { description }]) => [name, { ...binary, description }])),
    ...Object.fromEntries(
      Object.entries(options).map(([name, option]) => [name, { ...optionSchema(option), ...extra[name], description: option.summary }]),
    ),
  };
  const required = Object.entries(files).flatMap(([name, file]) => (file.required ? [name] : []));
  return { 'multipart/form-data': { schema: { type: 'object', properties, required, additionalProperties: false } } };
}

export function pictureContent(): Json {
  return Object.fromEntries(pictureTypes.map((type) => [type, { schema: binary }]));
}

export function component(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

export function answer(description: string, schema: Json, headers?: Json): Json {
  return { description, content: { 'application/json': { schema } }, ...(headers ? { headers } : {}) };
}

export const idParameter: Json = { name: 'id', in: 'path', required: true, description: 'of the job', schema: { type: 'string' } };

const meanings: Readonly<Record<number, string>> = {
  400: 'An option or the body is wrong',
  401: 'A token is needed',
  404: 'There is no such job',
  409: 'The job has not ended, or without a result',
  413: 'The body, the picture or the result is too large',
  415: 'The content type is not known',
  422: 'The picture cannot be used',
  429: 'The queue is full, or the client has too many jobs: Retry-After says when to ask again',
  500: 'The server failed',
  503: 'The server is stopping, or the work took too long',
  507: 'There is no room for more jobs',
};

export function problems(...statuses: readonly (keyof typeof meanings)[]): Record<string, Json> {
  const content = { 'application/problem+json': { schema: component('Problem') } };
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: meanings[status]!,
        content,
        ...(status === 429 ? { headers: { 'Retry-After': { description: 'seconds', schema: { type: 'integer' } } } } : {}),
      },
    ]),
  );
}
