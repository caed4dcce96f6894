/** GET and DELETE /v1/jobs/:id: how far a job is, and its end. */
import type { Job } from '../job-store.ts';
import { answer, component, idParameter, problems } from '../openapi-parts.ts';
import { Problem } from '../problem.ts';
import { defineRoute } from '../route.ts';
import type { AppContext, Services } from '../services.ts';

export const getJob = defineRoute({
  method: 'get',
  path: '/v1/jobs/:id',
  name: 'getJob',
  tag: 'jobs',
  summary: 'State, progress and expected time of a job',
  operation: () => ({
    parameters: [idParameter],
    responses: { 200: answer('The job', component('Job')), ...problems(401, 404) },
  }),
  handle: (c, services) => c.json(services.jobs.view(jobOf(c, services))),
});

export const removeJob = defineRoute({
  method: 'delete',
  path: '/v1/jobs/:id',
  name: 'removeJob',
  tag: 'jobs',
  summary: 'Cancels a job that has not ended; removes one that has, and its result',
  operation: () => ({
    parameters: [idParameter],
    responses: { 204: { description: 'Done' }, ...problems(401, 404) },
  }),
  async handle(c, services) {
    await services.jobs.remove(jobOf(c, services));
    return c.body(null, 204);
  },
});

/** Throws a problem of status 404 for a job that there is not, or of another client. */
export function jobOf(c: AppContext, { jobs }: Services): Job {
  const id = c.req.param('id') ?? '';
  const job = jobs.find(id, c.get('client'));
  if (!job)
    throw new Problem(
      404,
      'not-found',
      `Expected the id of a job of yours that has not expired but received ${JSON.stringify(id.slice(0, 100))}`,
    );
  return job;
}
