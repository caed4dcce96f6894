/** One line and one count for each request, and an id by which both sides can speak of it. */
import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { problemOf } from './problem.ts';
import type { AppEnv, Services } from './services.ts';

const mostPath = 200;

export function requestLog({ log, meters }: Services): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const start = performance.now();
    const given = c.req.header('x-request-id');
    const id = given !== undefined && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
    c.set('requestId', id);
    c.set('route', 'none');
    await next();
    c.header('X-Request-Id', id);
    const ms = performance.now() - start;
    const { method, path } = c.req;
    const { status, headers } = c.res;
    meters.request({ method, route: c.get('route'), status }, ms / 1000);
    const problem = c.error && problemOf(c.error);
    if (problem && problem.status >= 500 && problem.kind !== 'stopping') log.failure('failure', problem.cause ?? c.error, { id });
    log.event('request', {
      ...{ id, method, path: path.slice(0, mostPath), status, ms: Number(ms.toFixed(1)) },
      bytesIn: bytesOf(c.req.header('content-length')),
      bytes: bytesOf(headers.get('content-length')),
      client: c.get('client'),
    });
  };
}

function bytesOf(length: string | null | undefined): number | undefined {
  return length === null || length === undefined ? undefined : Number(length);
}
