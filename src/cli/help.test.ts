import { expect, test } from 'vitest';
import { commandHelp } from './help.ts';

test('usage, aligned options with defaults, notes and examples, wrapped', () => {
  const text = commandHelp(
    {
      name: 'demo',
      summary: 'show things',
      positionals: { name: 'files', summary: 'pictures', min: 1 },
      options: {
        scale: { type: 'number', short: 's', summary: 'how many times larger the result is than the picture it is made of', default: 4 },
        device: { type: 'choice', choices: ['cpu', 'cuda'], summary: 'where' },
        set: { type: 'string', value: 'key=value', repeatable: true, summary: 'a setting' },
      },
      notes: ['A note.'],
      examples: [{ command: 'subpixel demo a.png', does: 'shows a.png' }],
    },
    60,
  );
  expect(text).toBe(`subpixel demo: show things

Usage
  subpixel demo <files> [options]

Options
  <files>                pictures
  -s, --scale <number>   how many times larger the result is
                         than the picture it is made of
                         (default 4)
      --device <name>    where (cpu, cuda)
      --set <key=value>  a setting (may be repeated)
  -h, --help             show this text
      --debug            show the stack of an error

A note.

Examples
  subpixel demo a.png
      shows a.png
`);
});
