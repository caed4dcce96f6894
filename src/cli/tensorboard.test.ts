import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tensorBoardLog } from './tensorboard.ts';

/** TensorBoard's own messages as far as needed, read by another protobuf library than writes them. */
const { root } = protobuf.parse(
  `
  syntax = "proto3";
  package tensorflow;
  message SessionLog { enum SessionStatus { STATUS_UNSPECIFIED = 0; START = 1; STOP = 2; CHECKPOINT = 3; } SessionStatus status = 1; string checkpoint_path = 2; string msg = 3; }
  message Summary { message Value { string node_name = 7; string tag = 1; oneof value { float simple_value = 2; bytes obsolete_old_style_histogram = 3; } } repeated Value value = 1; }
  message Event { double wall_time = 1; int64 step = 2; oneof what { string file_version = 3; bytes graph_def = 4; Summary summary = 5; SessionLog session_log = 7; } }
`,
  { keepCase: true },
);
const Event = root.lookupType('tensorflow.Event');

/** CRC32C (Castagnoli), bit by bit. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
const unmask = (masked: number) => {
  const rotated = (masked - 0xa282ead8) >>> 0;
  return ((rotated >>> 17) | (rotated << 15)) >>> 0;
};

/** The events of a file; a wrong checksum or a cut record is an error. */
function readEvents(bytes: Buffer): Record<string, unknown>[] {
  const events: Record<string, unknown>[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    expect(unmask(bytes.readUInt32LE(at + 8))).toBe(crc32c(bytes.subarray(at, at + 8)));
    const message = bytes.subarray(at + 12, at + 12 + length);
    expect(unmask(bytes.readUInt32LE(at + 12 + length))).toBe(crc32c(message));
    events.push(Event.toObject(Event.decode(message), { longs: Number, enums: String }));
    at += length + 16;
  }
  return events;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subpixel-events-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the reader of this test computes CRC32C as RFC 3720 does', () => {
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
});

describe('an event file', () => {
  const row = { step: 100, loss: 0.25, psnr: undefined, learningRate: 1e-3, patchesPerSecond: 900, seconds: 1 };

  test('says its version, then the scalars of every row', async () => {
    const file = join(folder, 'a');
    const log = tensorBoardLog(file, 0);
    const before = Date.now() / 1000;
    await log(row);
    await log({ ...row, step: 3_000_000_000, psnr: 30.5, ssim: 0.875, gradientNorm: 0.5 });
    const [version, start, first, second, ...more] = readEvents(await readFile(file));
    expect(more).toEqual([]);
    expect(version).toMatchObject({ file_version: 'brain.Event:2' });
    expect(start).toMatchObject({ step: 1, session_log: { status: 'START' } });
    expect(version!['wall_time']).toBeGreaterThanOrEqual(before);
    const scalars = (event: unknown) =>
      (event as { summary: { value: { tag: string; simple_value: number }[] } }).summary.value.map((v) => [v.tag, v.simple_value]);
    expect(first).toMatchObject({ step: 100 });
    expect(scalars(first)).toEqual([
      ['train/loss', 0.25],
      ['train/learning_rate', Math.fround(1e-3)],
      ['train/patches_per_second', 900],
    ]);
    expect(second).toMatchObject({ step: 3_000_000_000 });
    expect(scalars(second).slice(2)).toEqual([
      ['train/gradient_norm', 0.5],
      ['train/patches_per_second', 900],
      ['validation/psnr', 30.5],
      ['validation/ssim', 0.875],
    ]);
  });

  test('of a resumed run says from which step on it replaces older ones', async () => {
    const file = join(folder, 'b');
    await tensorBoardLog(file, 70)(row);
    expect(readEvents(await readFile(file))[1]).toMatchObject({ step: 71, session_log: { status: 'START' } });
  });
});
