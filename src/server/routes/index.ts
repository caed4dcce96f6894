/** All routes, in the order of the documents. */
import type { Route } from '../route.ts';
import { docsPage, docsScript, docsStyle } from './docs.ts';
import { healthz, readyz } from './health.ts';
import { jobEvents } from './job-events.ts';
import { jobResult } from './job-result.ts';
import { getJob, removeJob } from './jobs.ts';
import { measure } from './metrics.ts';
import { models } from './models.ts';
import { openApiDocument } from './openapi.ts';
import { prometheus } from './prometheus.ts';
import { upscale } from './upscale.ts';

export const routes: readonly Route[] = [
  ...[upscale, getJob, jobEvents, jobResult, removeJob, models, measure],
  ...[healthz, readyz, prometheus, openApiDocument, docsPage, docsScript, docsStyle],
];
