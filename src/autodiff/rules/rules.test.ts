import { describe, expect, test } from 'vitest';
import { gradcheck } from '../../../test/support/gradcheck.ts';
import { gradientCases } from '../../../test/support/gradient-cases/index.ts';
import { rules } from './index.ts';

test('every rule has a case, and only rules have', () => {
  const ruled = Object.entries(rules).flatMap(([name, rule]) => (rule ? [name] : []));
  expect(Object.keys(gradientCases).sort()).toEqual(ruled.sort());
});

describe.each(Object.entries(gradientCases))('%s', (_name, cases) => {
  test.each(cases)('$title: agrees with central differences', async ({ shapes, f, options }) => {
    expect(await gradcheck(shapes, f, options)).toBeLessThan(2e-3);
  });
});
