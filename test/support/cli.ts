/** Runs a command line inside this process, as tests need it. */
import { Readable } from 'node:stream';
import { runCli } from '../../src/cli/cli.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as it was written. */
  readonly bytes: Buffer;
}

/** `root` is the test's folder, shown as `~` in the texts. */
export async function cli(
  root: string,
  args: readonly string[],
  { stdin = Buffer.alloc(0), isTTY = false, signal = new AbortController().signal } = {},
): Promise<Outcome> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const sink = (chunks: Buffer[]) => ({ isTTY, write: (chunk: string | Uint8Array) => chunks.push(Buffer.from(chunk)) });
  const code = await runCli(args, { stdin: Readable.from([stdin]), stdout: sink(out), stderr: sink(err), signal });
  const clean = (chunks: Buffer[]) => Buffer.concat(chunks).toString('utf8').replaceAll(root, '~').trimEnd();
  return { code, stdout: clean(out), stderr: clean(err), bytes: Buffer.concat(out) };
}
