/**
 * Protocols: everything that two scores must share to be comparable, as plain data — how the LR picture is made, which colour is
 * measured, what is rounded, and how much border is left out.
 */

import * as v from 'valibot';
import { ConfigError, expected, ShapeError } from '../errors.ts';
import { lcm } from '../graph/receptive/axis.ts';
import { rgbToFullY, rgbToY } from '../image/color.ts';
import { hasAlpha, type Image, type Planes, peakOf } from '../image/image.ts';
import { addGaussianNoise } from '../image/noise.ts';
import { cropImage, cropPlanes, modcrop, toImage, toPlanes64 } from '../image/planes.ts';
import { imresize, imresizeImage } from '../image/resize.ts';
import { roundAndClip } from '../image/samples.ts';
import { kernels } from '../image/taps.ts';
import { parseConfig } from '../parse-config.ts';
import { mulberry32 } from '../random.ts';
import { fractionOf, scaledSize } from '../scale.ts';
import { metrics } from './index.ts';
import { type MeasureOptions, type MetricDef, measureOne } from './metric.ts';
import { type ProtocolName, protocols } from './protocols.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const protocolSchema = v.strictObject({
  name: v.string(),
  /** Who defines it, or who uses it. */
  source: v.string(),
  /** HR is cut to a multiple of this, and of the scale; to one of the scale alone where left out. */
  hrMultiple: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** What is measured: BT.601 luma, or the red, green and blue planes together. */
  colorSpace: v.picklist(['y', 'rgb']),
  /** Range of that luma: 16–235, as MATLAB's rgb2ycbcr makes it, or 0–255, as OpenCV and JPEG do. Studio where left out. */
  luma: v.optional(v.picklist(['studio', 'full'])),
  /** How the LR picture is made from the HR one: by imresize. */
  lr: v.strictObject({
    /** Of the picture's own channels, or of its luma. */
    of: v.picklist(['rgb', 'y']),
    kernel: v.picklist(kernels),
    antialias: v.boolean(),
    /** What lies beyond the edge: the edge pixel again, or the picture mirrored. */
    border: v.picklist(['replicate', 'symmetric']),
    /** Where samples become integers: after each of the two passes, once at the end, or never (float64). */
    rounding: v.picklist(['each-pass', 'once', 'none']),
  }),
  /** For denoisers: σ (of 255) of the Gaussian noise that the LR picture gets, always the same; alike in red, green and blue where luma is measured. */
  noise: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(255))),
  /** Round the SR picture to 0–255 integers before anything else. */
  roundSr: v.boolean(),
  /** Round the luma made from RGB to integers, as rgb2ycbcr does for uint8. */
  roundY: v.boolean(),
  /** Pixels left out at each edge: timesScale·scale + plus. */
  cropBorder: v.strictObject({ timesScale: count, plus: count }),
  /** Settings of metrics by their names, such as `ssim: { edge: mirror }`; the definition of the metric's source where left out. */
  metrics: v.optional(v.record(v.string(), v.record(v.string(), v.unknown()))),
});

export type Protocol = Readonly<v.InferOutput<typeof protocolSchema>>;

export { type ProtocolName, protocols };

/** A preset by its name, or a whole protocol as data. Throws ConfigError for an unknown name, a missing, wrong or unknown key. */
export function parseProtocol(value: unknown): Protocol {
  if (typeof value === 'string') {
    if (!Object.hasOwn(protocols, value)) throw new ConfigError(expected(Object.keys(protocols).join(', '), 'protocol', value));
    return protocols[value as ProtocolName];
  }
  const parsed = v.safeParse(protocolSchema, value);
  if (parsed.success) {
    const { colorSpace, lr } = parsed.output;
    if (colorSpace === 'rgb' && lr.of === 'y') throw new ConfigError(expected('rgb, as RGB is measured,', 'protocol.lr.of', lr.of));
    checkSettings(parsed.output.metrics ?? {});
    return parsed.output;
  }
  const [issue] = parsed.issues;
  const key = ['protocol', v.getDotPath(issue)].filter(Boolean).join('.');
  throw new ConfigError(issue.expected === 'never' ? `Expected no ${key}: there is no such setting` : `${key}: ${issue.message}`);
}

function checkSettings(settings: Protocol['metrics'] & object): void {
  const known = Object.values(metrics).flatMap(({ name, config }) => (config ? [name] : []));
  for (const [name, value] of Object.entries(settings)) {
    const { config } = (Object.hasOwn(metrics, name) && metrics[name]) || {};
    if (!config) throw new ConfigError(expected(`a metric with settings (${known.join(', ')})`, 'protocol.metrics', name));
    parseConfig(config, value, `protocol.metrics.${name}`);
  }
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
  return [describeLr(protocol, scale), ...measuring(protocol, scale)].join('; ');
}

/** How the protocol makes LR pictures, in one line. */
export function describeLr(protocol: Protocol, scale: number): string {
  const { of, kernel, antialias, border, rounding } = protocol.lr;
  const picture = of === 'y' ? 'Y' : 'the integer picture';
  const rounded = { 'each-pass': 'rounded after each pass', once: 'rounded once', none: 'not rounded' }[rounding];
  const lr = [
    `LR = MATLAB ${kernel}${antialias ? '' : ' without antialiasing'}${border === 'symmetric' ? ' mirrored at the edge' : ''}`,
    `of ${picture}${rounding === 'none' ? ' in float64' : ''}, ${rounded}`,
  ].join(' ');
  return [
    `${protocol.name} ×${scale}: HR cut to a multiple of ${hrUnit(scale, protocol)}`,
    lr,
    ...(protocol.noise === undefined
      ? []
      : [`LR + Gaussian noise of σ ${protocol.noise}${protocol.colorSpace === 'y' ? ', alike in all channels' : ''}`]),
  ].join('; ');
}

