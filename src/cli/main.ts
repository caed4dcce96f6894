#!/usr/bin/env node
/** The `subpixel` command: connects the command line to this process. */
import { runCli } from './cli.ts';

const controller = new AbortController();

/** The first Ctrl-C stops cleanly, the second at once. */
function interrupt(): void {
  if (controller.signal.aborted) process.exit(130);
  controller.abort();
}
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);

// A reader that goes away (`subpixel … | head`) ends the work as Ctrl-C does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  controller.abort();
});

process.exitCode = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: controller.signal,
});
