/** What the visitor chose, kept from one visit to the next. */

import { manifest } from 'virtual:weights';
import { effect, signal } from '@preact/signals';
import type { DeviceChoice } from './engine/protocol.ts';
import type { Recipe } from './queue/queue.ts';

export interface Settings extends Recipe {
  /** The browser's when not chosen. */
  readonly language?: 'en' | 'zh' | undefined;
  readonly device: DeviceChoice;
  /** The system's when not chosen. */
  readonly theme?: 'light' | 'dark' | undefined;
}

const key = 'subpixel';

/** As the command line: ×4, the picture's own format. */
const defaults: Settings = { model: manifest.default, size: { scale: 4 }, format: 'same', quality: 92, device: 'auto' };

/** Methods that need no network. */
export const classical = ['bicubic', 'lanczos3'] as const;

export const settings = signal<Settings>(read());

export function choose(changes: Partial<Settings>): void {
  settings.value = { ...settings.value, ...changes };
}

export function recipe(): Recipe {
  const { model, size, format, quality } = settings.value;
  return { model, size, format, quality };
}

export function isNetwork(model: string): boolean {
  return manifest.networks.some(({ name }) => name === model);
}

function read(): Settings {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Settings>;
    const known = [...manifest.networks.map(({ name }) => name), ...classical] as readonly string[];
    return { ...defaults, ...kept, ...(known.includes(kept.model ?? '') ? {} : { model: defaults.model }) };
  } catch {
    return defaults;
  }
}

effect(() => {
  const { theme } = settings.value;
  if (theme) document.documentElement.dataset['theme'] = theme;
  else delete document.documentElement.dataset['theme'];
  try {
    localStorage.setItem(key, JSON.stringify(settings.value));
  } catch {
    // Without storage the choice lasts as long as the page.
  }
});
