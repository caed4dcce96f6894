import { expect, test } from 'vitest';
import { centralPart, partAt } from './part.ts';

test('the part stays inside the picture', () => {
  const size = { width: 300, height: 200 };
  expect(centralPart(size, 96)).toEqual({ x: 102, y: 52, width: 96, height: 96 });
  expect(partAt(size, 96, 0, 0)).toEqual({ x: 0, y: 0, width: 96, height: 96 });
  expect(partAt(size, 96, 999, 999)).toEqual({ x: 204, y: 104, width: 96, height: 96 });
  expect(centralPart({ width: 40, height: 500 }, 96)).toEqual({ x: 0, y: 202, width: 40, height: 96 });
});
