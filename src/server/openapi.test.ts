import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultNetwork } from '../../test/support/default-network.ts';
import { form, later, pictureBytes, raw, removeFolders, type TestServer, testServer } from '../../test/support/server.ts';
import { routes } from './routes/index.ts';

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly schema: Readonly<Record<string, unknown>> }[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>>;
}

let server: TestServer;
let document: Document;
beforeAll(async () => {
  server = await testServer();
  document = (await (await server.ask('/openapi.json')).json()) as Document;
});
afterAll(async () => {
  await server.close();
  await removeFolders();
});

test('it is OpenAPI 3.1, as its published schema says', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document) as unknown as Parameters<Validator['validate']>[0]);
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  expect(document.openapi).toMatch(/^3\.1\./);
});

test('it has every route, each with an id of its own', () => {
  const described = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
  expect(described.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`).sort());
  const ids = Object.values(document.paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
  expect(new Set(ids).size).toBe(ids.length);
});

test('options have the limits of the command line', () => {
  const options = document.paths['/v1/upscale']!['post']!.parameters!;
  const schemaOf = (name: string) => options.find((option) => option.name === name)!.schema;
  expect(schemaOf('scale')).toEqual({ type: 'number', exclusiveMinimum: 0, maximum: 16 });
  expect(schemaOf('quality')).toEqual({ type: 'integer', minimum: 1, maximum: 100 });
  expect(schemaOf('format')).toEqual({ type: 'string', enum: ['png', 'jpg', 'jpeg', 'webp', 'tiff', 'avif', 'gif'] });
  expect(schemaOf('model')).toMatchObject({ default: defaultNetwork, enum: expect.arrayContaining([defaultNetwork, 'bicubic']) });
});

describe('answers are what it says', () => {
  const cases: readonly (readonly [string, string, string, () => Promise<Response>])[] = [
    ['post', '/v1/upscale', 'a job', async () => server.ask('/v1/upscale', raw(await pictureBytes(), later))],
    ['post', '/v1/upscale', 'a refusal', async () => server.ask('/v1/upscale?scale=no', raw(await pictureBytes()))],
    ['get', '/v1/jobs/{id}', 'no job', () => server.ask('/v1/jobs/x')],
    ['get', '/v1/models', 'models', () => server.ask('/v1/models')],
    ['post', '/v1/metrics', 'scores', async () => server.ask('/v1/metrics?metric=entropy', form({ sr: await pictureBytes() }))],
  ];
  test.each(cases)('%s %s: %s', async (method, path, _, ask) => {
    const response = await ask();
    const type = response.headers.get('content-type')!.split(';')[0]!;
    const content = document.paths[path]![method]!.responses[String(response.status)]!.content!;
    const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true } });
    ajv.addSchema({ $id: 'doc', components: document.components });
    const text = JSON.stringify(content[type]!.schema).replaceAll('#/components', 'doc#/components');
    const validate = ajv.compile(JSON.parse(text) as object);
    validate(await response.json());
    expect(validate.errors ?? []).toEqual([]);
  });
});
