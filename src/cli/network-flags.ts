/** Options of networks as flags of `subpixel train`: `--features 32` is `--set options.features=32`. */
import { models } from '../models/index.ts';
import type { Options } from './options.ts';

const keys = [...new Set(Object.values(models).flatMap(({ config }) => Object.keys((config as unknown as { entries: object }).entries)))];

/** One flag for each option that some network has. Whether the network at hand has it, the configuration's own check says. */
export const networkFlags: Options = Object.fromEntries(
  keys.map((key) => [key, { type: 'string', value: 'value', hidden: true, summary: 'an option of the network' }]),
);

/** The flags that were given, as texts for `--set`. */
export function networkSets(options: Readonly<Record<string, unknown>>): string[] {
  return keys.flatMap((key) => (options[key] === undefined ? [] : [`options.${key}=${options[key]}`]));
}
