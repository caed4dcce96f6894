/** The OpenAPI 3.1 document of this server. */
import type * as v from 'valibot';
import { packageVersion } from '../common/version.ts';
import { jobSchema } from './job-view.ts';
import { jsonSchema } from './openapi-parts.ts';
import { problemSchema } from './problem.ts';
import type { Json, Route } from './route.ts';
import { scoresSchema } from './routes/metrics.ts';
import { modelsSchema } from './routes/models.ts';
import type { Services } from './services.ts';

const components: Readonly<Record<string, v.GenericSchema>> = {
  Problem: problemSchema,
  Job: jobSchema,
  Models: modelsSchema,
  Scores: scoresSchema,
};

export function openApi(routes: readonly Route[], services: Services): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const { method, name, tag, summary, open } = route;
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    const security = services.tokens && !open ? {} : { security: [] };
    paths[path] = { ...paths[path], [method]: { operationId: name, tags: [tag], summary, ...security, ...route.operation(services) } };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'subpixel',
      version: packageVersion(),
      description: 'Enlarges pictures with super-resolution networks, and measures them.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'pictures', description: 'Enlarging and measuring' },
      { name: 'jobs', description: 'Pictures that are worked on while nobody waits on the line' },
      { name: 'server', description: 'About the server itself' },
    ],
    ...(services.tokens ? { security: [{ bearer: [] }] } : {}),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(components).map(([name, schema]) => [name, jsonSchema(schema)])),
      ...(services.tokens ? { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } } : {}),
    },
  };
}
