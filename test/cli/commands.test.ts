import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';

test.each(commands.map((c) => [c.name, c] as const))(
  '%s is what the list says, and its help has examples of itself',
  async (name, entry) => {
    const command = await entry.load();
    expect([command.name, command.summary]).toEqual([entry.name, entry.summary]);
    const examples = command.help().split('\nExamples\n')[1]!;
    expect(examples).toContain(`subpixel ${name} `);
  },
);
