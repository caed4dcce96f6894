/** Which operators have gradients of gradients, found by trying every rule; docs/training.md prints the same list. */
import { describe, expect, test } from 'vitest';
import { gradcheck, ofGradients, resultShape } from '../../test/support/gradcheck.ts';
import { gradientCases } from '../../test/support/gradient-cases/index.ts';
import { secondOrder } from '../../test/support/gradient-cases/second-order.ts';

test('every operator that has a gradient has a second one', () => {
  expect(Object.keys(gradientCases).filter((name) => !secondOrder(name))).toEqual([]);
});

/** Two cases each: the first-order test has them all. */
describe.each(Object.entries(gradientCases))('%s', (_name, cases) => {
  test.each(cases.slice(0, 2))('$title: gradients of its gradients agree with central differences', async ({ shapes, f, options }) => {
    expect(await gradcheck([...shapes, resultShape(shapes, f)], ofGradients(f), options)).toBeLessThan(2e-3);
  });
});
