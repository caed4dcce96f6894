/** What a route is: a path, what the OpenAPI document says of it, and its work. */
import type { AppContext, Services } from './services.ts';

export type Json = { readonly [key: string]: unknown };

/** The parts of an OpenAPI operation that a route writes itself. */
export interface Operation {
  readonly parameters?: readonly Json[];
  readonly requestBody?: Json;
  /** By status. */
  readonly responses: Readonly<Record<string, Json>>;
}

export interface Route {
  readonly method: 'get' | 'post' | 'delete';
  /** With placeholders, as in /v1/jobs/:id. */
  readonly path: string;
  /** The operation's id. */
  readonly name: string;
  readonly tag: 'pictures' | 'jobs' | 'server';
  readonly summary: string;
  /** Needs no token. */
  readonly open?: true;
  operation(services: Services): Operation;
  /** `routes` are all there are, for the document that describes them. */
  handle(c: AppContext, services: Services, routes: readonly Route[]): Response | Promise<Response>;
}

/** Returns its argument; it exists so that the type is checked where a route is written. */
export function defineRoute(route: Route): Route {
  return route;
}
