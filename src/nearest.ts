/** What a misspelt word was probably meant to be. */
import { closest, distance } from 'fastest-levenshtein';

/** The word of `known` that `word` was probably meant to be, or undefined when none is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const best = known.find((k) => k.startsWith(word.toLowerCase())) ?? closest(word.toLowerCase(), known);
  return best.startsWith(word.toLowerCase()) || distance(word.toLowerCase(), best) <= Math.max(2, word.length >> 1) ? best : undefined;
}
