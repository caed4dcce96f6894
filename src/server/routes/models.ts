/** GET /v1/models: what an upscale may name. */
import * as v from 'valibot';
import { resamplers } from '../../upscale/resampler.ts';
import { networkSchema } from '../../weights/manifest.ts';
import { answer, component, problems } from '../openapi-parts.ts';
import { defineRoute } from '../route.ts';

export const modelsSchema = v.strictObject({
  /** The name that is used when none is asked for. */
  default: v.string(),
  /** What the package's list says of each, but for the file. */
  networks: v.array(v.omit(networkSchema, ['file'])),
  /** Names of the classical methods, which make any scale. */
  classical: v.array(v.string()),
});

export const models = defineRoute({
  method: 'get',
  path: '/v1/models',
  name: 'listModels',
  tag: 'pictures',
  summary: 'The installed networks and the classical methods',
  operation: () => ({ responses: { 200: answer('What there is', component('Models')), ...problems(401) } }),
  handle(c, { networks: { manifest } }) {
    const list = { default: manifest.default, networks: manifest.networks.map(({ file, ...network }) => network), classical: resamplers };
    return c.json(list);
  },
});