/** What the protocol does with finished pictures, in one line; of a scale where HR is cut to a multiple of it. */
export function describeMeasuring(protocol: Protocol, scale: number): string {
  const cut = scale === 1 ? '' : ` ×${scale}, HR cut to a multiple of ${hrUnit(scale, protocol)}`;
  return `${protocol.name}${cut}: ${measuring(protocol, scale).join('; ')}`;
}

function measuring(protocol: Protocol, scale: number): string[] {
  const range = protocol.luma === 'full' ? 'full-range Y' : 'Y';
  const color = protocol.colorSpace === 'rgb' ? 'RGB' : `BT.601 ${range} ${protocol.roundY ? 'rounded to integers' : 'not rounded'}`;
  return [
    `SR ${protocol.roundSr ? 'rounded to 0–255 integers' : 'not rounded'}`,
    `measured on ${color}`,
    `border of ${borderOf(protocol, scale)} px left out`,
    ...settingsTexts(protocol),
    `peak 255 (${protocol.source})`,
  ];
}

/** `ssim with edge mirror` for each metric that the protocol sets. */
export function settingsTexts({ metrics: settings = {} }: Protocol): string[] {
  const text = (of: Readonly<Record<string, unknown>>) => Object.entries(of).map(([key, value]) => `${key} ${value}`);
  return Object.entries(settings).map(([name, of]) => `${name} with ${text(of).join(', ')}`);
}

/** Both sides of the HR picture are cut to multiples of this. */
export function hrUnit(scale: number, { hrMultiple = 1 }: Protocol): number {
  return lcm(fractionOf(scale)[0], hrMultiple);
}

/** The part of the HR picture that is measured. Throws ShapeError when nothing is left. */
export function cutHr(hr: Image, scale: number, protocol: Protocol): Image {
  return modcrop(hr, hrUnit(scale, protocol));
}

/**
 * The LR picture that the protocol makes of `hr` (gray or RGB), cut first: an integer picture, or planes in 0–255 where LR is luma or is
 * never rounded.
 */
export function makeLr(hr: Image, scale: number, protocol: Protocol): Image | Planes<Float64Array> {
  assertWithoutAlpha(hr);
  const { of, rounding, ...how } = protocol.lr;
  const cut = cutHr(hr, scale, protocol);
  const target = scaledSize(cut, 1 / scale);
  const bits = peakOf(cut) === 255 ? 8 : 16;
  if (of === 'rgb' && rounding !== 'none') {
    const lr = rounding === 'each-pass' ? imresizeImage(cut, target, how) : toImage(imresize(toPlanes64(cut), target, how), { bits });
    return protocol.noise === undefined ? lr : toImage(noisy(toPlanes64(lr), protocol), { bits });
  }
  const color = colorPlanes(cut);
  const round = rounding === 'each-pass' ? 'uint8' : 'none';
  const lr = imresize(of === 'y' ? lumaOf(color, protocol) : color, target, { ...how, round });
  if (rounding === 'once') roundAndClip(lr.data, 255);
  return noisy(lr, protocol);
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
 * Scores of `sr` against `hr` (gray or RGB; cut as the protocol says first), or of `sr` alone where no metric needs HR. `sr` is a picture, or
 * planes in 0–255: RGB, or one plane, which is luma (or gray). Throws ShapeError when sizes or channels do not agree.
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
  const truth = hr && withoutBorder(cutHr(hr, scale, protocol), border);
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
    const options = { dataRange: 255, settings: protocol.metrics?.[name], files: files?.[name], engine };
    scores.push([name, await measureOne(metric, ...viewIn(metric.color), options)]);
  }
  return Object.fromEntries(scores) as Record<N, number>;
}

/** Rows of a picture whose planes are made together. */
const stripRows = 32;

/** Luma or RGB, as the protocol says. */
function measuredPlanes(picture: Image | Planes, protocol: Protocol): Planes {
  const { colorSpace } = protocol;
  if (colorSpace === 'rgb' || picture.channels === 1 || !isImage(picture))
    return colorSpace === 'y' ? lumaOf(planesOf(picture), protocol) : planesOf(picture);
  // In strips: three planes of a whole picture take longer to make and to free than to measure.
  const { width, height } = picture;
  const data = new Float64Array(width * height);
  for (let y = 0; y < height; y += stripRows) {
    const rect = { x: 0, y, width, height: Math.min(stripRows, height - y) };
    data.set(lumaOf(toPlanes64(picture, { rect }), protocol).data, y * width);
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
function lumaOf<T extends Float32Array | Float64Array>(planes: Planes<T>, { roundY, luma }: Protocol): Planes<T> {
  if (planes.channels === 1) return planes;
  return luma === 'full' ? rgbToFullY(planes, { round: roundY }) : rgbToY(planes, { round: roundY });
}

/** Gray three times. */
export function asRgb(planes: Planes): Planes {
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
