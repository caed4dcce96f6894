/** The app on a socket, with the limits that only a socket has: headers, slow senders, connections. */
import { createServer, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { ConfigError } from '../errors.ts';
import { Problem } from './problem.ts';
import type { Settings } from './settings.ts';

export interface Listening {
  /** `http://127.0.0.1:8080` */
  readonly address: string;
  /** Takes no more connections; resolves when those there are have ended. */
  close(): Promise<void>;
  /** Ends the connections that there are. */
  cut(): void;
}

type Fetch = Parameters<typeof getRequestListener>[0];
type Limits = Pick<Settings, 'host' | 'port'> & {
  readonly limits: Pick<Settings['limits'], 'headerBytes' | 'headerSeconds' | 'bodySeconds' | 'connections'>;
};

/** How often slow senders are looked for. */
const lookMs = 500;

/** Throws ConfigError for an address that is taken or not this machine's. */
export async function listen(fetch: Fetch, { host, port, limits }: Limits): Promise<Listening> {
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headerSeconds * 1000,
      requestTimeout: limits.bodySeconds * 1000,
      connectionsCheckingInterval: lookMs,
      requireHostHeader: true,
    },
    getRequestListener(fetch, { overrideGlobalObjects: false }),
  );
  server.maxConnections = limits.connections;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return socket.destroy();
    socket.end(refusalOf(error, limits));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'another program uses it' : `it cannot be used (${cause.code})`;
      reject(new ConfigError(`Expected an address to listen on but received ${host} and port ${port}: ${why}`, { cause }));
    });
    server.listen(port, host, resolve);
  });
  return { address: addressOf(server), close: () => closed(server), cut: () => server.closeAllConnections() };
}

function addressOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

/** The answer to what Node's parser refuses, which no route sees. */
function refusalOf({ code, message }: NodeJS.ErrnoException, limits: Limits['limits']): string {
  const problem =
    code === 'HPE_HEADER_OVERFLOW'
      ? new Problem(431, 'too-large', `Expected at most ${limits.headerBytes} bytes of headers but received more`)
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? new Problem(
            408,
            'wrong-request',
            `Expected headers within ${limits.headerSeconds} s and a whole request within ${limits.bodySeconds} s but it took longer`,
          )
        : new Problem(400, 'wrong-request', `Expected an HTTP request but received something else (${message})`);
  const body = JSON.stringify(problem.body());
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
