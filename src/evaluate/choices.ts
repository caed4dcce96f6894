/** The choices that a protocol makes, each changed by itself: how far the score depends on the protocol, and not on the method. */
import { ConfigError } from '../errors.ts';
import { kernels } from '../image/taps.ts';
import { borderOf, deriveProtocol, type Protocol } from '../metrics/protocol.ts';

export interface Choice {
  /** What is done otherwise, in words. */
  readonly choice: string;
  readonly protocol: Protocol;
}

type Changes = Partial<Omit<Protocol, 'name'>>;

/** Each differs from `base` in one choice, for pictures made at `scale`. Choices that `base` makes itself, and those that go with none of its others, are left out. */
export function choicesOf(base: Protocol, scale: number): Choice[] {
  const border = (pixels: number): Changes => ({ cropBorder: { timesScale: 0, plus: pixels } });
  const lr = (changes: Partial<Protocol['lr']>): Changes => ({ lr: { ...base.lr, ...changes } });
  const all: readonly (readonly [choice: string, changes: Changes])[] = [
    ['measured on RGB', { colorSpace: 'rgb', ...lr({ of: 'rgb' }) }],
    ['measured on Y of 16–235', { colorSpace: 'y', luma: 'studio' }],
    ['measured on Y of 0–255', { colorSpace: 'y', luma: 'full' }],
    [base.roundY ? 'Y not rounded' : 'Y rounded', { roundY: !base.roundY }],
    [base.roundSr ? 'SR not rounded' : 'SR rounded', { roundSr: !base.roundSr }],
    ['no border left out', border(0)],
    ['border of the scale left out', border(Math.ceil(scale))],
    ['border of the scale + 6 left out', border(Math.ceil(scale) + 6)],
    ...kernels.map((kernel) => [`LR by ${kernel}`, lr({ kernel })] as const),
    [base.lr.antialias ? 'LR without antialiasing' : 'LR with antialiasing', lr({ antialias: !base.lr.antialias })],
    [base.lr.border === 'replicate' ? 'LR mirrored at the edge' : 'LR with the edge repeated', lr({ border: otherBorder(base) })],
    ['LR rounded after each pass', lr({ rounding: 'each-pass' })],
    ['LR rounded once', lr({ rounding: 'once' })],
    ['LR in float64', lr({ rounding: 'none' })],
    ['LR of RGB', lr({ of: 'rgb' })],
    ['LR of Y', lr({ of: 'y' })],
    ['SSIM of inner places', { metrics: { ...base.metrics, ssim: { edge: 'inner' } } }],
    ['SSIM mirrored at the edge', { metrics: { ...base.metrics, ssim: { edge: 'mirror' } } }],
    ['HR cut to a multiple of 12', { hrMultiple: 12 }],
    ['HR cut to a multiple of the scale', { hrMultiple: 1 }],
  ];
  return all.flatMap(([choice, changes]) => {
    const protocol = changed(base, changes);
    return protocol && !same(protocol, base, scale) ? [{ choice, protocol }] : [];
  });
}

function otherBorder({ lr }: Protocol): Protocol['lr']['border'] {
  return lr.border === 'replicate' ? 'symmetric' : 'replicate';
}

/** Nothing where the changed choice does not go with the others. */
function changed(base: Protocol, changes: Changes): Protocol | undefined {
  try {
    return deriveProtocol(base, changes);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

/** Whether both measure the same: what is left out stands for its default, and luma counts only where there is any. */
function same(a: Protocol, b: Protocol, scale: number): boolean {
  const [x, y] = [a, b].map(({ colorSpace, luma = 'studio', roundY, roundSr, lr, hrMultiple = 1, metrics, ...rest }) => {
    const usesLuma = colorSpace === 'y' || lr.of === 'y';
    const antialias = lr.antialias && lr.kernel !== 'nearest' && lr.kernel !== 'area';
    const border = borderOf({ colorSpace, roundSr, roundY, lr, ...rest }, scale);
    return JSON.stringify([
      colorSpace,
      usesLuma && [luma, roundY],
      roundSr,
      { ...lr, antialias },
      hrMultiple,
      border,
      metrics?.['ssim']?.['edge'] ?? 'inner',
    ]);
  });
  return x === y;
}
