/** Bearer tokens out of a file, kept and compared as hashes. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ConfigError, expected } from '../errors.ts';

const leastLength = 16;

export interface Tokens {
  /** A name for who has the token of an Authorization header; undefined when it is none of ours. Takes the same time for every token. */
  clientOf(authorization: string | undefined): string | undefined;
}

/** A token a line; empty lines and those that begin with # are left out. Throws ConfigError for a file without tokens, or a short one. */
export async function readTokens(path: string): Promise<Tokens> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError(`Expected a file of tokens in ${path} but it cannot be read (${cause.code})`, { cause });
  });
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const tokens = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (tokens.length === 0) throw new ConfigError(`Expected a token a line in ${path} but received none`);
  const short = tokens.find((token) => token.length < leastLength);
  if (short !== undefined)
    throw new ConfigError(expected(`at least ${leastLength} characters`, `a token of ${path}`, `${short.length} characters`));
  return tokensOf(tokens);
}

export function tokensOf(tokens: readonly string[]): Tokens {
  const hashes = tokens.map(hashOf);
  return {
    clientOf(authorization = '') {
      const given = hashOf(/^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '');
      let found: Buffer | undefined;
      for (const hash of hashes) if (timingSafeEqual(hash, given)) found = hash;
      return found && `token ${found.toString('hex', 0, 8)}`;
    },
  };
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
