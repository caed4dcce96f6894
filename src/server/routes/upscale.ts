/** POST /v1/upscale: a picture in, the larger one out, at once or as a job. */
import { basename, extname } from 'node:path';
import { extensionOf, formatFor, formatOf, type PictureHeader } from '../../codecs/node.ts';
import { suffixOf } from '../../common/upscale-options.ts';
import { readBody } from '../body.ts';
import { checkPicture } from '../check-picture.ts';
import { checkRequest, enlarge } from '../enlarge.ts';
import { answer, component, formBody, pictureContent, problems, queryParameters } from '../openapi-parts.ts';
import { pictureResponse } from '../picture-response.ts';
import { Problem } from '../problem.ts';
import { readUpscaleRequest, type UpscaleRequest, upscaleFields } from '../request-options.ts';
import { defineRoute } from '../route.ts';
import { watchSending } from '../sending.ts';
import type { AppContext, Services } from '../services.ts';
import { workSignal } from '../work-signal.ts';

export const upscale = defineRoute({
  method: 'post',
  path: '/v1/upscale',
  name: 'upscale',
  tag: 'pictures',
  summary: 'Enlarges a picture',
  operation: ({ networks }) => ({
    parameters: [
      ...queryParameters(upscaleFields, names(networks)),
      { name: 'Prefer', in: 'header', description: 'respond-async: answer with a job', schema: { type: 'string' } },
    ],
    requestBody: {
      required: true,
      description: 'the picture alone, or a form of it and options',
      content: {
        ...pictureContent(),
        ...formBody({ file: { description: 'the picture', required: true } }, upscaleFields, names(networks)),
      },
    },
    responses: {
      200: {
        description: 'The larger picture',
        headers: { 'Subpixel-Result': { description: 'what was made, and how, as JSON', schema: { type: 'string' } } },
        content: pictureContent(),
      },
      202: answer('The job that was accepted, with Prefer: respond-async', component('Job'), {
        Location: { description: 'of the job', schema: { type: 'string' } },
      }),
      ...problems(400, 401, 413, 415, 422, 429, 500, 503, 507),
    },
  }),
  async handle(c, services) {
    const hold = services.memory.open();
    let sending = false;
    try {
      const { bytes, request, fileName } = await accepted(c, services, hold);
      const client = c.get('client');
      if (prefersAsync(c.req.header('prefer'))) {
        const view = await services.jobs.accept({ client, request, fileName, bytes });
        return c.json(view, 202, { Location: view.links.self, 'Preference-Applied': 'respond-async' });
      }
      const leave = services.clients.enter(client);
      try {
        const signal = workSignal(c, services);
        const made = await services.queue.enter().run(() => enlarge(bytes, request, { ...services, signal }), signal);
        hold.add(made.bytes.length);
        watchSending(c, services, hold);
        sending = true;
        return pictureResponse(made.bytes, made.facts, fileName);
      } finally {
        leave();
      }
    } finally {
      if (!sending) hold.release();
    }
  },
});

function names({ names, manifest }: Services['networks']) {
  return { model: { enum: names, default: manifest.default } };
}

interface Asked {
  readonly bytes: Uint8Array;
  readonly request: UpscaleRequest;
  /** Of the result. */
  readonly fileName: string;
}

/** All that can be wrong is found here, before the picture gets a place in the queue. */
async function accepted(c: AppContext, services: Services, hold: ReturnType<Services['memory']['open']>): Promise<Asked> {
  const { limits } = services.settings;
  const query = [...new URL(c.req.url).searchParams];
  // What the query says is known before the body is there.
  readUpscaleRequest(query);
  const { files, fields } = await readBody(c.req.raw, { alone: 'file', names: ['file'], mostBytes: limits.bodyBytes, hold });
  const request = readUpscaleRequest([...query, ...fields]);
  const upload = files.get('file');
  if (!upload || upload.bytes.length === 0)
    throw new Problem(400, 'wrong-request', 'Expected a picture in the body, or as the file "file" of a form, but received none');
  const header = await checkPicture(upload.bytes, upload.name ?? 'the picture', limits);
  checkRequest(header, request, services);
  return { bytes: upload.bytes, request, fileName: resultName(upload.name ?? 'picture', header, request) };
}

/** As `subpixel upscale` names it: `photo_x4.png`. */
function resultName(name: string, header: PictureHeader, request: UpscaleRequest): string {
  const format = request.format === undefined ? formatFor(header.format) : formatOf(request.format)!;
  return `${basename(name, extname(name))}${suffixOf(request)}${extensionOf(format)}`;
}

function prefersAsync(prefer: string | undefined): boolean {
  return (prefer ?? '').split(/[,;]/).some((part) => part.trim().toLowerCase() === 'respond-async');
}
