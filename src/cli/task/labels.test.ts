import { describe, expect, test } from 'vitest';
import { labelsFromCsv, labelsFromFolders, parseClasses } from './labels.ts';

const names = ['a.png', 'b.png', 'sub/c.png'];

describe('names of classes', () => {
  test('a line, or its first word where it is the only one', () => {
    const { names: lines, find } = parseClasses('n01 tench, Tinca\r\nn02 goldfish\nwhite shark\nwhite grouse\n', 'c.txt');
    expect(lines).toHaveLength(4);
    expect(['n01', 'n02 goldfish', 'white shark', 'white', 'tench'].map(find)).toEqual([0, 1, 2, undefined, undefined]);
  });

  test.each([
    ['a\n\nb', 'Expected a name in each line for c.txt but received "none in line 2"'],
    ['a\nb\na', 'Expected each name once for c.txt but received "a again in line 3"'],
  ])('refuses %j', (text, sentence) => {
    expect(() => parseClasses(text, 'c.txt')).toThrow(sentence);
  });
});

describe('a CSV', () => {
  test('numbers, with and without a head, with and without an end', () => {
    const want = [
      { name: 'a.png', label: 7 },
      { name: 'sub/c.png', label: 0 },
    ];
    for (const text of ['a.png,7\nsub/c.png,0\n', 'file,label\r\nsub\\c.png,0\r\n./a.png, 7', '"a.png",7\nsub/c.png,0'])
      expect(labelsFromCsv(text, 'l.csv', names).pictures).toEqual(want);
  });

  test('names, and numbers beside them', () => {
    const classes = parseClasses('cat\ndog\n', 'c.txt');
    expect(labelsFromCsv('a.png,dog\nb.png,0\n', 'l.csv', names, classes)).toMatchObject({
      pictures: [
        { name: 'a.png', label: 1 },
        { name: 'b.png', label: 0 },
      ],
      classes: ['cat', 'dog'],
      notes: ['1 of 3 pictures have no label in l.csv and are left out'],
    });
  });

  test.each([
    ['a.png,cat\n', 'Expected file,label with the number of a class for line 1 of l.csv but received "a.png,cat"'],
    ['file,label\na.png,1,2\n', 'for line 2 of l.csv but received "a.png,1,2"'],
    ['a.png,1\na.png,2\n', 'Expected one label for each file for l.csv but received "two for a.png"'],
    ['a.png,-1\n', 'received "a.png,-1"'],
    ['', 'Expected labels of the pictures in l.csv but received none, such as for a.png'],
  ])('refuses %j', (text, sentence) => {
    expect(() => labelsFromCsv(text, 'l.csv', names)).toThrow(sentence);
  });
});

describe('folders', () => {
  test('by code unit, or by the names of the classes', () => {
    const tree = ['b/1.png', 'B/2.png', 'a/deep/3.png'];
    expect(labelsFromFolders(tree)).toEqual({
      pictures: [
        { name: 'b/1.png', label: 2 },
        { name: 'B/2.png', label: 0 },
        { name: 'a/deep/3.png', label: 1 },
      ],
      classes: ['B', 'a', 'b'],
      notes: [],
    });
    expect(labelsFromFolders(['n02/x.png'], parseClasses('n01 tench\nn02 goldfish', 'c.txt')).pictures).toEqual([
      { name: 'n02/x.png', label: 1 },
    ]);
  });

  test('refuses a folder that is no class', () => {
    expect(() => labelsFromFolders(['n03/x.png'], parseClasses('n01\nn02', 'c.txt'))).toThrow(
      'Expected folders named as --classes for the pictures but received "n03"',
    );
  });
});
