import { expect, test } from 'vitest';
import { parseObjects } from './objects.ts';

const good = {
  info: { year: 2017 },
  images: [
    { id: 4, file_name: 'a.png', width: 50, height: 40, license: 1 },
    { id: 9, file_name: 'sub/b.png' },
    { id: 5, file_name: 'absent.png' },
  ],
  annotations: [
    { id: 1, image_id: 4, category_id: 3, bbox: [1, 2, 10, 20], area: 200, iscrowd: 0, segmentation: [] },
    { id: 2, image_id: 9, category_id: 7, bbox: [0.5, 0, 1, 1], iscrowd: 1 },
  ],
  categories: [
    { id: 3, name: 'cat', supercategory: 'animal' },
    { id: 7, name: 'dog' },
  ],
};
const names = ['a.png', 'c.png', 'sub/b.png'];
const parse = (changes: object) => parseObjects(JSON.stringify({ ...good, ...changes }), 'o.json', names);

test('objects of the pictures that are there', () => {
  expect(parse({})).toEqual({
    scenes: [
      { name: 'a.png', width: 50, height: 40, objects: [{ box: { left: 1, top: 2, right: 11, bottom: 22 }, crowd: false, category: 3 }] },
      {
        name: 'sub/b.png',
        width: undefined,
        height: undefined,
        objects: [{ box: { left: 0.5, top: 0, right: 1.5, bottom: 1 }, crowd: true, category: 7 }],
      },
    ],
    categories: new Map([
      [3, 'cat'],
      [7, 'dog'],
    ]),
    notes: ['1 of 3 pictures are not in o.json and are left out', '1 of the pictures in o.json are not there'],
  });
});

const [first, second] = good.annotations;
test.each([
  ['a key less', { images: undefined }, 'o.json: expected a value for images but it is missing'],
  ['no box', { annotations: [{ ...first, bbox: [1, 2, -3, 4] }] }, 'o.json: expected >=0 for annotations.0.bbox.2 but received -3'],
  [
    'a picture that is none',
    { annotations: [{ ...first, image_id: 1 }] },
    'Expected the id of one of its images for image_id in o.json but received 1',
  ],
  [
    'no category',
    { annotations: [{ ...first, category_id: 1 }] },
    'Expected the id of one of its categories for category_id in o.json but received 1',
  ],
  ['an id twice', { images: [good.images[0], good.images[0]] }, 'Expected each id once for o.json but received "one again"'],
  [
    'a file twice',
    { images: [...good.images, { id: 1, file_name: 'a.png' }] },
    'Expected each file_name once for o.json but received "one again"',
  ],
  ['crowds alone', { annotations: [second] }, 'Expected objects in the pictures, such as a.png, in o.json but received none'],
])('refuses %s', (_, changes, sentence) => {
  expect(() => parse(changes)).toThrow(sentence);
});

test('refuses what is no JSON', () => {
  expect(() => parseObjects('{', 'o.json', names)).toThrow('Expected JSON for o.json but received "something else"');
});
