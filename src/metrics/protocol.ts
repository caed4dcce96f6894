/**
 * Protocols: everything that two scores must share to be comparable, as plain data — how the LR picture is made, which colour is
 * measured, what is rounded, and how much border is left out.
 */

import * as v from 'valibot';
import { ConfigError, expected, ShapeError } from '../errors.ts';
import { rgbToY } from '../image/color.ts';
import { hasAlpha, type Image, type Planes, peakOf } from '../image/image.ts';
import { addGaussianNoise } from '../image/noise.ts';
import { cropImage, cropPlanes, modcrop, toImage, toPlanes64 } from '../image/planes.ts';
import { imresize, imresizeImage } from '../image/resize.ts';
import { roundAndClip } from '../image/samples.ts';
import { mulberry32 } from '../random.ts';
import { fractionOf, scaledSize } from '../scale.ts';
import { metrics } from './index.ts';
import { type MeasureOptions, type MetricDef, measureOne } from './metric.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const protocolSchema = v.strictObject({
  name: v.string(),
  /** Who defines it, or who uses it. */
  source: v.string(),
  /** What is measured: BT.601 studio-range luma, or the red, green and blue planes together. */
  colorSpace: v.picklist(['y', 'rgb']),
  /**
   * How the LR picture is made from the HR one, by bicubic imresize with replicated border.
   * `rgb-uint8`: of the integer picture, rounded after each pass. `y-float`: of its luma, in float64, never rounded.
   */
  lr: v.picklist(['rgb-uint8', 'y-float']),
  /** For denoisers: σ (of 255) of the Gaussian noise that the LR picture gets, always the same; alike in red, green and blue where luma is measured. */
  noise: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(255))),
  /** Round the SR picture to 0–255 integers before anything else. */
  roundSr: v.boolean(),
  /** Round the luma made from RGB to integers, as rgb2ycbcr does for uint8. */
  roundY: v.boolean(),
  /** Pixels left out at each edge: timesScale·scale + plus. */
  cropBorder: v.strictObject({ timesScale: count, plus: count }),
});

export type Protocol = Readonly<v.InferOutput<typeof protocolSchema>>;

export const protocols = {
  'paper-y': {
    name: 'paper-y',
    source: 'EDSR, RCAN and most later papers, on Set5, Set14, B100, Urban100 and Manga109',
    colorSpace: 'y',
    lr: 'rgb-uint8',
    roundSr: true,
    roundY: false,
    cropBorder: { timesScale: 1, plus: 0 },
  },
  'srcnn-y': {
    name: 'srcnn-y',
    source: 'the test code of SRCNN, VDSR and DRRN; it gives the published bicubic rows',
    colorSpace: 'y',
    lr: 'y-float',
    roundSr: true,
    roundY: true,
    cropBorder: { timesScale: 1, plus: 0 },
  },
  'ntire-rgb': {
    name: 'ntire-rgb',
    source: 'NTIRE 2017 challenge and EDSR, on the DIV2K validation set',
    colorSpace: 'rgb',
    lr: 'rgb-uint8',
    roundSr: true,
    roundY: false,
    cropBorder: { timesScale: 1, plus: 6 },
  },
} as const satisfies Record<string, Protocol>;

export type ProtocolName = keyof typeof protocols;

/** A preset by its name, or a whole protocol as data. Throws ConfigError for an unknown name, a missing, wrong or unknown key. */
export function parseProtocol(value: unknown): Protocol {
  if (typeof value === 'string') {
    if (!Object.hasOwn(protocols, value)) throw new ConfigError(expected(Object.keys(protocols).join(', '), 'protocol', value));
    return protocols[value as ProtocolName];
  }
  const parsed = v.safeParse(protocolSchema, value);
  if (parsed.success) {
    const { colorSpace, lr } = parsed.output;
    if (colorSpace === 'rgb' && lr === 'y-float') throw new ConfigError(expected('rgb-uint8, as RGB is measured,', 'protocol.lr', lr));
    return parsed.output;
  }
  const [issue] = parsed.issues;
  const key = ['protocol', v.getDotPath(issue)].filter(Boolean).join('.');
  throw new ConfigError(issue.expected === 'never' ? `Expected no ${key}: there is no such setting` : `${key}: ${issue.message}`);
}

