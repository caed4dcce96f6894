/** A pipeline of sharp as bytes of a file that holds what it makes: PNG, with its metadata, and 16 bits where the input has them. */
import type { Sharp } from 'sharp';
import { CodecError } from '../errors.ts';

export type { Sharp };

export function isSharp(input: unknown): input is Sharp {
  const { metadata, toBuffer, toColourspace } = (input ?? {}) as Partial<Sharp>;
  return [metadata, toBuffer, toColourspace].every((method) => typeof method === 'function');
}

/** Throws CodecError with what sharp says of a pipeline that fails. */
export async function sharpBytes(pipeline: Sharp): Promise<Uint8Array> {
  try {
    const { depth, space } = await pipeline.metadata();
    const wide = depth === 'ushort' ? pipeline.clone().toColourspace(space === 'grey16' ? 'grey16' : 'rgb16') : pipeline.clone();
    return await wide.keepMetadata().png({ compressionLevel: 1 }).toBuffer();
  } catch (cause) {
    throw new CodecError(`Expected a pipeline of sharp that makes a picture but received the failure ${(cause as Error).message}`, {
      cause,
    });
  }
}
