/** GET /openapi.json: what this server takes and gives. */
import { openApi } from '../openapi.ts';
import { defineRoute } from '../route.ts';

export const openApiDocument = defineRoute({
  method: 'get',
  path: '/openapi.json',
  name: 'openapi',
  tag: 'server',
  summary: 'This document',
  open: true,
  operation: () => ({
    responses: { 200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: { type: 'object' } } } } },
  }),
  handle: (c, services, routes) => c.json(openApi(routes, services)),
});
