/** A finished picture as an answer. */
import type { ResultFacts } from './enlarge.ts';

export function pictureResponse(body: Uint8Array | ReadableStream, facts: ResultFacts, fileName: string): Response {
  return new Response(body as Uint8Array<ArrayBuffer> | ReadableStream, {
    headers: {
      'Content-Type': `image/${facts.format}`,
      'Content-Length': String(facts.bytes),
      'Content-Disposition': disposition(fileName),
      'Subpixel-Result': ascii(JSON.stringify(facts)),
      // A picture that is opened by itself runs nothing.
      'Content-Security-Policy': "default-src 'none'; sandbox",
    },
  });
}

/** With the name as it is for today's clients, and without what is not ASCII for all others. */
function disposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `inline; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** Headers hold no other characters; in JSON each can be escaped. */
function ascii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
