import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changes, merge } from './merge.ts';

describe('merge', () => {
  test.each([
    ['a value', { steps: 1, scale: 2 }, { steps: 5 }, { steps: 5, scale: 2 }],
    [
      'an inner key',
      { data: { folders: ['a'], patch: { mode: 'grid', stride: 4 } } },
      { data: { patch: { stride: 2 } } },
      { data: { folders: ['a'], patch: { mode: 'grid', stride: 2 } } },
    ],
    ['a list as a whole', { losses: [{ name: 'l1' }] }, { losses: [{ name: 'l2' }] }, { losses: [{ name: 'l2' }] }],
    [
      'another kind as a whole',
      { schedule: { name: 'cosine', floor: 0.1 } },
      { schedule: { name: 'constant' } },
      { schedule: { name: 'constant' } },
    ],
    ['null as nothing', { validation: { folder: 'a', every: 5 } }, { validation: { folder: null } }, { validation: { every: 5 } }],
  ])('%s', (_title, base, over, whole) => expect(merge(base, over)).toEqual(whole));

  const leaf = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 2 }));
  const key = fc.constantFrom('a', 'b', 'mode', 'data');
  const tree = fc.letrec((tie) => ({ node: fc.dictionary(key, fc.oneof(leaf, tie('node')), { maxKeys: 4 }) })).node as fc.Arbitrary<
    Record<string, unknown>
  >;

  test('the changes from one tree to another, merged, give the other', () => {
    fc.assert(
      fc.property(tree, tree, (a, b) => {
        expect(merge(a, changes(a, b))).toEqual(b);
      }),
    );
  });
});
