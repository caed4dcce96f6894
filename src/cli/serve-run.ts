/** The work of `subpixel serve`: settings out of file and flags, then the server. */
import { readYamlWith } from '../common/yaml-file.ts';
import { serve } from '../server/serve.ts';
import { parseSettings, type Settings } from '../server/settings.ts';
import type { Context } from './command.ts';
import type { ServeCommandOptions } from './commands/serve.ts';

export async function runServe(options: ServeCommandOptions, { stdout, stderr, signal }: Context): Promise<undefined> {
  await serve(await settingsOf(options), {
    output: stdout,
    signal,
    onListening: (address) => stderr.write(`subpixel serve: listening on ${address}, documented at ${address}/docs\n`),
  });
}

/** Flags come before `--set`, and both before the file. */
async function settingsOf({ config, set, corsOrigin, insecure, ...plain }: ServeCommandOptions): Promise<Settings> {
  const given = Object.entries(plain).filter(([, value]) => value !== undefined);
  const lists = [...(corsOrigin.length > 0 ? [['corsOrigin', corsOrigin]] : []), ...(insecure ? [['insecure', true]] : [])];
  const file: unknown = await readYamlWith(config, set);
  return parseSettings({ ...(file as object), ...Object.fromEntries([...given, ...lists]) }, config ?? 'settings');
}
