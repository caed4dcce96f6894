/** Options of a request, by query or form, with the names, kinds and limits of the command line. */
import { type Option, type Options, type OptionValues, readOption } from '../common/option.ts';
import {
  checkUpscaleOptions,
  defaultScale,
  formatOption,
  qualityOption,
  selfEnsembleOption,
  sizeOptions,
  tileOption,
} from '../common/upscale-options.ts';
import { ConfigError, expected } from '../errors.ts';
import { nearest } from '../nearest.ts';

/** What `POST /v1/upscale` takes. */
export const upscaleFields = {
  ...sizeOptions,
  scale: { ...sizeOptions.scale, summary: `enlargement, also fractions; ${defaultScale} when no size is asked for` },
  model: { type: 'string', value: 'name', summary: 'an installed network or classical method: GET /v1/models has the names' },
  tile: tileOption,
  format: { ...formatOption, summary: "default: the picture's own, but PNG for GIF" },
  quality: qualityOption,
  selfEnsemble: selfEnsembleOption,
} as const satisfies Options;

export type UpscaleRequest = OptionValues<typeof upscaleFields>;

/** Throws ConfigError for an unknown, wrong or repeated option, and for options that do not go together. */
export function readUpscaleRequest(given: Iterable<readonly [string, string]>): UpscaleRequest {
  const request = readFields(upscaleFields, given);
  checkUpscaleOptions(request, (key) => key);
  const { scale, width, height, maxSide } = request;
  return (scale ?? width ?? height ?? maxSide) === undefined ? { ...request, scale: defaultScale } : request;
}

/** The values of `options`, with their defaults. Throws ConfigError for an unknown, wrong or repeated one. */
export function readFields<S extends Options>(options: S, given: Iterable<readonly [string, string]>): OptionValues<S> {
  const values: Record<string, unknown> = {};
  for (const [key, option] of Object.entries(options)) values[key] = option.type === 'boolean' ? false : option.default;
  const seen = new Set<string>();
  for (const [key, text] of given) {
    const option = Object.hasOwn(options, key) ? options[key] : undefined;
    if (!option) throw unknownField(key, Object.keys(options));
    if (seen.has(key)) throw new ConfigError(`Expected ${key} once but received it several times`);
    seen.add(key);
    values[key] = readField(option, key, text);
  }
  return values as OptionValues<S>;
}

function readField(option: Option, key: string, text: string): unknown {
  if (option.type !== 'boolean') return readOption(option, key, text);
  if (text !== 'true' && text !== 'false') throw new ConfigError(expected('true or false', key, text));
  return text === 'true';
}

function unknownField(key: string, known: readonly string[]): ConfigError {
  const near = nearest(key, known);
  return new ConfigError(`${expected(known.join(', '), 'an option', key)}${near ? `; did you mean ${near}?` : ''}`);
}
