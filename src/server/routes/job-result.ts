/** GET /v1/jobs/:id/result: the picture of a job that is done. */
import { idParameter, pictureContent, problems } from '../openapi-parts.ts';
import { pictureResponse } from '../picture-response.ts';
import { Problem, problemFrom } from '../problem.ts';
import { defineRoute } from '../route.ts';
import { watchSending } from '../sending.ts';
import { jobOf } from './jobs.ts';

export const jobResult = defineRoute({
  method: 'get',
  path: '/v1/jobs/:id/result',
  name: 'getJobResult',
  tag: 'jobs',
  summary: 'The picture that a job made',
  operation: () => ({
    parameters: [idParameter],
    responses: { 200: { description: 'The larger picture', content: pictureContent() }, ...problems(401, 404, 409) },
  }),
  async handle(c, services) {
    const { id, state, facts, problem, fileName } = jobOf(c, services);
    if (state === 'done') {
      const body = await services.jobs.result(id);
      watchSending(c, services);
      return pictureResponse(body, facts!, fileName);
    }
    const why = problem ? `: ${problemFrom(problem).message}` : '';
    throw new Problem(409, 'not-ready', `Expected a job that is done but it is ${state}${why}`);
  },
});
