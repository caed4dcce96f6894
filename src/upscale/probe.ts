/** Finds out what a foreign network is, from its declared shapes and by running it on a small picture. */
import { EngineError, expected } from '../errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Planes } from '../image/image.ts';
import { imresize, type Size } from '../image/resize.ts';
import type { Port, Session } from '../runtime/engine.ts';
import { fixedSizeOf, isSampleType, type Ports } from './ports.ts';
import { fromTensor, type Layout, pictureSize, type SampleType, toTensor } from './tensor-io.ts';

/** 48 is a multiple of the windows and strides that are in use: 2, 3, 4, 6, 8, 12, 16, 24. */
const probeSize: Size = { width: 48, height: 48 };
/** The output of an upscaler follows the bicubic enlargement at least this well. */
const leastCorrelation = 0.5;
const largestMeanError = 0.25;

interface Form {
  readonly layout: Layout;
  readonly channels: 1 | 3;
}

interface Made {
  readonly name: string;
  readonly tensor: Tensor;
}

/** Runs the network a few times; sides of its input must be multiples of `leastMultiple`, or of more. Throws EngineError with the reason why it is no upscaler. */
export async function probe(session: Session, leastMultiple: number): Promise<Ports> {
  const [port] = session.inputs;
  if (!port || session.inputs.length !== 1) {
    throw new EngineError(expected('one input, the picture,', 'the network', session.inputs.map((i) => i.name).join(' and ') || 'none'));
  }
  const { dtype } = port;
  if (!isSampleType(dtype)) throw new EngineError(expected('float32, float16 or uint8', `its input ${port.name}`, dtype));
  const { form, made, picture } = await firstRun(session, port, dtype);
  const outputLayout = outputLayoutOf(made.tensor.shape, form);
  const scale = scaleOf(made.tensor.shape, outputLayout, form, picture);
  const ranges = await rangesOf(session, port, { ...form, dtype }, { made, outputLayout, picture, scale });
  const fixedSize = fixedSizeOf(port, form.layout);
  const multipleOf = fixedSize
    ? 1
    : await multipleFor(
        session,
        port,
        { ...form, dtype, range: ranges.input },
        { outputName: made.name, outputLayout, scale },
        leastMultiple,
      );
  const colorSpace = form.channels === 1 ? 'y' : 'rgb';
  return {
    facts: {
      scale,
      channels: form.channels,
      colorSpace,
      input: 'lr',
      range: ranges.input,
      layout: form.layout,
      dtype,
      fixedSize,
      multipleOf,
    },
    inputName: port.name,
    outputName: made.name,
    outputLayout,
    outputRange: ranges.output,
  };
}

/** The first of the possible layouts and channel counts with which the network runs. */
async function firstRun(session: Session, port: Port, dtype: SampleType) {
  let failure: unknown;
  for (const form of formsOf(port)) {
    const picture = testPicture(form.channels, fixedSizeOf(port, form.layout) ?? probeSize);
    const tensor = toTensor(picture, { ...form, dtype, range: dtype === 'uint8' ? 255 : 1 });
    let outputs: Readonly<Record<string, Tensor>>;
    try {
      outputs = await session.run({ [port.name]: tensor });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      failure ??= error;
      continue;
    }
    return { form, made: pictureOf(outputs), picture };
  }
  throw new EngineError(`it does not run on a picture of ${probeSize.width}×${probeSize.height} pixels (${(failure as Error).message})`);
}

function formsOf({ name, shape }: Port): readonly Form[] {
  const shown = `(${shape.join(', ')})`;
  if (shape.length !== 4) throw new EngineError(expected('a picture (N, C, H, W) or (N, H, W, C)', `its input ${name}`, shown));
  const [batch, second, , last] = shape;
  if (typeof batch === 'number' && batch > 1) throw new EngineError(expected('one picture at a time', `its input ${name}`, shown));
  const isColor = (side: number | string | undefined): side is 1 | 3 => side === 1 || side === 3;
  if (isColor(second)) return [{ layout: 'nchw', channels: second }];
  if (isColor(last)) return [{ layout: 'nhwc', channels: last }];
  if (typeof second === 'number') throw new EngineError(expected('1 or 3 channels', `its input ${name}`, shown));
  const layouts: readonly Layout[] = typeof last === 'number' ? ['nchw'] : ['nchw', 'nhwc'];
  return layouts.flatMap((layout) => [
    { layout, channels: 3 },
    { layout, channels: 1 },
  ]);
}

/** The largest output of 4 axes. */
function pictureOf(outputs: Readonly<Record<string, Tensor>>): Made {
  const pictures = Object.entries(outputs).filter(([, t]) => t.shape.length === 4);
  const [best] = pictures.sort(([, a], [, b]) => b.data.length - a.data.length);
  if (best) return { name: best[0], tensor: best[1] };
  const all = Object.values(outputs);
  const shapes = all.map((t) => `(${t.shape.join(', ')})`).join(' and ');
  throw new EngineError(`its output is ${shapes}${all.some((t) => t.shape.length <= 2) ? ', as a classifier gives,' : ''} and no picture`);
}

