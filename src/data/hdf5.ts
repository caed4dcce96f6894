/**
 * Patches in an HDF5 file, as the field exchanges them: datasets `data` (LR) and `label` (HR) of shape (N, C, H, W). The file is read and written
 * in place by the HDF5 library (h5wasm, in Node), so that only the rows that are asked for come into memory.
 */
import type { Dataset, File } from 'h5wasm/node';
import h5wasm from 'h5wasm/node';
import { ConfigError, expected } from '../errors.ts';

/** An open file. */
export interface PatchFile {
  readonly path: string;
  readonly rows: number;
  readonly channels: number;
  /** Height and width of the patches of `data` and `label`. */
  readonly lrSize: readonly [number, number];
  readonly hrSize: readonly [number, number];
  /** The settings that made the file, where `subpixel data pack` made it. */
  readonly settings: unknown;
  /** Samples (C, H, W) of one row, 0 … 1: whole numbers over 255 or 65535, floats as they are. */
  lr(row: number): Float32Array;
  hr(row: number): Float32Array;
  close(): void;
}

export interface PatchFileOptions {
  readonly channels: number;
  readonly lrSize: number;
  readonly hrSize: number;
  /** How samples are kept: 'uint8' and 'uint16' as whole numbers over 255 and 65535. */
  readonly type: SampleType;
  /** Written as JSON into the attribute `settings` of the file. */
  readonly settings: unknown;
}

export type SampleType = 'uint8' | 'uint16' | 'float32';

export interface PatchFileWriter {
  /** Adds rows: `lr` and `hr` hold (N, C, H, W) in 0 … 1. */
  append(lr: Float32Array, hr: Float32Array): void;
  /** Must be called once; the file is complete then. */
  close(): void;
}

/** A chunk, the unit that is read at once, has as many rows as fit this, and at least one. */
const chunkBytes = 65_536;

const types = {
  uint8: { dtype: '<B', array: Uint8Array, peak: 255 },
  uint16: { dtype: '<H', array: Uint16Array, peak: 65_535 },
  float32: { dtype: '<f', array: Float32Array, peak: 1 },
} as const;

/** The library, whose failures are then exceptions. */
async function ready(): Promise<void> {
  const library = await h5wasm.ready;
  library.activate_throwing_error_handler();
}

/** Throws ConfigError, naming the file, for one that is missing or damaged, no HDF5 file, or without fitting `data` and `label`. */
export async function openPatchFile(path: string): Promise<PatchFile> {
  await ready();
  const file = attempt(path, () => new h5wasm.File(path, 'r'));
  try {
    const [data, label] = (['data', 'label'] as const).map((name) => datasetOf(file, path, name)) as [Dataset, Dataset];
    const [lrShape, hrShape] = [data, label].map((d) => d.shape!) as [number[], number[]];
    const [rows, channels] = lrShape as [number, number];
    if (hrShape[0] !== rows || hrShape[1] !== channels) {
      throw new ConfigError(
        expected(`as many rows and channels as data has (${lrShape.join('×')})`, `label of ${path}`, hrShape.join('×')),
      );
    }
    const read = (dataset: Dataset, name: string) => (row: number) =>
      samples(
        attempt(path, () => rowOf(dataset, row)),
        `${name} of ${path}`,
      );
    const opened: PatchFile = {
      path,
      rows,
      channels,
      lrSize: [lrShape[2]!, lrShape[3]!],
      hrSize: [hrShape[2]!, hrShape[3]!],
      settings: settingsOf(file),
      lr: read(data, 'data'),
      hr: read(label, 'label'),
      close: () => file.close(),
    };
    if (opened.lr(0).some((x) => !(x >= -0.5 && x <= 1.5)))
      throw new ConfigError(expected('samples of 0 to 1', `data of ${path}`, 'others'));
    return opened;
  } catch (error) {
    file.close();
    throw error;
  }
}

function datasetOf(file: File, path: string, name: string): Dataset {
  const names = attempt(path, () => file.keys());
  if (!names.includes(name)) {
    throw new ConfigError(expected('datasets data and label', path, names.length === 0 ? 'none' : names.join(', ')));
  }
  const found = attempt(path, () => file.get(name));
  const shape = found instanceof h5wasm.Dataset ? found.shape : null;
  if (!(found instanceof h5wasm.Dataset) || shape?.length !== 4 || shape.includes(0)) {
    throw new ConfigError(expected('the shape (N, C, H, W)', `${name} of ${path}`, shape?.join('×') ?? 'no dataset'));
  }
  return found;
}

function rowOf(dataset: Dataset, row: number): unknown {
  return dataset.slice([[row, row + 1], [], [], []]);
}

function samples(values: unknown, name: string): Float32Array {
  if (values instanceof Float32Array) return values;
  if (values instanceof Float64Array) return Float32Array.from(values);
  if (values instanceof Uint8Array) return Float32Array.from(values, (x) => x / 255);
  if (values instanceof Uint16Array) return Float32Array.from(values, (x) => x / 65_535);
  throw new ConfigError(expected('floats or whole numbers of 8 or 16 bits', name, 'another type'));
}

function settingsOf(file: File): unknown {
  const text = file.attrs['settings']?.value;
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Failures of the library as one sentence; its own message is many lines of C. */
function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw new ConfigError(expected('a whole HDF5 file', path, 'one that cannot be read'), { cause });
  }
}

/** A new file with growing datasets. The rows come by `append`. */
export async function createPatchFile(path: string, options: PatchFileOptions): Promise<PatchFileWriter> {
  await ready();
  const file = new h5wasm.File(path, 'w');
  file.create_attribute('settings', JSON.stringify(options.settings));
  const append = {
    data: appender(file, 'data', options.channels, options.lrSize, options.type),
    label: appender(file, 'label', options.channels, options.hrSize, options.type),
  };
  return {
    append(lr, hr) {
      append.data(lr);
      append.label(hr);
    },
    close: () => file.close(),
  };
}

function appender(file: File, name: string, channels: number, size: number, type: SampleType): (values: Float32Array) => void {
  const { dtype, array, peak } = types[type];
  const whole = (x: number) => Math.round(Math.min(Math.max(x, 0), 1) * peak);
  const row = channels * size * size;
  const inside = [channels, size, size];
  const chunk = Math.max(1, Math.floor(chunkBytes / (row * array.BYTES_PER_ELEMENT)));
  let dataset: Dataset | undefined;
  let rows = 0;
  return (values) => {
    const data = peak === 1 ? values : new array(values.map(whole));
    const added = values.length / row;
    if (dataset) {
      dataset.resize([rows + added, ...inside]);
      dataset.write_slice([[rows, rows + added], [], [], []], data);
    } else {
      const shape = [added, ...inside];
      dataset = file.create_dataset({ name, data, shape, dtype, maxshape: [null, ...inside], chunks: [chunk, ...inside] });
    }
    rows += added;
  };
}
