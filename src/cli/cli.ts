/** Runs one command line: finds the command, prints help and version, turns errors into a sentence and an exit code. */
import { inspect } from 'node:util';
import { sentenceOf } from '../common/sentence.ts';
import { packageVersion } from '../common/version.ts';
import { ConfigError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import type { Context } from './command.ts';
import { commands } from './commands/index.ts';
import { overview } from './help.ts';

/** The exit code: 0 done, 1 a failure, 2 a wrong command line or configuration, 130 stopped by Ctrl-C. */
export async function runCli(args: readonly string[], streams: Omit<Context, 'debug'>): Promise<number> {
  const flags = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  const context: Context = { ...streams, debug: flags.includes('--debug') };
  try {
    const code = await dispatch(args, flags, context);
    return context.signal.aborted ? 130 : code;
  } catch (error) {
    if (context.signal.aborted) return 130;
    context.stderr.write(`subpixel: ${sentenceOf(error)}\n`);
    if (context.debug) context.stderr.write(`${inspect(error)}\n`);
    return error instanceof ConfigError ? 2 : 1;
  }
}

async function dispatch(args: readonly string[], flags: readonly string[], context: Context): Promise<number> {
  const { stdout } = context;
  const [first, ...rest] = args;
  if (first === '--version' || first === '-V') {
    stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  const name = first === 'help' ? rest[0] : first;
  if (name === undefined || name === '--help' || name === '-h') {
    stdout.write(overview(packageVersion(), commands, stdout.columns));
    return name === undefined && first !== 'help' ? 2 : 0;
  }
  const entry = commands.find((c) => c.name === name);
  if (!entry) throw unknownCommand(name);
  const command = await entry.load();
  if (first === 'help' || flags.includes('--help') || flags.includes('-h')) {
    stdout.write(command.help(stdout.columns));
    return 0;
  }
  return command.run(rest, context);
}

function unknownCommand(name: string): ConfigError {
  const names = commands.map((c) => c.name);
  const near = nearest(name, names);
  return new ConfigError(
    `Unknown command ${JSON.stringify(name)}; ${near ? `did you mean ${near}?` : `the commands are ${names.join(', ')}`}`,
  );
}
