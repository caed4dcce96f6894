/** Downloads a file by https: into a partial file that a later attempt goes on with, within stated sizes and times. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers';
import type { Archive, Checksum } from '../../data/sets/set.ts';
import { SubpixelError } from '../../errors.ts';

export interface DownloadOptions {
  readonly protocols: readonly string[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Bytes so far, and in all as far as is known. */
  onProgress(done: number, total: number | undefined): void;
}

/** The address gave no file; the message is the reason, to go into a sentence. */
export class Unreachable extends SubpixelError {}

const mostRedirects = 5;
/** What an archive of unknown or inexact size may have. */
const mostBytes = 20e9;

/** The part of a download that was broken off. */
export const partOf = (file: string) => `${file}.part`;

/** Throws Unreachable when the address does not answer with the file, SubpixelError('Stopped') after Ctrl-C; a partial file stays for the next attempt. */
export async function download(archive: Archive, file: string, options: DownloadOptions): Promise<void> {
  const part = partOf(file);
  const have = (await stat(part).catch(() => undefined))?.size ?? 0;
  if (!(archive.exact && have === archive.bytes)) {
    const watch = createWatch(options);
    try {
      let from = have;
      let response = await ask(archive.address, from, options, watch.signal);
      if (response.status === 416 && from > 0) {
        await response.body?.cancel();
        from = 0;
        response = await ask(archive.address, from, options, watch.signal);
      }
      if (response.status !== 206) from = 0;
      await receive(response, part, from, archive, options, watch);
    } catch (cause) {
      if (options.signal.aborted) throw new SubpixelError('Stopped');
      if (cause instanceof Unreachable) throw cause;
      throw new Unreachable(watch.signal.aborted ? `nothing for ${options.timeoutMs / 1000} s` : reasonOf(cause), { cause });
    } finally {
      watch.stop();
    }
  }
  await rename(part, file);
}

/** The answer to a request for the bytes after `from`; redirects are followed to addresses of the allowed protocols only. */
async function ask(address: string, from: number, { protocols }: DownloadOptions, signal: AbortSignal): Promise<Response> {
  let url = new URL(address);
  for (let redirects = 0; ; redirects++) {
    if (!protocols.includes(url.protocol)) throw new Unreachable(`an address without https, ${url.href}`);
    const headers = { 'accept-encoding': 'identity', ...(from > 0 ? { range: `bytes=${from}-` } : {}) };
    const response = await fetch(url, { redirect: 'manual', headers, signal });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return response;
    await response.body?.cancel();
    if (redirects >= mostRedirects) throw new Unreachable(`more than ${mostRedirects} redirects`);
    url = new URL(location, url);
  }
}

async function receive(
  response: Response,
  part: string,
  from: number,
  { bytes, exact }: Archive,
  { onProgress }: DownloadOptions,
  watch: ReturnType<typeof createWatch>,
): Promise<void> {
  const { status, headers, body } = response;
  if ((status !== 200 && status !== 206) || body === null) throw new Unreachable(`the answer ${status}`);
  const start = status === 206 ? Number(/^bytes (\d+)-/.exec(headers.get('content-range') ?? '')?.[1] ?? -1) : 0;
  if (start !== from) throw new Unreachable(`bytes from ${start} instead of ${from}`);
  const length = headers.get('content-length');
  const total = length === null ? undefined : from + Number(length);
  const most = exact && bytes !== undefined ? bytes : mostBytes;
  if (total !== undefined && (exact ? total !== bytes : total > most)) {
    await body.cancel();
    throw new Unreachable(`a file of ${total} bytes instead of ${exact ? bytes : `at most ${most}`}`);
  }
  const file = await open(part, from > 0 ? 'a' : 'w');
  let done = from;
  try {
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      watch.alive();
      done += chunk.length;
      if (done > (total ?? most)) throw new Unreachable(`more than ${total ?? most} bytes`);
      await file.write(chunk);
      onProgress(done, total ?? bytes);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  if (done !== (total ?? (exact ? bytes : done))) throw new Unreachable(`${done} bytes of ${total ?? bytes}`);
}

/** Aborts when `alive` is not called for the time, or by the caller's own signal. */
function createWatch({ signal, timeoutMs }: DownloadOptions) {
  const idle = new AbortController();
  const start = () => setTimeout(() => idle.abort(), timeoutMs);
  let timer = start();
  return {
    signal: AbortSignal.any([signal, idle.signal]),
    alive() {
      clearTimeout(timer);
      timer = start();
    },
    stop: () => clearTimeout(timer),
  };
}

/** Fetch hides the reason in the cause. */
function reasonOf(cause: unknown): string {
  const { message, cause: inner } = cause as Error & { readonly cause?: NodeJS.ErrnoException };
  const code = inner?.code ?? (cause as NodeJS.ErrnoException).code;
  return code === undefined ? (inner?.message ?? message) : `no connection (${code})`;
}

export async function checksumOf(file: string, algorithm: Checksum['algorithm']): Promise<string> {
  const hash = createHash(algorithm);
  for await (const bytes of createReadStream(file)) hash.update(bytes as Buffer);
  return hash.digest('hex');
}
