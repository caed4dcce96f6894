import { describe, expect, test } from 'vitest';
import { ConfigError } from '../errors.ts';
import { readArguments } from './options.ts';

const definition = {
  name: 'demo',
  options: {
    scale: { type: 'number', short: 's', summary: 'how much', above: 0, max: 16, default: 4 },
    tile: { type: 'integer', short: 't', summary: 'tile', min: 0 },
    format: { type: 'choice', short: 'f', summary: 'format', choices: ['png', 'jpg'] },
    maxPixels: { type: 'integer', summary: 'limit', min: 1, default: 100 },
    model: { type: 'string', short: 'n', value: 'name', summary: 'network' },
    set: { type: 'string', value: 'key=value', repeatable: true, summary: 'setting' },
    recursive: { type: 'boolean', short: 'r', summary: 'subfolders' },
    quiet: { type: 'boolean', short: 'q', summary: 'no words' },
  },
  positionals: { name: 'files', summary: 'pictures', min: 1, max: 2 },
} as const;
const read = (...args: string[]) => readArguments(definition, args);

test('values have their types, flags their kebab-case, defaults stand', () => {
  const { options, positionals } = read('a.png', '-s2.5', '--max-pixels=7', '-rq', '--set', 'a=1', '--set', 'b=2', '-f', 'jpg', '--', '-x');
  expect(options).toEqual({
    scale: 2.5,
    tile: undefined,
    format: 'jpg',
    maxPixels: 7,
    model: undefined,
    set: ['a=1', 'b=2'],
    recursive: true,
    quiet: true,
  });
  expect(positionals).toEqual(['a.png', '-x']);
  const typed: 'png' | 'jpg' | undefined = options.format;
  expect(typed).toBe('jpg');
  expect(read('-').options.scale).toBe(4);
});

describe('one sentence for every wrong argument', () => {
  test.each([
    [['a', '--scale', '-1'], 'Expected a number above 0 and up to 16 for --scale but received -1'],
    [['a', '-s', '0'], 'Expected a number above 0 and up to 16 for -s but received 0'],
    [['a', '--scale=NaN'], 'Expected a number above 0 and up to 16 for --scale but received "NaN"'],
    [['a', '--scale', '1000'], 'Expected a number above 0 and up to 16 for --scale but received 1000'],
    [['a', '--scale', ''], 'Expected a number above 0 and up to 16 for --scale but received ""'],
    [['a', '--tile', '1.5'], 'Expected a whole number of 0 or more for --tile but received 1.5'],
    [['a', '--tile'], 'Expected a whole number of 0 or more for --tile but received nothing'],
    [['a', '--model', '--tile', '3'], 'Expected a name for --model but received the option --tile'],
    [['a', '-f', 'bmp'], 'Expected png or jpg for -f but received "bmp"'],
    [['a', '--quiet=yes'], 'Expected no value for --quiet but received "yes"'],
    [['a', '--modle', 'x'], 'Unknown option --modle; did you mean --model? (see subpixel demo --help)'],
    [['a', '--max', '3'], 'Unknown option --max; did you mean --max-pixels? (see subpixel demo --help)'],
    [['a', '--zzzzzz'], 'Unknown option --zzzzzz (see subpixel demo --help)'],
    [['a', '-z'], 'Unknown option -z (see subpixel demo --help)'],
    [[], 'Expected files but received nothing (see subpixel demo --help)'],
    [['a', 'b', 'c'], 'Expected at most 2 of files but received "c"'],
  ])('%j', (args, sentence) => {
    expect(() => read(...args)).toThrow(new ConfigError(sentence));
  });
});
