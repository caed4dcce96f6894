/** The files that the user gives beside the pictures: bounded in size, and one sentence for each way in which there are none. */
import { readFile, stat } from 'node:fs/promises';
import { ConfigError, expected } from '../../errors.ts';

/** A network's weights: protobuf can hold 2 GiB. */
const maxNetworkBytes = 2_000_000_000;
const maxTextBytes = 500_000_000;

/** Throws ConfigError, naming the option, for a file that cannot be read or is too large. */
async function readBounded(path: string, option: string, maxBytes: number): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) throw new ConfigError(expected(`a file of at most ${maxBytes} bytes`, option, `${size} bytes`));
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError(`Expected a file for ${option} in ${path} but it cannot be read (${(cause as NodeJS.ErrnoException).code})`, {
      cause,
    });
  }
}

export async function readNetwork(path: string, option: string): Promise<Uint8Array> {
  return readBounded(path, option, maxNetworkBytes);
}

/** UTF-8, without a byte-order mark. */
export async function readText(path: string, option: string): Promise<string> {
  return (await readBounded(path, option, maxTextBytes)).toString('utf8').replace(/^\uFEFF/, '');
}
