/** What commands that make pictures say while they work: a line per picture in words or in JSON, errors on standard error, progress. */
import { inspect } from 'node:util';
import type { Context } from './command.ts';
import { createPace, createProgress } from './progress.ts';

export interface Printer {
  made(made: MadePicture): void;
  skipped(named: Named): void;
  /** `error` gives the stack for --debug. */
  failed(named: Named, sentence: string, error?: unknown): void;
  remark(text: string): void;
  /** After Ctrl-C. */
  stopped(finished: number, total: number): void;
  /** The listener of one picture out of `count`. */
  progress(name: string, index: number, count: number): (done: number, total: number) => void;
}

/** One result: the line of `--json`, and the same in words. */
export interface MadePicture {
  readonly record: object;
  readonly words: string;
}

interface Named {
  readonly input: string;
  readonly output?: string;
}

interface PrinterOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  /** The picture itself goes to standard output, so words go to standard error. */
  readonly toStream: boolean;
}

export function createPrinter({ stdout, stderr, debug }: Context, { json, quiet, toStream }: PrinterOptions): Printer {
  const progress = createProgress(stderr, { silent: json || quiet });
  const out = toStream ? stderr : stdout;
  const say = (record: object, words: string) => {
    if (json) progress.print(out, JSON.stringify(record));
    else if (!quiet) progress.print(out, words);
  };
  return {
    made: ({ record, words }) => say(record, words),
    skipped: (named) => say({ ...named, skipped: true }, `${named.input} · skipped, ${named.output} is there`),
    failed(named, sentence, error) {
      if (json) progress.print(out, JSON.stringify({ ...named, error: sentence }));
      progress.print(stderr, `subpixel: ${sentence}`);
      if (debug && error !== undefined) progress.print(stderr, inspect(error));
    },
    remark(text) {
      if (!json && !quiet) progress.print(out, text);
    },
    stopped: (finished, total) =>
      progress.print(
        stderr,
        `Stopped with ${finished} of ${total} finished${total > 1 ? '; the same command with --resume goes on from here' : ''}`,
      ),
    progress(name, index, count) {
      const own = createPace();
      const report = (fraction: number) => {
        const text = count === 1 ? name : `[${index + 1}/${count}] ${name} ${own(fraction, 1)}`;
        progress.update(index + fraction, count, text);
      };
      report(0);
      return (done, total) => report(done / total);
    },
  };
}