/** `base` with some settings changed; its name then tells which, so that its scores cannot pass for those of `base`. */
export function deriveProtocol(base: Protocol, changes: Partial<Omit<Protocol, 'name'>>): Protocol {
  const changed = Object.entries(changes).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(base[key as keyof Protocol]));
  if (changed.length === 0) return base;
  const name = `${base.name} with ${changed.map(([key, value]) => `${key} ${JSON.stringify(value)}`).join(', ')}`;
  return parseProtocol({ ...base, ...changes, name });
}

/** Pixels left out at each edge. */
export function borderOf({ cropBorder }: Protocol, scale: number): number {
  return Math.ceil(cropBorder.timesScale * scale) + cropBorder.plus;
}

/** The protocol in full, in one line. */
export function describeProtocol(protocol: Protocol, scale: number): string {
  const lr = {
    'rgb-uint8': 'LR = MATLAB bicubic of the integer picture, rounded after each pass',
    'y-float': 'LR = MATLAB bicubic of Y in float64, not rounded',
  }[protocol.lr];
  return [
    `${protocol.name} ×${scale}: HR cut to a multiple of ${fractionOf(scale)[0]}`,
    lr,
    ...(protocol.noise === undefined
      ? []
      : [`LR + Gaussian noise of σ ${protocol.noise}${protocol.colorSpace === 'y' ? ', alike in all channels' : ''}`]),
    ...measuring(protocol, scale),
  ].join('; ');
}

/** What the protocol does with finished pictures, in one line; of a scale where HR is cut to a multiple of it. */
export function describeMeasuring(protocol: Protocol, scale: number): string {
  const cut = scale === 1 ? '' : ` ×${scale}, HR cut to a multiple of ${fractionOf(scale)[0]}`;
  return `${protocol.name}${cut}: ${measuring(protocol, scale).join('; ')}`;
}

function measuring(protocol: Protocol, scale: number): string[] {
  const color = protocol.colorSpace === 'rgb' ? 'RGB' : `BT.601 Y ${protocol.roundY ? 'rounded to integers' : 'not rounded'}`;
  return [
    `SR ${protocol.roundSr ? 'rounded to 0–255 integers' : 'not rounded'}`,
    `measured on ${color}`,
    `border of ${borderOf(protocol, scale)} px left out`,
    `peak 255 (${protocol.source})`,
  ];
}

/**
 * The LR picture that the protocol makes of `hr` (gray or RGB), cut to a multiple of `scale` first: an integer picture for `rgb-uint8`,
 * one luma plane in 0–255 for `y-float`.
 */
export function makeLr(hr: Image, scale: number, protocol: Protocol): Image | Planes<Float64Array> {
  assertWithoutAlpha(hr);
  const cut = modcrop(hr, scale);
  const target = scaledSize(cut, 1 / scale);
  if (protocol.lr === 'y-float') return noisy(imresize(lumaOf(colorPlanes(cut), protocol.roundY), target), protocol);
  const lr = imresizeImage(cut, target);
  return protocol.noise === undefined ? lr : toImage(noisy(toPlanes64(lr), protocol), { bits: peakOf(lr) === 255 ? 8 : 16 });
}

/** The planes in 0–255 with the protocol's noise, which is the same for every picture of a size. */
function noisy(planes: Planes<Float64Array>, { noise, colorSpace }: Protocol): Planes<Float64Array> {
  return noise === undefined ? planes : addGaussianNoise(planes, noise, colorSpace === 'y' ? 'gray' : 'color', mulberry32(1));
}

/** What metrics get besides pictures. */
export interface MeasureTools extends Pick<MeasureOptions, 'engine'> {
  /** The files of each metric, by its name and theirs. */
  readonly files?: Readonly<Record<string, MeasureOptions['files']>> | undefined;
}

/**
 * Scores of `sr` against `hr` (gray or RGB; cut to a multiple of `scale` first), or of `sr` alone where no metric needs HR. `sr` is a picture,
 * or planes in 0–255: RGB, or one plane, which is luma (or gray). Throws ShapeError when sizes or channels do not agree.
 */
