/**
 * Named tensors in one file, as safetensors has them (https://huggingface.co/docs/safetensors): 8 bytes header length (little-endian), a
 * JSON header of names, types, shapes and places, and the bytes of the tensors. Only float32 is read and written.
 */
import * as v from 'valibot';
import { SubpixelError } from '../errors.ts';
import { type Tensor, tensor } from './tensor.ts';

export interface Safetensors {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const entrySchema = v.object({ dtype: v.literal('F32'), shape: v.array(whole), data_offsets: v.tuple([whole, whole]) });
const headerSchema = v.record(v.string(), v.unknown());
const metadataSchema = v.optional(v.record(v.string(), v.string()), {});

export function writeSafetensors({ tensors, metadata }: Safetensors): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // The format asks for tensors aligned to 8 bytes: the header is filled up with spaces.
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + offset).fill(0x20, 8, 8 + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  let at = 8 + length;
  for (const { data } of Object.values(tensors)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** All tensors, or those named. Throws SubpixelError, a sentence without the file's name, for another format and a file that is cut short. */
export function readSafetensors(bytes: Uint8Array, names?: readonly string[]): Safetensors {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw new SubpixelError(`it has ${bytes.length} bytes`);
  const length = Number(view.getBigUint64(0, true));
  if (length > bytes.length - 8) throw new SubpixelError('its header is cut short');
  try {
    const header = v.parse(headerSchema, JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))));
    const { __metadata__, ...entries } = header;
    const tensors: Record<string, Tensor> = {};
    for (const [name, entry] of Object.entries(entries)) {
      if (!names || names.includes(name)) tensors[name] = read(v.parse(entrySchema, entry), bytes.subarray(8 + length));
    }
    return { tensors, metadata: v.parse(metadataSchema, __metadata__) };
  } catch (cause) {
    if (cause instanceof SubpixelError) throw cause;
    throw new SubpixelError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function read({ shape, data_offsets: [start, end] }: v.InferOutput<typeof entrySchema>, bytes: Uint8Array): Tensor {
  if (end > bytes.length) throw new SubpixelError('a tensor is cut short');
  return tensor(new Float32Array(new Uint8Array(bytes.subarray(start, end)).buffer), shape);
}
