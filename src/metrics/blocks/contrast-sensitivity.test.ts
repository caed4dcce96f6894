import { expect, test } from 'vitest';
import { contrastSensitivity } from './contrast-sensitivity.ts';

const csf = contrastSensitivity(64, 64);

test('is the same for all low frequencies, and falls towards high ones', () => {
  expect(csf[0]).toBe(0.9809);
  expect(csf[3]).toBe(0.9809);
  expect(csf[12]).toBeGreaterThan(csf[24]!);
  expect(csf[24]).toBeGreaterThan(csf[32]!);
});

test('has no jump of more than 1 % at its peak, and less for the diagonals', () => {
  const near = contrastSensitivity(6400, 1).subarray(0, 3200);
  const jumps = Array.from({ length: 3199 }, (_, i) => Math.abs(near[i + 1]! - near[i]!));
  expect(Math.max(...jumps)).toBeLessThan(0.01);
  expect(csf[17 * 64 + 17]).toBeLessThan(csf[24]!);
});
