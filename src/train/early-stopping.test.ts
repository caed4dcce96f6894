import { expect, test } from 'vitest';
import { isStale } from './early-stopping.ts';

const scores = (...psnr: number[]) => psnr.map((value, i) => ({ psnr: value, step: i + 1 }));

test.each([
  ['no validation yet', [], { patience: 1, minGain: 0 }, false],
  ['rising', [20, 21, 22], { patience: 1, minGain: 0 }, false],
  ['fell once of two', [20, 21, 20.5], { patience: 2, minGain: 0 }, false],
  ['fell twice', [20, 21, 20.5, 20.9], { patience: 2, minGain: 0 }, true],
  ['an equal score is no gain', [20, 20], { patience: 1, minGain: 0 }, true],
  ['the count begins again after a gain', [20, 19, 21, 20], { patience: 2, minGain: 0 }, false],
  ['gains that are too small', [20, 20.05, 20.08], { patience: 2, minGain: 0.1 }, true],
  ['small gains add up', [20, 20.06, 20.12], { patience: 2, minGain: 0.1 }, false],
] as const)('%s', (_title, psnr, stopping, stale) => expect(isStale(scores(...psnr), stopping)).toBe(stale));
