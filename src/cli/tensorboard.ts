/**
 * TensorBoard's event files: records of TFRecord framing, each holding an Event message
 * (tensorflow/core/util/event.proto and framework/summary.proto; only the fields that are written here).
 * A record is: length (uint64), masked CRC32C of the length, the message, masked CRC32C of the message; all little-endian.
 */
import { appendFile } from 'node:fs/promises';
import { create, createFileRegistry, type DescMessage, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FieldDescriptorProto_Label as Label, FieldDescriptorProto_Type as Type } from '@bufbuild/protobuf/wkt';
import crc32c from 'crc-32/crc32c.js';
import { writeError } from '../codecs/node.ts';
import type { LogRow } from '../train/trainer.ts';

interface Field {
  readonly name: string;
  readonly number: number;
  readonly type: Type;
  readonly typeName?: string;
  readonly label?: Label;
  readonly oneofIndex?: number;
}

/** The fields of TensorBoard's messages that a log of scalars needs, with the numbers of its .proto files. */
const messages: Readonly<Record<string, readonly Field[]>> = {
  Event: [
    { name: 'wall_time', number: 1, type: Type.DOUBLE },
    { name: 'step', number: 2, type: Type.INT64 },
    { name: 'file_version', number: 3, type: Type.STRING, oneofIndex: 0 },
    { name: 'summary', number: 5, type: Type.MESSAGE, typeName: '.tensorflow.Summary', oneofIndex: 0 },
    { name: 'session_log', number: 7, type: Type.MESSAGE, typeName: '.tensorflow.SessionLog', oneofIndex: 0 },
  ],
  Summary: [{ name: 'value', number: 1, type: Type.MESSAGE, typeName: '.tensorflow.SummaryValue', label: Label.REPEATED }],
  SummaryValue: [
    { name: 'tag', number: 1, type: Type.STRING },
    { name: 'simple_value', number: 2, type: Type.FLOAT, oneofIndex: 0 },
  ],
  SessionLog: [{ name: 'status', number: 1, type: Type.INT32 }],
};

const oneofs: Readonly<Record<string, string>> = { Event: 'what', SummaryValue: 'value' };

const registry = createFileRegistry(
  create(FileDescriptorProtoSchema, {
    name: 'event.proto',
    package: 'tensorflow',
    syntax: 'proto3',
    messageType: Object.entries(messages).map(([name, fields]) => ({
      name,
      field: fields.map((field) => ({ label: Label.OPTIONAL, ...field })),
      oneofDecl: oneofs[name] === undefined ? [] : [{ name: oneofs[name] }],
    })),
  }),
  () => undefined,
);
const eventSchema = registry.getMessage('tensorflow.Event') as DescMessage;

/** SessionLog.START: TensorBoard drops what older files say of this step and later ones. */
const sessionStart = 1;

/** Names in TensorBoard of the columns of a log. */
const tags: readonly (readonly [column: keyof LogRow, tag: string])[] = [
  ['loss', 'train/loss'],
  ['learningRate', 'train/learning_rate'],
  ['gradientNorm', 'train/gradient_norm'],
  ['patchesPerSecond', 'train/patches_per_second'],
  ['psnr', 'validation/psnr'],
  ['ssim', 'validation/ssim'],
];

/** `what` is one of the fields of the message's choice of contents. */
function event(what: { readonly case: string; readonly value: unknown }, step: number, wallTime: number): Uint8Array {
  const fields: Record<string, unknown> = { wallTime, step: BigInt(step), what };
  return frame(toBinary(eventSchema, create(eventSchema, fields)));
}

/** The first records of a file that goes on after step `done`: what older files of the folder say of later steps is void. */
export function openingRecords(done: number, wallTime: number): Uint8Array {
  const version = event({ case: 'fileVersion', value: 'brain.Event:2' }, 0, wallTime);
  return Buffer.concat([version, event({ case: 'sessionLog', value: { status: sessionStart } }, done + 1, wallTime)]);
}

/** One row of the log as a record. */
export function rowRecord(row: LogRow, wallTime: number): Uint8Array {
  const value = tags.flatMap(([column, tag]) => {
    const number = row[column];
    return number === undefined ? [] : [{ tag, value: { case: 'simpleValue', value: number } }];
  });
  return event({ case: 'summary', value: { value } }, row.step, wallTime);
}

function frame(message: Uint8Array): Uint8Array {
  const record = Buffer.alloc(message.length + 16);
  record.writeBigUInt64LE(BigInt(message.length), 0);
  record.writeUInt32LE(maskedCrc(record.subarray(0, 8)), 8);
  record.set(message, 12);
  record.writeUInt32LE(maskedCrc(message), message.length + 12);
  return record;
}

/** TFRecord's mask of a CRC32C: rotated right by 15 bits, plus a constant. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c.buf(bytes) >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** Writes rows of the log to an event file in the folder, opened when the first one comes. `done`: steps done before. */
export function tensorBoardLog(file: string, done: number): (row: LogRow) => Promise<void> {
  let opened = false;
  return async (row) => {
    const now = Date.now() / 1000;
    const records = opened ? [] : [openingRecords(done, now)];
    opened = true;
    await appendFile(file, Buffer.concat([...records, rowRecord(row, now)])).catch((cause: unknown) => {
      throw writeError(file, cause);
    });
  };
}
