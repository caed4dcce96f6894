/** `subpixel web`: what it takes. */
import { defineCommand } from '../command.ts';

export const web = defineCommand({
  name: 'web',
  summary: 'show the web page, which enlarges pictures in the browser',
  options: { port: { type: 'integer', short: 'p', min: 0, max: 65_535, default: 8080, summary: '0 takes a free one' } },
  notes: [
    'The page is served to this machine alone, and pictures never leave the browser. Nothing is enlarged by the server: subpixel serve does that.',
    'Exit code: 130 after Ctrl-C, 2 when the page is not built or the port is taken.',
  ],
  examples: [
    { command: 'subpixel web', does: 'prints the address to open' },
    { command: 'subpixel web --port 0', does: 'on a port that is free' },
  ],
  async run({ options }, { stdout, signal }) {
    const { serveWeb } = await import('../../server/web.ts');
    await serveWeb({ port: options.port, signal, onListening: (address) => stdout.write(`${address}\n`) });
    return 0;
  },
});
