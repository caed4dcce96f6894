import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

test('nearest: prefixes and small slips only', () => {
  expect(nearest('bicubik', ['bicubic', 'lanczos3'])).toBe('bicubic');
  expect(nearest('lancz', ['bicubic', 'lanczos3'])).toBe('lanczos3');
  expect(nearest('edsr', ['bicubic', 'lanczos3'])).toBeUndefined();
  expect(nearest('x', [])).toBeUndefined();
});
