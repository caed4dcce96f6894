/** `subpixel serve` from its first to its last moment. */
import { createApp } from './app.ts';
import { listen } from './listen.ts';
import { createLog, type ServerOutput } from './log.ts';
import { openServices } from './open.ts';
import type { Settings } from './settings.ts';

export interface ServeOptions {
  /** Gets a JSON line for each request. */
  readonly output: ServerOutput;
  /** Aborted when the server is to stop. */
  readonly signal: AbortSignal;
  readonly onListening: (address: string) => void;
  readonly page?: string;
}

/** For answers that are still being sent when all work has ended. */
const lastWordsMs = 2000;

/** Resolves when the server has stopped. Throws ConfigError when it cannot start. */
export async function serve(settings: Settings, { output, signal, onListening, page }: ServeOptions): Promise<void> {
  const log = createLog(output);
  const { services, close } = await openServices({ settings, log, ...(page === undefined ? {} : { page }) });
  try {
    const { address, close: hangUp, cut } = await listen(createApp(services).fetch, settings);
    log.event('listening', { address, data: settings.data });
    onListening(address);
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    log.event('stopping', { waiting: services.queue.waiting, running: services.queue.running });
    const ended = hangUp();
    await close();
    const timer = setTimeout(cut, lastWordsMs);
    await ended;
    clearTimeout(timer);
    log.event('stopped');
  } catch (error) {
    await close();
    throw error;
  }
}
