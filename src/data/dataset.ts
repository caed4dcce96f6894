/** Which pictures of a sorted list are trained on and which are held out for validation. */
import * as v from 'valibot';

/** Every n-th picture of a folder, in sorted order, is held out: number n, 2n, 3n …, or with `fold` f number f, n + f, 2n + f … */
export const holdOutConfig = v.strictObject({
  every: v.pipe(v.number(), v.integer(), v.minValue(2)),
  fold: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  part: v.picklist(['train', 'validation']),
});

export type HoldOut = v.InferOutput<typeof holdOutConfig>;

/** The items of one part; the two parts share no item and together hold all. */
export function heldOut<T>(items: readonly T[], { every, fold = every, part }: HoldOut): T[] {
  return items.filter((_, i) => (i % every === fold - 1) === (part === 'validation'));
}
