import { describe, expect, test } from 'vitest';
import { gradcheck, ofGradients, resultShape } from '../../test/support/gradcheck.ts';
import { gradientCases } from '../../test/support/gradient-cases/index.ts';

describe.each(Object.entries(gradientCases))('%s', (_name, cases) => {
  test.each(cases)('$title: gradients of its gradients agree with central differences', async ({ shapes, f, options }) => {
    expect(await gradcheck([...shapes, resultShape(shapes, f)], ofGradients(f), options)).toBeLessThan(2e-3);
  });
});
