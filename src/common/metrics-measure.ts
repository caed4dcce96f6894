/** Scores of one finished picture, against its HR picture or alone. */
import { type Decoded, decode } from '../codecs/node.ts';
import { ShapeError, SubpixelError } from '../errors.ts';
import type { Scores } from '../evaluate/evaluate.ts';
import { hasAlpha, type Image, peakOf } from '../image/image.ts';
import { withoutAlpha } from '../image/planes.ts';
import { borderOf, cutHr, deriveProtocol, hrUnit, type MeasureTools, measure, type Protocol, protocols } from '../metrics/protocol.ts';
import type { MeasureRequest } from './measure-options.ts';

/** Paths of pictures that are measured together. */
export interface PicturePair {
  readonly sr: string;
  /** Absent where SR is measured alone. */
  readonly hr?: string | undefined;
}

/** What is the same for all pictures of a run. */
export interface MeasureSetting extends Pick<MeasureTools, 'files'> {
  readonly metrics: readonly string[];
  readonly protocol: Protocol;
  /** 1 where the pictures come from no enlargement that is known. */
  readonly scale: number;
}

export interface PairScores {
  /** Size of the SR picture. */
  readonly width: number;
  readonly height: number;
  readonly protocol: Protocol;
  readonly scores: Scores;
  /** What was converted or left out: one sentence each. */
  readonly notes: readonly string[];
}

/** Throws CodecError for a file that is no picture and ShapeError for pictures that cannot be measured, both naming the files. */
export async function measurePair(pair: PicturePair, setting: MeasureSetting, engine?: MeasureTools['engine']): Promise<PairScores> {
  const [sr, hr] = await Promise.all([decode(pair.sr), pair.hr === undefined ? undefined : decode(pair.hr)]);
  const measured = await measurePictures(pair, { sr: sr.image, hr: hr?.image }, setting, engine);
  const { width, height } = sr.image;
  const notes = [...notesOf(pair.sr, sr), ...(hr ? notesOf(pair.hr!, hr) : [])];
  return { width, height, ...measured, notes };
}

/** The same of pictures in memory, which the errors call by the names of `pair`. */
export async function measurePictures(
  pair: PicturePair,
  { sr, hr }: Pictures,
  setting: MeasureSetting,
  engine?: MeasureTools['engine'],
): Promise<Pick<PairScores, 'protocol' | 'scores'>> {
  const { metrics, files } = setting;
  const ready = { sr: opaque(sr), hr: hr && opaque(hr) };
  if (ready.hr) checkAlike(pair, ready.sr, ready.hr);
  const cut = cutPair(pair, ready, setting);
  const protocol = peakOf(cut.sr) === 255 ? setting.protocol : deriveProtocol(setting.protocol, { roundSr: false });
  const scores = await measure(cut.sr, cut.hr, setting.scale, protocol, metrics, { files, engine }).catch((error: unknown) => {
    if (error instanceof SubpixelError) throw new ShapeError(`${pair.sr}: ${error.message}`, { cause: error });
    throw error;
  });
  for (const [name, value] of Object.entries(scores))
    if (Number.isNaN(value)) throw new ShapeError(`Expected a picture with the structure that ${name} measures but ${pair.sr} has none`);
  return { protocol, scores };
}

/** Without a scale, whole pictures. */
export function protocolOf({ protocol: name, crop, scale }: MeasureRequest): Protocol {
  const protocol: Protocol = protocols[name];
  const plus = crop ?? (scale === undefined ? 0 : undefined);
  return deriveProtocol(protocol, {
    ...(plus === undefined ? {} : { cropBorder: { timesScale: 0, plus } }),
    ...(scale === undefined && protocol.hrMultiple !== undefined ? { hrMultiple: 1 } : {}),
  });
}

function notesOf(path: string, { image, notices }: Decoded): string[] {
  const dropped = hasAlpha(opaque(image)) ? ['its transparency is not measured'] : [];
  return [...notices, ...dropped].map((notice) => `${path}: ${notice}`);
}

/** Without an alpha that hides nothing. */
function opaque(image: Image): Image {
  const { channels, data } = image;
  const peak = peakOf(image);
  if (hasAlpha(image)) for (let i = channels - 1; i < data.length; i += channels) if (data[i] !== peak) return image;
  return withoutAlpha(image);
}

function checkAlike(pair: PicturePair, sr: Image, hr: Image): void {
  const differ = (what: string, of: (image: Image) => string) =>
    new ShapeError(`Expected two pictures ${what} but ${pair.sr} ${of(sr)} and ${pair.hr} ${of(hr)}`);
  if (peakOf(sr) !== peakOf(hr)) throw differ('of one bit depth', (image) => `has ${peakOf(image) === 255 ? 8 : 16} bits`);
  if (hasAlpha(sr) !== hasAlpha(hr))
    throw differ('with transparency or without', (image) => (hasAlpha(image) ? 'has transparent pixels' : 'has none'));
  if (sr.channels !== hr.channels) throw differ('in colour or in gray', (image) => (image.channels < 3 ? 'is gray' : 'is RGB'));
}

interface Pictures {
  readonly sr: Image;
  readonly hr?: Image | undefined;
}

/** Without alpha, both cut as the protocol cuts HR; ShapeError for sizes that differ then and for pictures that are all border. */
function cutPair(pair: PicturePair, { sr, hr }: Pictures, { protocol, scale }: MeasureSetting): Pictures {
  const border = borderOf(protocol, scale);
  const unit = hrUnit(scale, protocol);
  const least = Math.ceil((2 * border + 1) / unit) * unit;
  for (const [path, image] of [[pair.sr, sr] as const, ...(hr ? [[pair.hr, hr] as const] : [])])
    if (image.width < least || image.height < least) {
      const why = border === 0 ? `pictures are cut to a multiple of ${unit}` : `${border} pixels are left out at each edge`;
      throw new ShapeError(`Expected at least ${least}×${least} pixels (${why}) but ${path} has ${sizeOf(image)}`);
    }
  const cut = (image: Image) => cutHr(withoutAlpha(image), scale, protocol);
  const [a, b] = [cut(sr), hr && cut(hr)];
  if (b && (a.width !== b.width || a.height !== b.height)) {
    const advice = scale === 1 ? '; --scale cuts HR to a multiple of the scale' : ` (cut to ${sizeOf(a)} and ${sizeOf(b)})`;
    throw new ShapeError(`Expected two pictures of one size but ${pair.sr} has ${sizeOf(sr)} and ${pair.hr} ${sizeOf(hr!)}${advice}`);
  }
  return { sr: a, hr: b };
}

function sizeOf({ width, height }: Image): string {
  return `${width}×${height}`;
}
