import * as v from 'valibot';
import { expect, test } from 'vitest';
import { parseConfig } from './parse-config.ts';

const schema = v.strictObject({
  size: v.number(),
  list: v.optional(v.array(v.strictObject({ name: v.string() })), []),
  mode: v.optional(
    v.variant('kind', [v.strictObject({ kind: v.literal('a'), alpha: v.number() }), v.strictObject({ kind: v.literal('b') })]),
  ),
});

test('fills in defaults', () => expect(parseConfig(schema, { size: 1 }, 'f')).toEqual({ size: 1, list: [] }));

test.each([
  [{ size: 1, sise: 2 }, 'f: unknown key "sise"; did you mean "size"?'],
  [{ sise: 2 }, 'f: unknown key "sise"; did you mean "size"?'],
  [{ size: 1, list: [{ name: 'x', nme: 'y' }] }, 'f: unknown key "list.0.nme"; did you mean "name"?'],
  [{ size: 1, mode: { kind: 'a', alpha: 1, alpa: 2 } }, 'f: unknown key "mode.alpa"; did you mean "alpha"?'],
  [{ size: 1, mode: { kind: 'b', alpha: 1 } }, 'f: unknown key "mode.alpha" (known: kind)'],
  [{ size: 1, colour: 2 }, 'f: unknown key "colour" (known: size, list, mode)'],
  [{}, 'f: expected a value for size but it is missing'],
  [{ size: '1' }, 'f: expected number for size but received "1"'],
  [{ size: 1, mode: { kind: 'c' } }, 'f: expected ("a" | "b") for mode.kind but received "c"'],
  [7, 'f: expected Object for the whole but received 7'],
])('%j is answered with a sentence', (value, sentence) => {
  expect(() => parseConfig(schema, value, 'f')).toThrow(sentence);
});
