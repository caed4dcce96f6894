/** The settings of `subpixel serve`: one schema, whose defaults are safe on a machine of one's own. */
import * as v from 'valibot';
import { ConfigError, expected } from '../errors.ts';
import { parseConfig } from '../parse-config.ts';

const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const seconds = (most: number) => v.pipe(v.number(), v.gtValue(0), v.maxValue(most));
const gigabyte = 2 ** 30;

export const settingsSchema = v.strictObject({
  /** address to listen on; off the loopback only with `tokenFile` or `insecure` */
  host: v.optional(v.pipe(v.string(), v.minLength(1)), '127.0.0.1'),
  /** 0 takes a free one */
  port: v.optional(whole(0, 65_535), 8080),
  /** folder of jobs, uploads and results; one server at a time uses it */
  data: v.optional(v.pipe(v.string(), v.minLength(1)), 'subpixel-jobs'),
  /** file with a bearer token a line; without it nobody is asked for one */
  tokenFile: v.optional(v.pipe(v.string(), v.minLength(1))),
  /** listen off the loopback without tokens */
  insecure: v.optional(v.boolean(), false),
  /** origins of pages that may use the server from a browser, such as https://example.org; `*` is any */
  corsOrigin: v.optional(v.array(v.pipe(v.string(), v.regex(/^(?:\*|https?:\/\/[^/\s]+)$/, 'an origin such as https://example.org'))), []),
  /** a proxy stands before the server: the client is the last address of X-Forwarded-For */
  trustProxy: v.optional(v.boolean(), false),
  /** what requests may take */
  limits: v.optional(
    v.strictObject({
      /** size of a request's body */
      bodyBytes: v.optional(whole(1, gigabyte), 32 * 2 ** 20),
      /** uploads, and results that are being sent, in memory at once, all together; more uploads are answered with 429 */
      memoryBytes: v.optional(whole(1, 64 * gigabyte), gigabyte / 2),
      /** width × height of an upload, known before it is decoded */
      pixels: v.optional(whole(1, 1e9), 16_000_000),
      /** width × height of a result, known before it is made */
      outputPixels: v.optional(whole(1, 1e9), 64_000_000),
      /** size of all headers of a request */
      headerBytes: v.optional(whole(1024, 2 ** 20), 16_384),
      /** time for the headers of a request to arrive */
      headerSeconds: v.optional(seconds(3600), 10),
      /** time for a whole request to arrive */
      bodySeconds: v.optional(seconds(3600), 120),
      /** time in which a client takes nothing of a picture that is sent; then the connection is closed */
      sendSeconds: v.optional(seconds(3600), 60),
      /** connections at once; more are closed */
      connections: v.optional(whole(1, 100_000), 512),
    }),
    {},
  ),
  /** how pictures are worked on */
  jobs: v.optional(
    v.strictObject({
      /** pictures that are worked on at once */
      concurrency: v.optional(whole(1, 64), 1),
      /** pictures that wait; more are answered with 429 */
      queue: v.optional(whole(0, 1e6), 256),
      /** pictures of one client that wait or are worked on */
      perClient: v.optional(whole(1, 1e6), 64),
      /** time for one picture, without waiting */
      seconds: v.optional(seconds(86_400), 300),
      /** size of all results on the disk; no more jobs are taken while there is more */
      resultBytes: v.optional(whole(1, 2 ** 50), 10 * gigabyte),
      /** how long a job that has ended, and its result, are kept */
      keepSeconds: v.optional(seconds(31_536_000), 86_400),
      /** at shutdown, time for pictures that are worked on to be finished; then those with a job are put back */
      graceSeconds: v.optional(seconds(3600), 20),
      /** CPU threads of the networks; all cores when left out */
      threads: v.optional(whole(1, 1024)),
    }),
    {},
  ),
});

export type Settings = v.InferOutput<typeof settingsSchema>;

/** Checked, with its defaults. Throws ConfigError for a wrong or unknown key, and for an address off the loopback that nothing guards. */
export function parseSettings(value: unknown, name: string): Settings {
  const settings = parseConfig(settingsSchema, value, name);
  const { host, tokenFile, insecure } = settings;
  if (!isLoopback(host) && tokenFile === undefined && !insecure)
    throw new ConfigError(`${expected('127.0.0.1', 'host', host)}: off the loopback a token file is needed, or insecure to do without`);
  return settings;
}

/** Whether an address or name is of this machine alone. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}
