/** What `--metric` names. */
import { ConfigError, expected } from '../errors.ts';
import { metrics } from '../metrics/index.ts';
import { nearest } from '../nearest.ts';
import { orList } from './option.ts';

const defaultMetrics = 'psnr,ssim';

/** The names, or ConfigError for one that is no metric. */
export function knownMetrics(names: readonly string[], what: string): readonly string[] {
  const known = Object.keys(metrics);
  for (const name of names) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    throw new ConfigError(`${expected(known.join(', '), what, name)}${near ? `; did you mean ${near}?` : ''}`);
  }
  return names;
}

/** The names in a text with commas, each once. Throws ConfigError for a name that is not known. */
export function metricNames(text: string = defaultMetrics, what = '--metric'): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  return [...new Set(knownMetrics(names, what))];
}

/** The same for finished pictures. Throws ConfigError for a metric that needs HR where there is none, too. */
export function namesFor(text: string | undefined, hasHr: boolean, what = '--metric'): readonly string[] {
  const names = metricNames(text, what);
  const lacking = names.filter((name) => metrics[name]!.reference === 'hr');
  if (hasHr || lacking.length === 0) return names;
  const alone = Object.values(metrics).flatMap(({ name, reference }) => (reference === 'none' ? [name] : []));
  throw new ConfigError(
    `Expected an HR picture or folder beside the pictures for ${lacking.join(', ')} but received none (without one: ${what} ${orList(alone)})`,
  );
}
