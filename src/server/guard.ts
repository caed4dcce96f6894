/** Who may ask: tokens where there are any, else only programs and pages of this machine and of the origins that were named. */
import { getConnInfo } from '@hono/node-server/conninfo';
import type { MiddlewareHandler } from 'hono';
import { Problem } from './problem.ts';
import type { AppContext, AppEnv, Services } from './services.ts';
import { isLoopback } from './settings.ts';

/** For all requests without tokens: pages of other sites must not use the server of a visitor, by a name of theirs or by a form. */
export function guard({ settings, tokens }: Services): MiddlewareHandler<AppEnv> {
  const { host, corsOrigin, trustProxy } = settings;
  return async (c, next) => {
    if (!tokens) {
      const asked = (trustProxy && c.req.header('x-forwarded-host')) || (c.req.header('host') ?? new URL(c.req.url).host);
      if (isLoopback(host) && !trustProxy && !isLoopback(asked.replace(/:\d+$/, '')))
        throw new Problem(403, 'forbidden', `Expected localhost for the Host header but received ${JSON.stringify(asked.slice(0, 100))}`);
      const origin = c.req.header('origin');
      const reads = c.req.method === 'GET' || c.req.method === 'HEAD' || c.req.method === 'OPTIONS';
      const known = origin === undefined || corsOrigin.includes('*') || corsOrigin.includes(origin) || hostOf(origin) === asked;
      if (!reads && !known)
        throw new Problem(
          403,
          'forbidden',
          `Expected a page of this server but received a request of ${JSON.stringify(origin.slice(0, 100))}`,
        );
    }
    return next();
  };
}

function hostOf(origin: string): string | undefined {
  return /^https?:\/\/([^/]+)$/.exec(origin)?.[1];
}

/** For routes that need a token. Tells who asks. */
export function identify(c: AppContext, { settings, tokens }: Services): void {
  if (!tokens) {
    c.set('client', `address ${addressOf(c, settings.trustProxy)}`);
    return;
  }
  const client = tokens.clientOf(c.req.header('authorization'));
  if (client === undefined) {
    const received = c.req.header('authorization') === undefined ? 'none' : 'another one';
    const headers = { 'WWW-Authenticate': 'Bearer realm="subpixel"' };
    throw new Problem(401, 'unauthorized', `Expected "Authorization: Bearer" with a token of this server but received ${received}`, {
      headers,
    });
  }
  c.set('client', client);
}

/** The last proxy's word where one is trusted, else the connection's. */
function addressOf(c: AppContext, trustProxy: boolean): string {
  const forwarded = trustProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  return forwarded ?? (c.env?.incoming ? getConnInfo(c).remote.address : undefined) ?? 'unknown';
}
