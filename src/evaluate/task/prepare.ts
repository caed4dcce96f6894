/** How pictures are made ready for a classifier or detector: size, colour and range, exactly as its training had them. */
import { ConfigError, expected } from '../../errors.ts';
import { rgbToFullY } from '../../image/color.ts';
import { type Image, type Planes, peakOf } from '../../image/image.ts';
import { toPlanes } from '../../image/planes.ts';
import { imresizeImage, type Kernel, type Size } from '../../image/resize.ts';

/**
 * `crop`: the shorter side becomes `shorter`, and the centre is cut out, as torchvision's Resize and CenterCrop do. `stretch`: both sides become
 * those of `size`. `pad`: the largest that fits, with `padding` around it. `none`: as it is.
 */
export const fits = ['crop', 'stretch', 'pad', 'none'] as const;
export type Fit = (typeof fits)[number];

export interface Preparation {
  readonly fit: Fit;
  /** What the network gets; any with `none`. */
  readonly size: Size | undefined;
  /** Of `crop`, in pixels; at least the longer side of `size`. */
  readonly shorter: number;
  readonly kernel: Kernel;
  /** Widen the kernel where pictures are reduced, as Pillow does and OpenCV does not. */
  readonly antialias: boolean;
  /** 1: luma 0.299·R + 0.587·G + 0.114·B. */
  readonly channels: 1 | 3;
  readonly order: 'rgb' | 'bgr';
  /** Value of white before `mean` and `std`: v = (sample · range − mean) / std. */
  readonly range: 1 | 255;
  /** One for each channel, in the order of the channels. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** The gray of `pad`, in 0–255. */
  readonly padding: number;
}

/** Where the picture lies in the network's input: x′ = x · scaleX + left. */
export interface Placement {
  readonly scaleX: number;
  readonly scaleY: number;
  readonly left: number;
  readonly top: number;
}

export interface Prepared {
  /** (C, H, W), as the network takes them. */
  readonly planes: Planes<Float32Array>;
  readonly placement: Placement;
}

/** Throws ConfigError for settings that do not go together, before any picture is read. */
export function checkPreparation({ fit, size, shorter, mean, std, channels }: Preparation): void {
  if (fit !== 'none' && !size)
    throw new ConfigError(`Expected --size for --fit ${fit}, as the network takes pictures of any size, but received none`);
  if (fit === 'crop' && shorter < Math.max(size!.width, size!.height))
    throw new ConfigError(expected(`at least the ${size!.width}×${size!.height} that are cut out`, '--resize', shorter));
  for (const [name, values] of Object.entries({ mean, std }))
    if (values.length !== channels) throw new ConfigError(expected(`1 or ${channels} numbers`, `--${name}`, values.join(',')));
  const bad = std.find((value) => !(value > 0));
  if (bad !== undefined) throw new ConfigError(expected('numbers above 0', '--std', bad));
}

/** `image` is gray or RGB of 8 or 16 bits; resizing rounds to its depth after each pass, as Pillow does. */
export function preparePicture(image: Image, how: Preparation): Prepared {
  const { resized, size, left, top } = placed(image, how);
  const same = resized.width === image.width && resized.height === image.height;
  const picture = same ? image : imresizeImage(image, resized, { kernel: how.kernel, antialias: how.antialias });
  const peak = peakOf(image);
  const planes = inChannels(toPlanes(picture, { peak }), how, peak);
  const data = new Float32Array(how.channels * size.width * size.height);
  for (let c = 0; c < how.channels; c++) {
    const shift = how.mean[c]!;
    const part = 1 / how.std[c]!;
    const plane = data.subarray(c * size.width * size.height, (c + 1) * size.width * size.height);
    plane.fill(((how.padding / 255) * how.range - shift) * part);
    for (let y = Math.max(0, top); y < Math.min(size.height, top + picture.height); y++) {
      const from = (c * picture.height + y - top) * picture.width - left;
      for (let x = Math.max(0, left); x < Math.min(size.width, left + picture.width); x++)
        plane[y * size.width + x] = ((planes.data[from + x]! / peak) * how.range - shift) * part;
    }
  }
  const placement = { scaleX: resized.width / image.width, scaleY: resized.height / image.height, left, top };
  return { planes: { channels: how.channels, ...size, data }, placement };
}

interface Placed {
  readonly resized: Size;
  readonly size: Size;
  /** Of the resized picture in the network's input; negative where it is cut. */
  readonly left: number;
  readonly top: number;
}

function placed({ width, height }: Image, { fit, size: asked, shorter }: Preparation): Placed {
  const size = asked ?? { width, height };
  if (fit === 'none') return { resized: { width, height }, size: { width, height }, left: 0, top: 0 };
  if (fit === 'stretch') return { resized: size, size, left: 0, top: 0 };
  if (fit === 'crop') {
    // The longer side is rounded down, the margin half to even, as torchvision has them.
    const side = (length: number) => Math.floor((shorter * length) / Math.min(width, height));
    const resized = { width: side(width), height: side(height) };
    return { resized, size, left: -halfToEven(resized.width - size.width), top: -halfToEven(resized.height - size.height) };
  }
  const ratio = Math.min(size.width / width, size.height / height);
  const resized = { width: Math.max(1, Math.round(width * ratio)), height: Math.max(1, Math.round(height * ratio)) };
  return { resized, size, left: Math.floor((size.width - resized.width) / 2), top: Math.floor((size.height - resized.height) / 2) };
}

/** Half of a whole number, rounded half to even. */
function halfToEven(margin: number): number {
  const half = Math.floor(margin / 2);
  return margin % 2 === 0 || half % 2 === 0 ? half : half + 1;
}

function inChannels(planes: Planes<Float32Array>, { channels, order }: Preparation, peak: number): Planes<Float32Array> {
  if (channels === 1) return planes.channels === 1 ? planes : rgbToFullY(planes, { peak, round: true });
  const n = planes.width * planes.height;
  const data = new Float32Array(3 * n);
  for (let c = 0; c < 3; c++) {
    const from = planes.channels === 1 ? 0 : order === 'rgb' ? c : 2 - c;
    data.set(planes.data.subarray(from * n, (from + 1) * n), c * n);
  }
  return { ...planes, channels: 3, data };
}

/** The preparation in full, in one line. */
export function describePreparation({
  fit,
  size,
  shorter,
  kernel,
  antialias,
  channels,
  order,
  range,
  mean,
  std,
  padding,
}: Preparation): string {
  const by = `by ${kernel}${antialias ? '' : ' without antialiasing'}, rounded`;
  const shown = size && `${size.width}×${size.height}`;
  const sized = {
    crop: `shorter side to ${shorter} ${by}, centre of ${shown}`,
    stretch: `to ${shown} ${by}`,
    pad: `into ${shown} ${by}, around it ${padding}`,
    none: 'size as it is',
  }[fit];
  const color = channels === 1 ? 'luma' : order.toUpperCase();
  return [sized, `${color} in 0–${range}`, `less ${mean.join(', ')}`, `divided by ${std.join(', ')}`].join('; ');
}
