/** POST /v1/metrics: scores of a finished picture, against its HR picture or alone. */
import * as v from 'valibot';
import { type MeasureRequest, measureOptions } from '../../common/measure-options.ts';
import { namesFor } from '../../common/metric-names.ts';
import { ConfigError, expected } from '../../errors.ts';
import { metrics } from '../../metrics/index.ts';
import { fractionOf } from '../../scale.ts';
import { readBody } from '../body.ts';
import { checkPicture } from '../check-picture.ts';
import { type MeasureWork, measureInThread } from '../measure.ts';
import type { Hold } from '../memory.ts';
import { answer, component, formBody, problems, queryParameters } from '../openapi-parts.ts';
import { Problem } from '../problem.ts';
import { readFields } from '../request-options.ts';
import { defineRoute } from '../route.ts';
import type { AppContext, Services } from '../services.ts';
import { workSignal } from '../work-signal.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

export const scoresSchema = v.strictObject({
  /** Of the SR picture. */
  width: count,
  height: count,
  scale: v.number(),
  protocol: v.string(),
  /** The protocol in full, in one line. */
  description: v.string(),
  /** By metric; null is infinite, as the PSNR of identical pictures. */
  scores: v.record(v.string(), v.nullable(v.number())),
  notes: v.array(v.string()),
});

const files = {
  sr: { description: 'the picture that is measured', required: true },
  hr: { description: 'what it should be; some metrics need none', required: false },
};

export const measure = defineRoute({
  method: 'post',
  path: '/v1/metrics',
  name: 'measure',
  tag: 'pictures',
  summary: 'Measures a finished picture, against its HR picture or alone',
  operation: () => ({
    parameters: queryParameters(measureOptions),
    requestBody: { required: true, content: formBody(files, measureOptions) },
    responses: { 200: answer('The scores', component('Scores')), ...problems(400, 401, 413, 415, 422, 429, 500, 503) },
  }),
  async handle(c, services) {
    const hold = services.memory.open();
    try {
      const work = await workOf(c, services, hold);
      const leave = services.clients.enter(c.get('client'));
      try {
        const signal = workSignal(c, services);
        const { seconds } = services.settings.jobs;
        return c.json(await services.queue.enter().run(() => measureInThread(work, { signal, seconds }), signal));
      } finally {
        leave();
      }
    } finally {
      hold.release();
    }
  },
});

async function workOf(c: AppContext, { settings: { limits } }: Services, hold: Hold): Promise<MeasureWork> {
  const body = await readBody(c.req.raw, { names: Object.keys(files), mostBytes: limits.bodyBytes, hold });
  const request = readFields(measureOptions, [...new URL(c.req.url).searchParams, ...body.fields]);
  fractionOf(request.scale ?? 1);
  const [sr, hr] = [body.files.get('sr')?.bytes, body.files.get('hr')?.bytes];
  if (!sr?.length) throw new Problem(400, 'wrong-request', 'Expected a picture as the file "sr" of the form but received none');
  const names = measurable(request, hr !== undefined);
  await checkPicture(sr, 'sr', limits);
  if (hr) await checkPicture(hr, 'hr', limits);
  return { sr, hr, metrics: names, request, pixels: limits.pixels };
}

/** The metrics that are asked for. Throws ConfigError for those that need files, which a request cannot bring. */
function measurable({ metric }: MeasureRequest, hasHr: boolean): readonly string[] {
  const names = namesFor(metric, hasHr, 'metric');
  for (const name of names) {
    const { files = {}, network } = metrics[name]!;
    if (network || Object.values(files).some(({ optional }) => !optional))
      throw new ConfigError(expected('metrics that need no files of their own', 'metric', name));
  }
  return names;
}
