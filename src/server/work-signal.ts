/** When work for a client who waits is to stop: the client hung up, or the server can wait no longer. */
import { Problem } from './problem.ts';
import type { AppContext, Services } from './services.ts';

export function workSignal(c: AppContext, { halted }: Services): AbortSignal {
  const client = c.req.raw.signal;
  const controller = new AbortController();
  const hungUp = () => controller.abort(new Problem(499, 'cancelled', 'Expected a client that waits but it hung up'));
  if (client.aborted) hungUp();
  client.addEventListener('abort', hungUp, { once: true });
  return AbortSignal.any([controller.signal, halted]);
}
