/** What `subpixel data get` and its companions know of the world; tests give a small one of their own. */
import { pictureSets } from '../../data/sets/registry.ts';
import type { KnownPictures, PictureSet } from '../../data/sets/set.ts';
import { ConfigError, expected } from '../../errors.ts';
import { nearest } from '../../nearest.ts';

export interface World {
  readonly sets: readonly PictureSet[];
  readonly known: KnownPictures;
  /** Of addresses and of where they redirect to. */
  readonly protocols: readonly string[];
  /** No answer, or no further byte, for so long: given up. */
  readonly timeoutMs: number;
}

export async function publicWorld(): Promise<World> {
  const { default: known } = await import('../../data/sets/pictures.json', { with: { type: 'json' } });
  return { sets: pictureSets, known, protocols: ['https:'], timeoutMs: 60_000 };
}

/** The sets of these names or aliases, capitals or not, each once. Throws ConfigError for a name that is not known. */
export function setsNamed(names: readonly string[], { sets }: World): PictureSet[] {
  const found = names.map((name) => {
    const is = (text: string) => text.toLowerCase() === name.toLowerCase();
    const set = sets.find((s) => is(s.name) || s.aliases.some(is));
    if (set) return set;
    const known = sets.map((s) => s.name);
    const near = nearest(name, known);
    throw new ConfigError(
      near ? `${expected('the name of a set', 'data', name)}; did you mean ${near}?` : expected(known.join(', '), 'the set', name),
    );
  });
  return [...new Set(found)];
}
