/** One super-resolution network with everything that running it on a picture needs to know, from our own files and from foreign ones. */

import { ConfigError, EngineError, expected, ShapeError, SubpixelError } from '../errors.ts';
import { parseDim } from '../graph/dim.ts';
import { parse } from '../graph/parse.ts';
import { lcm } from '../graph/receptive/axis.ts';
import { type ReceptiveField, receptiveField } from '../graph/receptive-field.ts';
import type { Planes } from '../image/image.ts';
import { cropPlanes, padPlanes } from '../image/planes.ts';
import type { Kernel, Size } from '../image/resize.ts';
import { readMetadata } from '../models/metadata.ts';
import type { Device, Engine, Session } from '../runtime/engine.ts';
import { scaledSize } from '../scale.ts';
import { activationBytes } from './activation.ts';
import { fixedSizeOf, isSampleType, type NetworkFacts, type Ports } from './ports.ts';
import { probe } from './probe.ts';
import { fromTensor, type Layout, type SampleType, type TensorForm, toTensor } from './tensor-io.ts';
import { roundUp } from './tiles.ts';

export interface Network extends NetworkFacts {
  readonly name: string;
  /** Pixels of the network's input that one output pixel depends on, to each side; 32 where it is unbounded. */
  readonly overlap: number;
  /** False when every output pixel may depend on the whole input. */
  readonly bounded: boolean;
  readonly device: Device;
  readonly metadata: Readonly<Record<string, string>>;
  /** Estimated memory of a run, per pixel of the network's input. */
  readonly bytesPerPixel: number;
  /** The tile side that was measured to be the fastest, once somebody has. */
  bestTile: number | undefined;
  /**
   * (C, H, W) planes of 0–1 to (C, H·scale, W·scale), or to the same size for input `bicubic`. Pads to multiples and fixed sizes and cuts
   * the result back. Values are not clipped. Throws ShapeError for other channels or a picture larger than a fixed size, and EngineError.
   */
  run(planes: Planes<Float32Array>): Promise<Planes<Float32Array>>;
  dispose(): Promise<void>;
}

/** The networks of one name, one per scale. Whoever made the set disposes what it loaded. */
export interface NetworkSet {
  readonly name: string;
  readonly scales: readonly number[];
  /** From and up to: for a network of any scale between; `load` takes fractions with a denominator of at most 20. */
  readonly scaleRange?: readonly [number, number] | undefined;
  /** Set for a classical method, which needs no network. */
  readonly kernel?: Kernel | undefined;
  load(scale: number, device?: Device): Promise<Network>;
}

export interface LoadOptions {
  readonly device?: Device | undefined;
  readonly threads?: number | undefined;
  /** For messages and results; default the name in the metadata, or `network`. */
  readonly name?: string | undefined;
}

/** Overlap of tiles where the receptive field has no end. */
const generousOverlap = 32;

/** Output pixels per pixel of the network's own input, along one axis. */
export function growth(network: Pick<Network, 'input' | 'scale'>): number {
  return network.input === 'bicubic' ? 1 : network.scale;
}

/**
 * Loads an .onnx file as an upscaler. A file with our metadata is taken at its word; of any other, layout and channels are found from the
 * declared shapes, and scale, value range and size requirements by running it on a small picture.
 * Throws EngineError with the reason for a file that is no upscaler or that the engine refuses, GraphError for one that cannot be read.
 */
export async function loadNetwork(bytes: Uint8Array, engine: Engine, options: LoadOptions = {}): Promise<Network> {
  const { graph, metadata, opsets } = parse(bytes);
  const field = receptiveField(graph, opsets.get(''));
  const ours = readMetadata(metadata);
  const name = options.name ?? ours?.model ?? 'network';
  const threads = options.threads === undefined ? {} : { threads: options.threads };
  const load = (device: Device): Promise<Session> => named(name, () => engine.load(bytes, { device, ...threads }));
  const session = await load(options.device ?? 'cpu');
  try {
    const found = ours ? ownForm(session, field, ours) : await foreignForm(session, field, name, load);
    return new LoadedNetwork(name, session, found, { metadata, field, bytesPerPixel: activationBytes(graph, growth(found.facts)) });
  } catch (error) {
    await session.dispose();
    throw error;
  }
}

interface OwnMetadata {
  readonly scale: number;
  readonly channels: 1 | 3;
  readonly colorSpace: 'y' | 'rgb';
  readonly input: 'lr' | 'bicubic';
}

