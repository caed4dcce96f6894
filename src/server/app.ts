/** The HTTP server without a socket: a Request in, a Response out. */
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { guard, identify } from './guard.ts';
import { Problem, problemOf } from './problem.ts';
import { requestLog } from './request-log.ts';
import { routes } from './routes/index.ts';
import type { AppEnv, Services } from './services.ts';

export type App = Hono<AppEnv>;

export function createApp(services: Services): App {
  const app: App = new Hono<AppEnv>();
  const { corsOrigin } = services.settings;
  app.use(requestLog(services));
  app.use(async (c, next) => {
    await next();
    c.header('X-Content-Type-Options', 'nosniff');
    if (c.req.path.startsWith('/v1/')) c.header('Cache-Control', 'no-store');
  });
  app.use(guard(services));
  if (corsOrigin.length > 0) {
    const origin = corsOrigin.includes('*') ? '*' : [...corsOrigin];
    app.use(
      cors({ origin, exposeHeaders: ['Location', 'Retry-After', 'Subpixel-Result', 'X-Request-Id', 'Content-Disposition'], maxAge: 600 }),
    );
  }
  for (const route of routes)
    app.on(route.method.toUpperCase(), route.path, (c) => {
      c.set('route', route.path);
      if (!route.open) identify(c, services);
      return route.handle(c, services, routes);
    });
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.flatMap((route) => (route.path === path ? [route.method.toUpperCase()] : []));
    app.all(path, () => {
      const headers = { Allow: methods.join(', ') };
      throw new Problem(405, 'wrong-request', `Expected ${methods.join(' or ')} for ${path} but received another method`, { headers });
    });
  }
  app.all('*', async (c) => {
    const page = await services.page.respond(c.req.raw);
    if (!page) throw missing(c.req.path, services);
    c.set('route', 'page');
    return page;
  });
  app.onError((error, c) => problemOf(error).response(c.get('requestId')));
  return app;
}

function missing(path: string, { page }: Services): Problem {
  if (path === '/' && !page.built)
    return new Problem(
      404,
      'not-found',
      'Expected the web page but it is not built in this copy of the package; the API is described at /docs',
    );
  return new Problem(404, 'not-found', `Expected a path of this server (see /docs) but received ${JSON.stringify(path.slice(0, 200))}`);
}
