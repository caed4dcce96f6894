/** The sections of the page, by the part of the address behind `#`. */
import { signal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import type { Texts } from './i18n/en.ts';
import { LearnRoute } from './parts/learn-route.tsx';
import { UpscalePage } from './parts/upscale-page.tsx';

export interface Route {
  readonly hash: string;
  readonly label: (texts: Texts) => string;
  readonly view: FunctionComponent;
}

export const routes = {
  upscale: { hash: '#/', label: ({ head }) => head.upscale, view: UpscalePage },
  learn: { hash: '#/learn', label: ({ head }) => head.learn, view: LearnRoute },
} as const satisfies Readonly<Record<string, Route>>;

export type RouteName = keyof typeof routes;

export const route = signal<RouteName>(current());

addEventListener('hashchange', () => {
  route.value = current();
});

function current(): RouteName {
  const { hash } = location;
  // A section may have parts: `#/learn/networks`.
  return (
    (Object.keys(routes) as RouteName[]).find((name) => routes[name].hash === hash || hash.startsWith(`${routes[name].hash}/`)) ?? 'upscale'
  );
}
