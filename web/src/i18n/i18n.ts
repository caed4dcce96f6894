/** The language of the page, and numbers, sizes and times in it. */
import { computed } from '@preact/signals';
import { settings } from '../settings.ts';
import { en, type Texts } from './en.ts';
import { zh } from './zh.ts';

export const languages = { en, zh } as const satisfies Readonly<Record<string, Texts>>;
export type Language = keyof typeof languages;

/** The first language of the browser that the page has. */
export function preferredLanguage(asked: readonly string[]): Language {
  for (const tag of asked) {
    const known = tag.split('-')[0]!.toLowerCase();
    if (known in languages) return known as Language;
  }
  return 'en';
}

export const language = computed<Language>(() => settings.value.language ?? preferredLanguage(navigator.languages));
export const texts = computed<Texts>(() => languages[language.value]);

/** With as many places as are needed for two digits, at most two. */
export function decimal(value: number): string {
  const places = value >= 10 ? 0 : value >= 1 ? 1 : 2;
  return new Intl.NumberFormat(texts.value.numbers, { maximumFractionDigits: places, minimumFractionDigits: 0 }).format(value);
}

export function percent(share: number): string {
  return new Intl.NumberFormat(texts.value.numbers, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

export function bytesText(bytes: number): string {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : [bytes / 1e6, 'MB'];
  return `${decimal(value)} ${unit}`;
}

export function sizeText({ width, height }: { readonly width: number; readonly height: number }): string {
  return `${width} × ${height}`;
}

/** A length of time in words. */
export function durationText(seconds: number): string {
  const { time } = texts.value;
  if (seconds < 90) return time.seconds(Math.max(1, Math.round(seconds)));
  if (seconds < 5400) return time.minutes(Math.round(seconds / 60));
  const minutes = Math.round(seconds / 60);
  return time.hours(Math.floor(minutes / 60), minutes % 60);
}
