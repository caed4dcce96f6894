import { expect, test } from 'vitest';
import { grouped, textTable } from './table.ts';

test('columns are as wide as their widest cell, the first aligned left', () => {
  expect(
    textTable([
      ['name', 'PSNR'],
      ['a', '38.1'],
      ['butterfly', '7'],
    ]),
  ).toEqual(['name       PSNR', 'a          38.1', 'butterfly     7']);
});

test('other columns can be aligned left; nothing trails', () => {
  const rows = [
    ['1', 'long', 'x'],
    ['22', 'b', 'yy'],
  ];
  expect(textTable(rows, { left: [1, 2] })).toEqual([' 1  long  x', '22  b     yy']);
});

test('wide and combined characters take the columns that a terminal gives them', () => {
  expect(
    textTable([
      ['写真', '1'],
      ['e\u0301t\u00e9', '2'],
    ]),
  ).toEqual(['写真  1', 'e\u0301t\u00e9   2']);
});

test('no rows, no lines', () => expect(textTable([])).toEqual([]));

test('thousands are grouped', () => expect([grouped(22729), grouped(7)]).toEqual(['22,729', '7']));
