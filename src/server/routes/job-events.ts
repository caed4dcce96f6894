/** GET /v1/jobs/:id/events: the job at every change, as server-sent events, up to its end. */
import { streamSSE } from 'hono/streaming';
import { idParameter, problems } from '../openapi-parts.ts';
import { defineRoute } from '../route.ts';
import { jobOf } from './jobs.ts';

/** Between two events, at least. */
const pauseMs = 100;
/** And at most, so that proxies keep the connection. */
const keepAliveMs = 15_000;

export const jobEvents = defineRoute({
  method: 'get',
  path: '/v1/jobs/:id/events',
  name: 'getJobEvents',
  tag: 'jobs',
  summary: 'The job at every change, as server-sent events named by its state, up to its end',
  operation: () => ({
    parameters: [idParameter],
    responses: {
      200: { description: 'Events whose data is the job as JSON', content: { 'text/event-stream': { schema: { type: 'string' } } } },
      ...problems(401, 404),
    },
  }),
  handle(c, services) {
    const { jobs, stopping } = services;
    const client = c.get('client');
    const { id } = jobOf(c, services);
    // Nginx would wait for the whole answer.
    c.header('X-Accel-Buffering', 'no');
    return streamSSE(c, async (stream) => {
      let wake = () => {};
      const unwatch = jobs.watch(id, () => wake());
      const onStop = () => wake();
      stopping.addEventListener('abort', onStop);
      stream.onAbort(() => wake());
      try {
        for (let event = 1; !stream.aborted; event++) {
          const changed = new Promise<void>((resolve) => {
            wake = resolve;
          });
          const job = jobs.find(id, client);
          if (!job) return;
          await stream.writeSSE({ id: String(event), event: job.state, data: JSON.stringify(jobs.view(job)) });
          if (job.ended !== undefined || stopping.aborted) return;
          await Promise.race([changed, pause(keepAliveMs)]);
          await pause(pauseMs);
        }
      } finally {
        unwatch();
        stopping.removeEventListener('abort', onStop);
      }
    });
  },
});

/** Does not keep the process from ending. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
