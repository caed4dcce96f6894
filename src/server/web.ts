/** `subpixel web`: the built page on the loopback, and nothing else. */
import { ConfigError } from '../errors.ts';
import { listen } from './listen.ts';
import { Problem } from './problem.ts';
import { parseSettings } from './settings.ts';
import { pageFolder, staticFiles } from './static-files.ts';

export interface WebOptions {
  readonly port: number;
  readonly signal: AbortSignal;
  readonly onListening: (address: string) => void;
  /** Of the built page; default the package's own. */
  readonly page?: string;
}

/** Resolves when it was stopped. Throws ConfigError when there is no page, or the port is taken. */
export async function serveWeb({ port, signal, onListening, page = pageFolder }: WebOptions): Promise<void> {
  const files = await staticFiles(page);
  if (!files.built) throw new ConfigError(`Expected the built web page in ${page} but there is none (npm run build makes it)`);
  const answer = async (request: Request): Promise<Response> =>
    (await files.respond(request)) ?? new Problem(404, 'not-found', 'Expected a file of the page but received another path').response();
  const { address, close } = await listen(answer, parseSettings({ port }, 'web'));
  onListening(address);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await close();
}
