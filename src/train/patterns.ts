/** Names of weights by patterns: `*` stands for any characters. */
import { ConfigError } from '../errors.ts';

/** The names that fit one of the patterns. Throws ConfigError, naming `key`, for a pattern that fits none. */
export function matching(patterns: readonly string[], names: readonly string[], key: string): Set<string> {
  const found = new Set<string>();
  for (const pattern of patterns) {
    const form = new RegExp(`^${pattern.replace(/[\\^$.+?()[\]{}|]/g, '\\$&').replaceAll('*', '.*')}$`);
    const fitting = names.filter((name) => form.test(name));
    if (fitting.length === 0)
      throw new ConfigError(
        `Expected a pattern of weights (${names.join(', ') || 'there are none'}) for ${key} but received ${JSON.stringify(pattern)}`,
      );
    for (const name of fitting) found.add(name);
  }
  return found;
}
