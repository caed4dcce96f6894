/** What went wrong with a request, as RFC 9457 has it: `application/problem+json`. */
import * as v from 'valibot';
import { CodecError, ConfigError, ShapeError, SubpixelError } from '../errors.ts';

/** The last part of `type`, and the title. */
const kinds = {
  'wrong-request': 'The request is wrong',
  'wrong-option': 'An option is wrong',
  'wrong-picture': 'The picture cannot be used',
  'too-large': 'The request is too large',
  'too-many-pixels': 'The picture has too many pixels',
  unauthorized: 'A token is needed',
  forbidden: 'The request is refused',
  'not-found': 'There is nothing here',
  'not-ready': 'The result is not ready',
  'unsupported-type': 'The content type is not known',
  'queue-full': 'The server is busy',
  'too-many-jobs': 'Too many jobs',
  'disk-full': 'There is no room',
  'took-too-long': 'The work took too long',
  stopping: 'The server is stopping',
  cancelled: 'The work was cancelled',
  crashed: 'The job ended the server',
  failure: 'The server failed',
} as const;
export type ProblemKind = keyof typeof kinds;

export const problemSchema = v.strictObject({
  type: v.string(),
  title: v.string(),
  status: v.pipe(v.number(), v.integer()),
  /** One sentence: what was expected, and what was received. */
  detail: v.string(),
  requestId: v.optional(v.string()),
});
export type ProblemBody = v.InferOutput<typeof problemSchema>;

/** An error with its status; `detail` is for the client. */
export class Problem extends SubpixelError {
  readonly status: number;
  readonly kind: ProblemKind;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, kind: ProblemKind, detail: string, { headers = {}, cause }: ProblemOptions = {}) {
    super(detail, { cause });
    this.status = status;
    this.kind = kind;
    this.headers = headers;
  }

  body(requestId?: string): ProblemBody {
    const { status, kind, message } = this;
    const body = { type: `urn:subpixel:problem:${kind}`, title: kinds[kind], status, detail: message };
    return requestId === undefined ? body : { ...body, requestId };
  }

  response(requestId?: string): Response {
    const headers = { 'Content-Type': 'application/problem+json', ...this.headers };
    return new Response(JSON.stringify(this.body(requestId)), { status: this.status, headers });
  }
}

interface ProblemOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** Our sentences about options and pictures go to the client; what failed inside is only for the log. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ConfigError) return new Problem(400, 'wrong-option', error.message, { cause: error });
  if (error instanceof CodecError || error instanceof ShapeError) return new Problem(422, 'wrong-picture', error.message, { cause: error });
  return new Problem(500, 'failure', 'Expected the work to succeed but the server failed; its log has the reason', { cause: error });
}

/** A problem that was kept. */
export function problemFrom({ status, type, detail }: ProblemBody): Problem {
  return new Problem(status, type.split(':').at(-1) as ProblemKind, detail);
}
