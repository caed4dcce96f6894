/** GET /metrics, for Prometheus. */
import { problems } from '../openapi-parts.ts';
import { defineRoute } from '../route.ts';

export const prometheus = defineRoute({
  method: 'get',
  path: '/metrics',
  name: 'prometheus',
  tag: 'server',
  summary: 'Measures of the server in the text format of Prometheus',
  operation: () => ({
    responses: { 200: { description: 'Measures', content: { 'text/plain': { schema: { type: 'string' } } } }, ...problems(401) },
  }),
  handle: async (c, { meters }) => c.body(await meters.text(), 200, { 'Content-Type': meters.contentType }),
});
