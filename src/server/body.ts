/** The body of a request: a picture alone, or a form of files and fields. Everything is counted while it arrives. */
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Busboy } from '@fastify/busboy';
import type { Hold } from './memory.ts';
import { Problem } from './problem.ts';

export interface Upload {
  readonly bytes: Uint8Array;
  /** A name without folders and control characters; undefined where none was given. */
  readonly name: string | undefined;
}

export interface Body {
  /** By the names of the form's fields; a picture alone is `alone`. */
  readonly files: ReadonlyMap<string, Upload>;
  readonly fields: readonly (readonly [string, string])[];
}

export interface BodyOptions {
  /** What a body that is no form is called. */
  readonly alone?: string;
  /** Names of files that a form may have. */
  readonly names: readonly string[];
  readonly mostBytes: number;
  readonly hold: Hold;
}

const mostFields = 32;
const mostFieldBytes = 1024;
const mostHeaderPairs = 32;

/** Throws a problem for a body that is too large, of another type or malformed. */
export async function readBody(request: Request, options: BodyOptions): Promise<Body> {
  const type = request.headers.get('content-type')?.trim() ?? '';
  const length = Number(request.headers.get('content-length') ?? 0);
  if (length > options.mostBytes) throw tooLarge(options.mostBytes, length);
  if (!request.body) throw new Problem(400, 'wrong-request', 'Expected a picture in the body but received nothing');
  // Node's own streams are those of the Web, under types of their own.
  const stream = Readable.fromWeb(request.body as ReadableStream<Uint8Array>);
  if (/^multipart\/form-data\b/i.test(type)) return readForm(stream, type, options);
  if (options.alone === undefined || !/^(?:image\/[\w.+-]+|application\/octet-stream)?(?:\s*;.*)?$/i.test(type)) {
    const wanted = options.alone === undefined ? 'multipart/form-data' : 'image/*, application/octet-stream or multipart/form-data';
    throw new Problem(415, 'unsupported-type', `Expected ${wanted} for Content-Type but received ${JSON.stringify(type.slice(0, 100))}`);
  }
  const counter = counting(options);
  const chunks: Uint8Array[] = [];
  for await (const chunk of broken(stream)) chunks.push(counter(chunk));
  return { files: new Map([[options.alone, { bytes: Buffer.concat(chunks), name: undefined }]]), fields: [] };
}

/** Counts the bytes of a body, and stops it when they are too many. */
function counting({ mostBytes, hold }: BodyOptions): (chunk: Uint8Array) => Uint8Array {
  let received = 0;
  return (chunk) => {
    received += chunk.length;
    if (received > mostBytes) throw tooLarge(mostBytes, received);
    hold.take(chunk.length);
    return chunk;
  };
}

async function* broken(stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (cause) {
    throw new Problem(400, 'wrong-request', 'Expected a whole body but the connection broke', { cause });
  }
}

function tooLarge(most: number, received: number): Problem {
  const headers = { Connection: 'close' };
  return new Problem(413, 'too-large', `Expected at most ${most} bytes for the body but received ${received} or more`, { headers });
}

function malformed(what: string, cause?: unknown): Problem {
  return new Problem(400, 'wrong-request', `Expected a well-formed multipart body but received ${what}`, { cause });
}

async function readForm(stream: Readable, type: string, options: BodyOptions): Promise<Body> {
  const files = new Map<string, Upload>();
  const fields: (readonly [string, string])[] = [];
  const form = openForm(type, options);
  const counter = counting(options);
  let failure: unknown;
  const fail = (error: unknown) => {
    failure ??= error;
  };
  form.on('file', (field, file, filename) => {
    const chunks: Uint8Array[] = [];
    if (!options.names.includes(field ?? ''))
      fail(malformed(`a file named ${String(field).slice(0, 40)}, where there may be ${options.names.join(' and ')}`));
    if (files.has(field)) fail(malformed(`the file ${field} twice`));
    files.set(field, { bytes: Buffer.alloc(0), name: undefined });
    file.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    file.on('error', fail);
    file.on('end', () => files.set(field, { bytes: Buffer.concat(chunks), name: safeName(filename) }));
  });
  form.on('field', (name, value, nameCut, valueCut) => {
    if (nameCut || valueCut) fail(malformed(`a field of more than ${mostFieldBytes} bytes`));
    fields.push([name ?? '', value]);
  });
  form.on('partsLimit', () => fail(malformed('too many parts')));
  form.on('filesLimit', () => fail(malformed('too many files')));
  form.on('fieldsLimit', () => fail(malformed(`more than ${mostFields} fields`)));
  const ended = new Promise<void>((resolve) => {
    form.on('finish', resolve);
    form.on('error', (error) => {
      fail(malformed(`one that breaks off or has no parts (${(error as Error).message})`, error));
      resolve();
    });
  });
  for await (const chunk of broken(stream)) {
    if (!form.write(counter(chunk)) && failure === undefined)
      await Promise.race([new Promise((resolve) => form.once('drain', resolve)), ended]);
    if (failure !== undefined) throw failure;
  }
  form.end();
  await ended;
  if (failure !== undefined) throw failure;
  return { files, fields };
}

function openForm(type: string, { names, mostBytes }: BodyOptions) {
  const limits = {
    files: names.length,
    fields: mostFields,
    parts: mostFields + names.length,
    fieldSize: mostFieldBytes,
    fieldNameSize: 100,
    fileSize: mostBytes,
    headerPairs: mostHeaderPairs,
    headerSize: 8192,
  };
  try {
    return new Busboy({
      headers: { 'content-type': type },
      limits,
      isPartAFile: (field, _type, file) => file !== undefined || names.includes(field ?? ''),
    });
  } catch (error) {
    throw malformed(`one without a boundary (${(error as Error).message})`, error);
  }
}

/** The last part of a path, without control characters and what file systems refuse; at most 100 characters. */
export function safeName(name: string | undefined): string | undefined {
  const last = name?.normalize('NFC').split(/[\\/]/).at(-1) ?? '';
  const clean = last
    .replace(/[\p{C}<>:"|?*]/gu, '')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .slice(0, 100);
  return clean === '' ? undefined : clean;
}
