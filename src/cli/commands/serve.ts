/** `subpixel serve`: what it takes. The server itself is loaded when it begins, so that --help is instant. */
import { defineCommand } from '../command.ts';
import type { Options, OptionValues } from '../options.ts';

const serveOptions = {
  host: { type: 'string', value: 'address', summary: 'to listen on; default 127.0.0.1, others only with --token-file or --insecure' },
  port: { type: 'integer', short: 'p', min: 0, max: 65_535, summary: 'default 8080; 0 takes a free one' },
  data: { type: 'string', value: 'folder', summary: 'for jobs, uploads and results; default subpixel-jobs' },
  tokenFile: { type: 'string', value: 'file', summary: 'a bearer token a line; clients must send one of them' },
  insecure: { type: 'boolean', summary: 'listen off the loopback without tokens' },
  corsOrigin: { type: 'string', value: 'origin', repeatable: true, summary: 'pages of this origin may use the server from a browser' },
  config: { type: 'string', short: 'c', value: 'file', summary: 'settings in YAML; the options here come before those of the file' },
  set: { type: 'string', value: 'key=value', repeatable: true, summary: 'one setting, such as limits.pixels=4000000' },
} as const satisfies Options;

export type ServeCommandOptions = OptionValues<typeof serveOptions>;

export const serve = defineCommand({
  name: 'serve',
  summary: 'enlarge and measure pictures over HTTP, with a queue, and show the web page',
  options: serveOptions,
  notes: [
    'Standard output gets a JSON line for each request; docs/server.md has the routes and all settings, and /docs of the server shows them to try.',
    'Jobs that were accepted survive a restart. SIGTERM and Ctrl-C finish what is at work, put back what takes longer, and keep what waits; a second Ctrl-C ends at once.',
    'Exit code: 130 after Ctrl-C or SIGTERM, 2 for a wrong command line, wrong settings, or an address or folder that is in use.',
  ],
  examples: [
    { command: 'subpixel serve', does: 'on http://127.0.0.1:8080, for this machine alone' },
    { command: 'curl -F file=@photo.jpg localhost:8080/v1/upscale?scale=2 -o photo_x2.jpg', does: 'uses it' },
    { command: 'subpixel serve --host 0.0.0.0 --token-file tokens.txt', does: 'for others too, who need a token' },
    { command: 'subpixel serve --config serve.yaml --set jobs.concurrency=2', does: 'with settings of a file, and one more' },
  ],
  async run({ options }, context) {
    const { runServe } = await import('../serve-run.ts');
    return runServe(options, context);
  },
});
