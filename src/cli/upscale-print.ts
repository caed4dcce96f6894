/** What `subpixel upscale` says while it works: a line per picture in words or in JSON, errors on standard error, progress. */
import { inspect } from 'node:util';
import type { Context } from './command.ts';
import { createPace, createProgress, formatDuration } from './progress.ts';
import type { Made } from './upscale-picture.ts';

export interface Printer {
  made(made: Made): void;
  skipped(named: Named): void;
  /** `error` gives the stack for --debug. */
  failed(named: Named, sentence: string, error?: unknown): void;
  remark(text: string): void;
  /** After Ctrl-C. */
  stopped(finished: number, total: number): void;
  /** The listener of one picture out of `count`. */
  progress(name: string, index: number, count: number): (done: number, total: number) => void;
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
    made: (made) => say(made, wordsOf(made)),
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

/** `a.jpg → a_x8.jpg · 3840×2560 · espcn ×4, then espcn ×2 · cpu · 1.24 s · Took the first of 3 frames` */
function wordsOf({ input, output, width, height, passes, device, seconds, notes }: Made): string {
  const place = output === '-' ? 'standard output' : output;
  return [
    `${input} → ${place}`,
    `${width}×${height}`,
    passes.map(withoutSizes).join(', then '),
    device,
    formatDuration(seconds),
    ...notes,
  ].join(' · ');
}

/** `espcn ×4, 480×320 to 1920×1280` → `espcn ×4`; the size of the result is said already. */
function withoutSizes(pass: string): string {
  return pass.replace(/(?:, \d+×\d+)? to \d+×\d+$/, '');
}