function outputLayoutOf(shape: readonly number[], { layout, channels }: Form): Layout {
  const other = layout === 'nchw' ? 'nhwc' : 'nchw';
  if (pictureSize(shape, layout)?.channels === channels) return layout;
  if (pictureSize(shape, other)?.channels === channels) return other;
  throw new EngineError(expected(`${channels} channels, as in its input,`, 'its output', `(${shape.join(', ')})`));
}

function scaleOf(shape: readonly number[], layout: Layout, { channels }: Form, input: Size): number {
  const size = pictureSize(shape, layout)!;
  const shown = `${size.width}×${size.height} for an input of ${input.width}×${input.height}`;
  const scale = size.width / input.width;
  if (size.channels !== channels) throw new EngineError(expected(`${channels} channels`, 'its output', size.channels));
  if (size.height / input.height !== scale) throw new EngineError(`its output is ${shown}: not enlarged alike on both axes`);
  if (scale <= 1) throw new EngineError(`its output is ${shown}: it does not enlarge`);
  if (!Number.isInteger(scale)) throw new EngineError(`its output is ${shown}: ${scale} times, which is no whole scale`);
  return scale;
}

interface Run {
  readonly made: Made;
  readonly outputLayout: Layout;
  readonly picture: Planes<Float32Array>;
  readonly scale: number;
}

/** The values of white in input and output with which the output is nearest to the bicubic enlargement; 1 unless others are clearly better. */
async function rangesOf(
  session: Session,
  port: Port,
  form: Form & { readonly dtype: SampleType },
  { made, outputLayout, picture, scale }: Run,
) {
  const bicubic = imresize(picture, { scale });
  const candidates: { input: 1 | 255; output: 1 | 255; fit: Fit }[] = [];
  for (const input of form.dtype === 'uint8' ? ([255] as const) : ([1, 255] as const)) {
    const first = input === (form.dtype === 'uint8' ? 255 : 1);
    const tensor = first
      ? made.tensor
      : (await session.run({ [port.name]: toTensor(picture, { ...form, range: input }) }, [made.name]))[made.name]!;
    for (const output of [1, 255] as const) {
      candidates.push({ input, output, fit: compare(fromTensor(tensor, outputLayout, output), bicubic) });
    }
  }
  let best = candidates[0]!;
  for (const candidate of candidates) {
    if (candidate.fit.error < 0.9 * best.fit.error || Number.isNaN(best.fit.error)) best = candidate;
  }
  const { correlation, meanError } = best.fit;
  if (!(correlation >= leastCorrelation)) {
    throw new EngineError(`its output is unrelated to its input (correlation with the bicubic enlargement ${correlation.toFixed(2)})`);
  }
  if (!(meanError <= largestMeanError)) throw new EngineError('its output is in neither of the ranges 0–1 and 0–255');
  return best;
}

interface Fit {
  /** Root of the mean squared difference. */
  readonly error: number;
  readonly correlation: number;
  readonly meanError: number;
}

function compare(a: Planes, b: Planes): Fit {
  const n = a.data.length;
  let [sumA, sumB, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [x, y] = [a.data[i]!, b.data[i]!];
    sumA += x;
    sumB += y;
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  const covariance = ab - (sumA * sumB) / n;
  const deviation = Math.sqrt(Math.max(0, aa - sumA ** 2 / n) * Math.max(0, bb - sumB ** 2 / n));
  return {
    error: Math.sqrt(Math.max(0, aa - 2 * ab + bb) / n),
    correlation: deviation > 0 ? covariance / deviation : Number.isNaN(covariance) ? Number.NaN : 0,
    meanError: Math.abs(sumA - sumB) / n,
  };
}

/** The smallest power of two, from the graph's own on, of which an odd multiple is a size that the network enlarges as it should. */
async function multipleFor(
  session: Session,
  port: Port,
  form: Form & { readonly dtype: SampleType; readonly range: 1 | 255 },
  { outputName, outputLayout, scale }: { outputName: string; outputLayout: Layout; scale: number },
  least: number,
): Promise<number> {
  for (let multiple = least; multiple < probeSize.width; multiple *= 2) {
    const side = multiple * (2 * Math.ceil(probeSize.width / (2 * multiple)) + 1);
    const size = { width: side, height: side + 2 * multiple };
    try {
      const tensor = (await session.run({ [port.name]: toTensor(testPicture(form.channels, size), form) }, [outputName]))[outputName]!;
      const made = pictureSize(tensor.shape, outputLayout);
      if (made?.width === size.width * scale && made.height === size.height * scale) return multiple;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
  }
  return probeSize.width;
}

/** Slow waves that differ between channels, with some fine texture: every range and channel order gives another output. */
function testPicture(channels: 1 | 3, { width, height }: Size): Planes<Float32Array> {
  const data = new Float32Array(channels * width * height);
  let i = 0;
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const wave = Math.sin((x * (c + 2)) / 13 + c) * Math.cos((y * (3 - c / 2)) / 17);
        const texture = (x * 7 + y * 11 + x * y) % 5;
        data[i++] = 0.5 + 0.28 * wave + 0.03 * (texture - 2);
      }
    }
  }
  return { channels, width, height, data };
}
