/** Which passes make the size that is asked for: networks one after the other, then a reduction to the exact size. */

import { ConfigError, expected } from '../errors.ts';
import type { Kernel, Size } from '../image/resize.ts';
import { fractionAbove, scaledSize } from '../scale.ts';

/** The size asked for: a scale, or a width and/or height in pixels, or the longest side. Nothing given: the smallest scale of the networks. */
export interface SizeRequest {
  /** Any real number above 0 and up to 16. */
  readonly scale?: number | undefined;
  /** With `height`: exactly that size; alone: the aspect ratio is kept. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** Length of the longer side; the aspect ratio is kept. */
  readonly maxSide?: number | undefined;
}

/** The networks that a plan may use. */
export interface Available {
  readonly name: string;
  /** Whole scales that there is a network for. */
  readonly scales: readonly number[];
  /** From and up to: for a network of any scale between. */
  readonly scaleRange?: readonly [number, number] | undefined;
  /** Set for a classical method, which makes any size in one pass. */
  readonly kernel?: Kernel | undefined;
}

export interface NetworkPass {
  readonly kind: 'network';
  readonly scale: number;
  readonly from: Size;
  readonly to: Size;
}

export interface ResamplePass {
  readonly kind: 'resample';
  readonly kernel: Kernel;
  readonly from: Size;
  readonly to: Size;
}

export type Pass = NetworkPass | ResamplePass;

export interface Plan {
  readonly target: Size;
  readonly passes: readonly Pass[];
  /** What the user did not ask for in so many words. */
  readonly notes: readonly string[];
}

const largestScale = 16;
const tolerance = 1e-9; // rounding of real scales

/**
 * The passes from `size` to what is asked. Of the products of scales that reach the size the smallest is taken, of equal ones that of fewest
 * networks, larger scales first; a network of any scale is run at the scale itself, as often as its largest asks for, where that is a fraction
 * of at most 20, else at the next larger twentieth; a bicubic reduction with antialiasing makes the rest. Throws ConfigError naming the option that is wrong.
 */
export function planPasses(size: Size, request: SizeRequest, networks: Available): Plan {
  const target = targetSize(size, request, networks.scales);
  if (networks.kernel) return { target, passes: [{ kind: 'resample', kernel: networks.kernel, from: size, to: target }], notes: [] };
  const factor = Math.max(target.width / size.width, target.height / size.height);

  if (factor === 1 && sameSize(size, target) && networks.scales.includes(1))
    return { target, passes: [{ kind: 'network', scale: 1, from: size, to: target }], notes: [] };
  if (factor <= 1) {
    const note =
      factor === 1 && sameSize(size, target)
        ? 'the picture keeps its size'
        : 'the picture gets smaller: no network is used, only a bicubic reduction';
    return { target, passes: [{ kind: 'resample', kernel: 'bicubic', from: size, to: target }], notes: [note] };
  }
  const passes: Pass[] = [];
  let from = size;
  for (const scale of networks.scaleRange
    ? anyScalesFor(request.scale ?? factor, networks.scaleRange)
    : scalesFor(factor, networks.scales)) {
    const to = scaledSize(from, scale);
    passes.push({ kind: 'network', scale, from, to });
    from = to;
  }
  if (!sameSize(from, target)) passes.push({ kind: 'resample', kernel: 'bicubic', from, to: target });
  return { target, passes, notes: [] };
}

/** `espcn ×4, 480×320 to 1920×1280`, or `bicubic reduction to 960×640`. */
export function describePass(pass: Pass, name: string): string {
  const to = `${pass.to.width}×${pass.to.height}`;
  if (pass.kind === 'network') return `${name} ×${Number(pass.scale.toFixed(4))}, ${pass.from.width}×${pass.from.height} to ${to}`;
  if (sameSize(pass.from, pass.to)) return `${pass.kernel}, same size`;
  return `${pass.kernel} ${pass.to.width * pass.to.height < pass.from.width * pass.from.height ? 'reduction' : 'enlargement'} to ${to}`;
}

export function sameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

function targetSize(size: Size, { scale, width, height, maxSide }: SizeRequest, scales: readonly number[]): Size {
  const ways = [scale, width ?? height, maxSide].filter((way) => way !== undefined);
  if (ways.length > 1) throw new ConfigError('Expected only one of scale, width and height, and max-side but received several');
  for (const [name, side] of Object.entries({ width, height, 'max-side': maxSide })) {
    if (side !== undefined && !(Number.isInteger(side) && side > 0))
      throw new ConfigError(expected('a whole number of pixels above 0', name, side));
  }
  if (scale !== undefined && !(scale > 0 && scale <= largestScale)) {
    throw new ConfigError(expected(`a number above 0 and up to ${largestScale}`, 'scale', scale));
  }
  const lengths = { width: size.width, height: size.height, 'max-side': Math.max(size.width, size.height) };
  for (const [name, side] of Object.entries({ width, height, 'max-side': maxSide })) {
    const most = largestScale * lengths[name as keyof typeof lengths];
    if (side !== undefined && side > most)
      throw new ConfigError(expected(`at most ${most} (${largestScale} times the picture)`, name, side));
  }
  return sizeAsked(size, { scale: scale ?? (ways.length === 0 ? Math.min(...scales) : undefined), width, height, maxSide });
}

/** The size in pixels, 1 at the least. */
export function sizeAsked(size: Size, { scale, width, height, maxSide }: SizeRequest): Size {
  const whole = (side: number): number => Math.max(1, Math.round(side));
  if (width !== undefined && height !== undefined) return { width, height };
  if (width !== undefined) return { width, height: whole((size.height * width) / size.width) };
  if (height !== undefined) return { width: whole((size.width * height) / size.height), height };
  if (maxSide !== undefined) {
    return size.width >= size.height ? sizeAsked(size, { width: maxSide }) : sizeAsked(size, { height: maxSide });
  }
  return { width: whole(size.width * scale!), height: whole(size.height * scale!) };
}

/** The largest scale as often as needed, then what is left. */
function anyScalesFor(factor: number, [, most]: readonly [number, number]): readonly number[] {
  const chain: number[] = [];
  let left = factor;
  for (; left > most + tolerance; left /= most) chain.push(most);
  return left > 1 + tolerance ? [...chain, fractionAbove(left)] : chain;
}

/** The scales to run one after the other, larger first, whose product reaches `factor`. */
function scalesFor(factor: number, scales: readonly number[]): readonly number[] {
  let best: { readonly product: number; readonly chain: readonly number[] } | undefined;
  const visit = (chain: readonly number[], product: number): void => {
    if (product >= factor - tolerance) {
      if (!best || product < best.product || (product === best.product && chain.length < best.chain.length)) best = { product, chain };
      return;
    }
    for (const scale of scales) {
      if (scale > 1 && scale <= (chain.at(-1) ?? scale)) visit([...chain, scale], product * scale);
    }
  };
  visit([], 1);
  if (!best) throw new ConfigError(expected('at least one scale of 2 or more', 'the scales of the network', scales.join(', ')));
  return best.chain;
}
