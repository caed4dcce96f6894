/** A picture on its way to a client, who may be slow, or take nothing at all. */
import type { Hold } from './memory.ts';
import type { AppContext, Services } from './services.ts';

/** Releases `hold` when the answer is sent or the connection closed; closes one that takes nothing for too long. */
export function watchSending(c: AppContext, { settings }: Services, hold?: Hold): void {
  const { incoming, outgoing } = c.env ?? {};
  const release = () => hold?.release();
  if (!incoming || !outgoing || outgoing.closed || !('setTimeout' in incoming.socket)) {
    release();
    return;
  }
  const { socket } = incoming;
  const stuck = () => socket.destroy();
  socket.setTimeout(1000 * settings.limits.sendSeconds);
  socket.on('timeout', stuck);
  outgoing.once('close', () => {
    socket.off('timeout', stuck);
    release();
  });
}