export async function measure<N extends string>(
  sr: Image | Planes,
  hr: Image | undefined,
  scale: number,
  protocol: Protocol,
  names: readonly N[],
  { files, engine }: MeasureTools = {},
): Promise<Record<N, number>> {
  const border = borderOf(protocol, scale);
  const inside = withoutBorder(sr, border);
  // 8-bit samples are integers already.
  const made = protocol.roundSr && !(inside.data instanceof Uint8Array) ? roundedPlanes(inside) : inside;
  const truth = hr && withoutBorder(modcrop(hr, scale), border);
  if (truth && made.channels !== truth.channels && !(made.channels === 1 && protocol.colorSpace === 'y')) {
    throw new ShapeError(expected(String(truth.channels), 'channels of the SR picture', made.channels));
  }
  const views: { [K in MetricDef['color']]?: readonly [Planes, Planes | undefined] } = {};
  const viewIn = (color: MetricDef['color']) => {
    const view = (picture: Image | Planes) => (color === 'rgb' ? asRgb(planesOf(picture)) : measuredPlanes(picture, protocol));
    views[color] ??= [view(made), truth && view(truth)];
    return views[color];
  };
  const scores: [string, number][] = [];
  for (const name of names) {
    const metric = metrics[name]!;
    scores.push([name, await measureOne(metric, ...viewIn(metric.color), { dataRange: 255, files: files?.[name], engine })]);
  }
  return Object.fromEntries(scores) as Record<N, number>;
}

/** Rows of a picture whose planes are made together. */
const stripRows = 32;

/** Luma or RGB, as the protocol says. */
function measuredPlanes(picture: Image | Planes, { colorSpace, roundY }: Protocol): Planes {
  if (colorSpace === 'rgb' || picture.channels === 1 || !isImage(picture))
    return colorSpace === 'y' ? lumaOf(planesOf(picture), roundY) : planesOf(picture);
  // In strips: three planes of a whole picture take longer to make and to free than to measure.
  const { width, height } = picture;
  const data = new Float64Array(width * height);
  for (let y = 0; y < height; y += stripRows) {
    const rect = { x: 0, y, width, height: Math.min(stripRows, height - y) };
    data.set(lumaOf(toPlanes64(picture, { rect }), roundY).data, y * width);
  }
  return { channels: 1, width, height, data };
}

function isImage(picture: Image | Planes): picture is Image {
  return picture.data instanceof Uint8Array || picture.data instanceof Uint16Array;
}

function planesOf(picture: Image | Planes): Planes {
  return isImage(picture) ? colorPlanes(picture) : picture;
}

function roundedPlanes(picture: Image | Planes): Planes {
  const planes = isImage(picture) ? colorPlanes(picture) : { ...picture, data: picture.data.slice() };
  roundAndClip(planes.data, 255);
  return planes;
}

/** Gray or RGB planes in 0–255. */
function colorPlanes(image: Image): Planes<Float64Array> {
  assertWithoutAlpha(image);
  return toPlanes64(image);
}

function assertWithoutAlpha(image: Image): void {
  if (hasAlpha(image)) throw new ShapeError(expected('1 or 3 (no alpha)', 'channels', image.channels));
}

/** One plane is luma already: a gray picture is measured as it is, as in the papers' test code. */
function lumaOf<T extends Float32Array | Float64Array>(planes: Planes<T>, round: boolean): Planes<T> {
  return planes.channels === 1 ? planes : rgbToY(planes, { round });
}

/** Gray three times. */
function asRgb(planes: Planes): Planes {
  if (planes.channels === 3) return planes;
  const n = planes.data.length;
  const data = new Float64Array(3 * n);
  for (let c = 0; c < 3; c++) data.set(planes.data, c * n);
  return { ...planes, channels: 3, data };
}

function withoutBorder<P extends Image | Planes>(picture: P, border: number): P {
  if (isImage(picture)) assertWithoutAlpha(picture);
  if (border === 0) return picture;
  const { width, height } = picture;
  const rect = { x: border, y: border, width: width - 2 * border, height: height - 2 * border };
  return (isImage(picture) ? cropImage(picture, rect) : cropPlanes(picture as Planes, rect)) as P;
}
