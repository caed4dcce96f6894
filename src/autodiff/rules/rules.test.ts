import { describe, expect, test } from 'vitest';
import { gradcheck } from '../../../test/support/gradcheck.ts';
import { cases } from '../../../test/support/rule-cases.ts';
import { rules } from './index.ts';

test('every rule has a case, and only rules have', () => {
  const ruled = Object.entries(rules).flatMap(([name, rule]) => (rule ? [name] : []));
  expect(Object.keys(cases).sort()).toEqual(ruled.sort());
});

describe.each(Object.entries(cases))('%s', (_name, list) => {
  test.each(list.map(([title, shapes, f, options]) => ({ title, shapes, f, options })))(
    '$title: agrees with central differences',
    async (c) => {
      expect(await gradcheck(c.shapes, c.f, c.options)).toBeLessThan(2e-3);
    },
  );
});
