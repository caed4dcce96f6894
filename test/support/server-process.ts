/** `subpixel serve` as a process of its own, from this source tree. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface ServerProcess {
  readonly address: string;
  readonly child: ChildProcess;
  /** The lines of the log so far. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** Sends a signal, and waits for the end of the process and of its log; gives the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

export async function startServer(args: readonly string[]): Promise<ServerProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', 'serve', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: Record<string, unknown>[] = [];
  const reader = createInterface({ input: child.stdout });
  const address = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with code ${code}`)));
    reader.on('line', (line) => {
      // The last line of a process that was killed may be cut off.
      if (!line.endsWith('}')) return;
      const fields = JSON.parse(line) as Record<string, unknown>;
      lines.push(fields);
      if (fields['event'] === 'listening') resolve(fields['address'] as string);
    });
  });
  return {
    address,
    child,
    lines,
    async end(signal) {
      const closed = once(child, 'close') as Promise<[number | null]>;
      child.kill(signal);
      return (await closed)[0];
    },
  };
}
