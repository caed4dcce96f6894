/** A classifier or detector of the user: any .onnx file that takes one picture. The file is not trusted: it is read by `graph/` before the engine gets it. */
import { ConfigError, EngineError, expected } from '../../errors.ts';
import { parse } from '../../graph/parse.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Planes } from '../../image/image.ts';
import type { Size } from '../../image/resize.ts';
import type { Device, Engine, Port, Session } from '../../runtime/engine.ts';
import { fromHalf } from '../../upscale/half.ts';
import { fixedSizeOf, isSampleType } from '../../upscale/ports.ts';
import { type Layout, type SampleType, toTensor } from '../../upscale/tensor-io.ts';

/** What the network takes: (1, C, H, W) or (1, H, W, C), or the same without the first axis. */
export interface RecogniserInput {
  readonly name: string;
  readonly batched: boolean;
  readonly layout: Layout;
  readonly channels: 1 | 3;
  readonly dtype: SampleType;
  /** The one size that it takes. */
  readonly size: Size | undefined;
}

export interface Recogniser {
  readonly name: string;
  readonly device: Device;
  readonly input: RecogniserInput;
  readonly outputs: readonly Port[];
  /** Output → the operator that makes it. */
  readonly lastOperators: ReadonlyMap<string, string>;
  /** (C, H, W) planes as prepared → the outputs of those names. Throws EngineError. */
  run(planes: Planes<Float32Array>, outputs: readonly string[]): Promise<Readonly<Record<string, Tensor>>>;
  dispose(): Promise<void>;
}

export interface RecogniserOptions {
  readonly name: string;
  readonly device?: Device | undefined;
  readonly threads?: number | undefined;
  /** Where the shape of the input does not say. */
  readonly layout?: Layout | undefined;
}

/** The largest input that a file may ask for, in pixels. */
const maxPixels = 100_000_000;

/** Throws GraphError for bytes that are no network in one file, EngineError for one that the engine refuses or that does not take one picture. */
export async function openRecogniser(bytes: Uint8Array, engine: Engine, options: RecogniserOptions): Promise<Recogniser> {
  const { name, device = 'cpu', threads, layout } = options;
  const { graph } = parse(bytes);
  const session = await engine.load(bytes, { device, ...(threads === undefined ? {} : { threads }) });
  try {
    const input = inputOf(session, layout);
    return {
      ...{ name, device: session.device, input, outputs: session.outputs },
      lastOperators: new Map(graph.outputs.map((value) => [value.name, value.producer?.op ?? ''])),
      async run(planes, outputs) {
        const tensor = toTensor(planes, { layout: input.layout, dtype: input.dtype, range: 1 });
        const fed = input.batched ? tensor : { ...tensor, shape: tensor.shape.slice(1) };
        return session.run({ [input.name]: fed }, outputs);
      },
      dispose: () => session.dispose(),
    };
  } catch (error) {
    await session.dispose();
    throw error;
  }
}

/** The network's input, from its declared shape. */
function inputOf({ inputs }: Session, asked: Layout | undefined): RecogniserInput {
  const [port] = inputs;
  if (!port || inputs.length !== 1)
    throw new EngineError(expected('one input, the picture,', 'the network', inputs.map((i) => i.name).join(' and ') || 'none'));
  const { name, dtype, shape } = port;
  const shown = `(${shape.join(', ')})`;
  if (!isSampleType(dtype)) throw new EngineError(expected('float32, float16 or uint8', `its input ${name}`, dtype));
  if (shape.length !== 3 && shape.length !== 4) throw new EngineError(expected('3 or 4 axes', `its input ${name}`, shown));
  const batched = shape.length === 4;
  if (batched && isSize(shape[0]) && shape[0] !== 1)
    throw new EngineError(expected('a batch of 1, or of any number,', `its input ${name}`, shown));
  const four = batched ? shape : [1, ...shape];
  const layout = asked ?? layoutOf(four);
  const channels = four[layout === 'nchw' ? 1 : 3];
  if (isSize(channels) && !isColor(channels)) throw new EngineError(expected(`1 or 3 channels as ${layout}`, `its input ${name}`, shown));
  const size = fixedSizeOf({ ...port, shape: four }, layout);
  if (size && size.width * size.height > maxPixels)
    throw new EngineError(expected(`at most ${maxPixels / 1e6} million pixels`, `its input ${name}`, shown));
  return { name, batched, layout, channels: isColor(channels) ? channels : 3, dtype, size };
}

function layoutOf(shape: readonly (number | string)[]): Layout {
  return !isColor(shape[1]) && isColor(shape[3]) ? 'nhwc' : 'nchw';
}

const isColor = (side: number | string | undefined): side is 1 | 3 => side === 1 || side === 3;
const isSize = (side: number | string | undefined): side is number => typeof side === 'number' && side > 0;

/** The output of that name, or ConfigError for one that the network does not have. */
export function outputNamed({ outputs, name }: Pick<Recogniser, 'outputs' | 'name'>, asked: string): Port {
  const port = outputs.find((output) => output.name === asked);
  if (!port) throw new ConfigError(expected(outputs.map((output) => output.name).join(', '), `an output of ${name}`, asked));
  return port;
}

/** The elements of a tensor as numbers. */
export function numbersOf({ dtype, data }: Tensor): Float64Array {
  if (dtype === 'bfloat16' || dtype === 'bool') throw new EngineError(expected('numbers', 'an output of the network', dtype));
  if (dtype === 'float16') return Float64Array.from(new Uint16Array(data.buffer as ArrayBuffer, data.byteOffset, data.length), fromHalf);
  return Float64Array.from(data as ArrayLike<number | bigint>, Number);
}
