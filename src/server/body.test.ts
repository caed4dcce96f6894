import { expect, test } from 'vitest';
import { safeName } from './body.ts';

test.each([
  ['photo.png', 'photo.png'],
  ['a/b\\c.png', 'c.png'],
  ['x\r\nSet-Cookie: y.png', 'xSet-Cookie y.png'],
  ['"a|b?.png', 'ab.png'],
  ['.hidden', 'hidden'],
  ['日本.jpg', '日本.jpg'],
  ['..', undefined],
  ['dir/', undefined],
  [undefined, undefined],
])('%j is named %j', (given, safe) => {
  expect(safeName(given)).toBe(safe);
});
