/** Name, sections, language and theme. */
import { signal } from '@preact/signals';
import { type Language, language, languages, texts } from '../i18n/i18n.ts';
import { type RouteName, route, routes } from '../routes.ts';
import { choose, settings } from '../settings.ts';
import { Logo, MoonIcon, SunIcon } from './icons.tsx';

const systemDark = matchMedia('(prefers-color-scheme: dark)');
const systemIsDark = signal(systemDark.matches);
systemDark.addEventListener('change', ({ matches }) => {
  systemIsDark.value = matches;
});

export function Header() {
  const { head } = texts.value;
  const names = Object.keys(routes) as RouteName[];
  const dark = settings.value.theme ? settings.value.theme === 'dark' : systemIsDark.value;
  return (
    <header class="head">
      <button type="button" class="skip" onClick={() => document.getElementById('content')?.focus()}>
        {head.skip}
      </button>
      <a class="brand" href="#/">
        <Logo />
        <span>subpixel</span>
      </a>
      {names.length > 1 && (
        <nav class="tabs" aria-label={head.sections}>
          {names.map((name) => (
            <a key={name} href={routes[name].hash} aria-current={route.value === name ? 'page' : undefined}>
              {routes[name].label(texts.value)}
            </a>
          ))}
        </nav>
      )}
      <div class="head-end">
        <fieldset class="languages">
          <legend class="unseen">Language / 语言</legend>
          {(Object.keys(languages) as Language[]).map((code) => (
            <button
              key={code}
              type="button"
              class="plain"
              lang={languages[code].numbers}
              aria-pressed={language.value === code}
              onClick={() => choose({ language: code })}
            >
              {code === 'en' ? 'EN' : '中'}
              <span class="unseen"> {languages[code].language}</span>
            </button>
          ))}
        </fieldset>
        <button
          type="button"
          class="plain round"
          aria-label={dark ? head.toLight : head.toDark}
          title={dark ? head.toLight : head.toDark}
          onClick={() => choose({ theme: dark ? 'light' : 'dark' })}
        >
          {dark ? <SunIcon /> : <MoonIcon />}
        </button>
      </div>
    </header>
  );
}
