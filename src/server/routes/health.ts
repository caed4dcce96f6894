/** GET /healthz and /readyz, for whatever looks after the process. */
import { Problem } from '../problem.ts';
import { defineRoute } from '../route.ts';

const ok = { description: 'ok', content: { 'text/plain': { schema: { type: 'string' } } } };

export const healthz = defineRoute({
  method: 'get',
  path: '/healthz',
  name: 'healthz',
  tag: 'server',
  summary: 'Whether the process answers',
  open: true,
  operation: () => ({ responses: { 200: ok } }),
  handle: (c) => c.text('ok\n'),
});

export const readyz = defineRoute({
  method: 'get',
  path: '/readyz',
  name: 'readyz',
  tag: 'server',
  summary: 'Whether the server takes pictures: not while it is stopping',
  open: true,
  operation: () => ({
    responses: {
      200: ok,
      503: { description: 'stopping', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    },
  }),
  handle(c, { stopping }) {
    if (stopping.aborted) throw new Problem(503, 'stopping', 'Expected a server that goes on but it is stopping');
    return c.text('ok\n');
  },
});
