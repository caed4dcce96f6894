import { expect, test } from 'vitest';
import { csvLine, parseCsv, parseRecords } from './csv.ts';

test('what is written is read again', () => {
  const rows = [
    ['a', 'b, c', ''],
    ['say "x"', 'two\nlines', '3.5'],
  ];
  expect(parseCsv(rows.map((row) => `${csvLine(row)}\n`).join(''))).toEqual(rows);
  expect(csvLine(['a', undefined, 2])).toBe('a,,2');
});

test('a line that was cut short is left out', () => {
  expect(parseCsv('a,b\n1,2\n3')).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
  expect(parseCsv('a,b\r\n1,"2')).toEqual([['a', 'b']]);
  expect(parseCsv('')).toEqual([]);
});

test('records are by the names of the first line', () => {
  expect(parseRecords('step,psnr\n1,\n2,30.5\n')).toEqual([
    { step: '1', psnr: '' },
    { step: '2', psnr: '30.5' },
  ]);
  expect(parseRecords('')).toEqual([]);
});