/** Sides are multiples of what the network as a whole needs and of what its input declares, as in `8*H`. */
function ownForm(session: Session, field: ReceptiveField, { scale, channels, colorSpace, input }: OwnMetadata): Ports {
  const port = session.inputs[0];
  if (!port || session.inputs.length > 1 || !session.outputs[0] || port.shape[1] !== channels || !isSampleType(port.dtype)) {
    throw new ConfigError(
      expected(`one input of ${channels} channels, as its metadata says,`, 'the network', port && `(${port.shape.join(', ')})`),
    );
  }
  const fixedSize = fixedSizeOf(port, 'nchw');
  const declared = port.shape.slice(2).map((side) => (typeof side === 'string' ? parseDim(side) : 1));
  const multipleOf = declared.reduce<number>((m, d) => (typeof d === 'number' ? m : lcm(m, d.mul)), field.multipleOf);
  const facts = { scale, channels, colorSpace, input, range: 1, layout: 'nchw', dtype: port.dtype, fixedSize, multipleOf } as const;
  return { facts, inputName: port.name, outputName: session.outputs[0].name, outputLayout: 'nchw', outputRange: 1 };
}

/** The probe runs on the CPU, so that a device that computes wrongly is not taken for a wrong network. */
async function foreignForm(
  session: Session,
  field: ReceptiveField,
  name: string,
  load: (device: Device) => Promise<Session>,
): Promise<Ports> {
  const onCpu = session.device === 'cpu' ? session : await load('cpu');
  try {
    return await probe(onCpu, field.multipleOf);
  } catch (error) {
    if (error instanceof SubpixelError) throw new EngineError(`${name} cannot be used as an upscaler: ${error.message}`, { cause: error });
    throw error;
  } finally {
    if (onCpu !== session) await onCpu.dispose();
  }
}

/** What is known from the file alone. */
interface Known {
  readonly metadata: Readonly<Record<string, string>>;
  readonly field: ReceptiveField;
  readonly bytesPerPixel: number;
}

class LoadedNetwork implements Network {
  readonly name: string;
  readonly scale: number;
  readonly channels: 1 | 3;
  readonly colorSpace: 'y' | 'rgb';
  readonly input: 'lr' | 'bicubic';
  readonly range: 1 | 255;
  readonly layout: Layout;
  readonly dtype: SampleType;
  readonly fixedSize: Size | undefined;
  readonly multipleOf: number;
  readonly overlap: number;
  readonly bounded: boolean;
  readonly device: Device;
  readonly metadata: Readonly<Record<string, string>>;
  readonly bytesPerPixel: number;
  bestTile: number | undefined;
  readonly #session: Session;
  readonly #ports: Ports;
  readonly #form: TensorForm;

  constructor(name: string, session: Session, ports: Ports, { metadata, field, bytesPerPixel }: Known) {
    const { facts } = ports;
    this.name = name;
    this.scale = facts.scale;
    this.channels = facts.channels;
    this.colorSpace = facts.colorSpace;
    this.input = facts.input;
    this.range = facts.range;
    this.layout = facts.layout;
    this.dtype = facts.dtype;
    this.fixedSize = facts.fixedSize;
    this.multipleOf = facts.multipleOf;
    this.overlap = field.radius ?? generousOverlap;
    this.bounded = field.radius !== undefined;
    this.device = session.device;
    this.metadata = metadata;
    this.bytesPerPixel = bytesPerPixel;
    this.#session = session;
    this.#ports = ports;
    this.#form = facts;
  }

  async run(planes: Planes<Float32Array>): Promise<Planes<Float32Array>> {
    if (planes.channels !== this.channels)
      throw new ShapeError(expected(String(this.channels), `channels of ${this.name}`, planes.channels));
    const { inputName, outputName, outputLayout, outputRange } = this.#ports;
    const padded = padTo(planes, this.fixedSize ?? multiplesOf(planes, this.multipleOf));
    const made = await named(this.name, () => this.#session.run({ [inputName]: toTensor(padded, this.#form) }, [outputName]));
    const full = fromTensor(made[outputName]!, outputLayout, outputRange);
    const factor = growth(this);
    const size = scaledSize(padded, factor);
    if (full.channels !== this.channels || full.width !== size.width || full.height !== size.height) {
      const want = `${this.channels}×${size.height}×${size.width} (C×H×W)`;
      throw new EngineError(expected(want, `the output of ${this.name}`, `${full.channels}×${full.height}×${full.width}`));
    }
    if (padded === planes) return full;
    return cropPlanes(full, { x: 0, y: 0, ...scaledSize(planes, factor) });
  }

  dispose(): Promise<void> {
    return this.#session.dispose();
  }
}

export function multiplesOf({ width, height }: Size, multiple: number): Size {
  return { width: roundUp(width, multiple), height: roundUp(height, multiple) };
}

/** Planes with their right and bottom edge repeated up to `size`; the same planes where nothing is to add. */
export function padTo(planes: Planes<Float32Array>, { width, height }: Size): Planes<Float32Array> {
  if (planes.width === width && planes.height === height) return planes;
  if (planes.width > width || planes.height > height) {
    throw new ShapeError(expected(`at most ${width}×${height}`, "the network's input", `${planes.width}×${planes.height}`));
  }
  return padPlanes(planes, { left: 0, top: 0, right: width - planes.width, bottom: height - planes.height }, 'replicate');
}

/** Puts the network's name before what the engine says. */
async function named<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EngineError) throw new EngineError(`${name}: ${error.message}`, { cause: error });
    throw error;
  }
}
