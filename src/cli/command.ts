/** The frame of every command: what it is, what it may touch, and how it is called. */
import { commandHelp } from './help.ts';
import { type Options, type OptionValues, type Positionals, readArguments } from './options.ts';

/** What a command may touch of the world; tests give their own. */
export interface Context {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by the first Ctrl-C: the command cleans up and returns. */
  readonly signal: AbortSignal;
  /** Show the stacks of errors. */
  readonly debug: boolean;
}

/** A stream that may be a terminal. */
export interface Output {
  write(chunk: string | Uint8Array): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface Example {
  readonly command: string;
  readonly does: string;
}

export interface CommandDef<S extends Options> {
  readonly name: string;
  /** One line, also shown by `subpixel --help`. */
  readonly summary: string;
  readonly positionals?: Positionals;
  readonly options: S;
  readonly examples: readonly Example[];
  /** Paragraphs after the options. */
  readonly notes?: readonly string[];
  /** Returns the exit code, 0 when nothing. Throws ConfigError for wrong values (code 2), other errors for failures (code 1). */
  run(args: { readonly options: OptionValues<S>; readonly positionals: readonly string[] }, context: Context): Promise<number | undefined>;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  help(columns?: number): string;
  run(args: readonly string[], context: Context): Promise<number>;
}

/** Makes a command of its description; the types of the option values follow from `options`. */
export function defineCommand<const S extends Options>(definition: CommandDef<S>): Command {
  return {
    name: definition.name,
    summary: definition.summary,
    help: (columns) => commandHelp(definition, columns),
    async run(args, context) {
      return (await definition.run(readArguments(definition, args), context)) ?? 0;
    },
  };
}
