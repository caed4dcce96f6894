import { describe, expect, test } from 'vitest';
import { imresize } from '../image/resize.ts';
import { mulberry32 } from '../random.ts';
import { mixPatches } from './mix.ts';
import type { PatchPlace } from './source.ts';

const none = { flips: false, rotations: false, channelShuffle: false };
const size = { channels: 3, size: 6, scale: 2 };

/** LR is not made from HR, so that parts of HR are seen in it. */
function patches(count: number): PatchPlace[] {
  const random = mulberry32(1);
  return Array.from({ length: count }, () => ({
    lr: Float32Array.from({ length: 108 }, random),
    hr: Float32Array.from({ length: 432 }, random),
  }));
}

describe('mixup', () => {
  test('both sides become λ of their own and 1 − λ of the same other patch', () => {
    const before = patches(5);
    const after = patches(5);
    mixPatches(after, { ...none, mixup: { chance: 1, alpha: 1.2 } }, size, mulberry32(2));
    const partners = after.map((patch, i) => {
      const own = before[i]!;
      const fits = before.flatMap((other, j) => {
        if (j === i) return [];
        const share = (patch.hr[0]! - other.hr[0]!) / (own.hr[0]! - other.hr[0]!);
        const mixed = (side: 'lr' | 'hr') =>
          patch[side].every((x, k) => Math.abs(x - (share * own[side][k]! + (1 - share) * other[side][k]!)) < 1e-5);
        return share > 0 && share < 1 && mixed('lr') && mixed('hr') ? [j] : [];
      });
      return fits[0] ?? (patch.hr.every((x, k) => Math.abs(x - own.hr[k]!) < 1e-6) ? i : -1);
    });
    expect(partners).not.toContain(-1);
    expect(partners.filter((j, i) => j !== i).length).toBeGreaterThan(1);
  });

  test('a chance of 0 changes nothing, and one of a half about half', () => {
    const changed = (chance: number) => {
      const before = patches(200);
      const after = patches(200);
      mixPatches(after, { ...none, mixup: { chance, alpha: 1.2 } }, size, mulberry32(3));
      return after.filter(({ hr }, i) => hr[0] !== before[i]!.hr[0]).length;
    };
    expect(changed(0)).toBe(0);
    expect(Math.abs(changed(0.5) - 100)).toBeLessThan(25);
  });
});

describe('CutBlur', () => {
  const cut = (seed: number) => {
    const [before] = patches(1) as [PatchPlace];
    const [after] = patches(1) as [PatchPlace];
    mixPatches([after], { ...none, cutblur: { chance: 1, ratio: 0.5 } }, size, mulberry32(seed));
    return { before, after };
  };

  test('a square of half the side, or all around it, is the plain reduction of HR; HR stays', () => {
    const counts = new Set<number>();
    for (let seed = 0; seed < 20; seed++) {
      const { before, after } = cut(seed);
      expect(after.hr).toEqual(before.hr);
      const plain = imresize({ channels: 3, width: 12, height: 12, data: before.hr }, { width: 6, height: 6 }).data;
      const exchanged = [...after.lr].map((x, i) => {
        expect([before.lr[i], Math.fround(plain[i]!)]).toContain(x);
        return x !== before.lr[i];
      });
      counts.add(exchanged.filter(Boolean).length);
      // The same places in all three channels, and a full square of 3×3.
      expect(exchanged.slice(36, 72)).toEqual(exchanged.slice(0, 36));
      const places = exchanged.slice(0, 36).flatMap((on, i) => (on === exchanged.filter(Boolean).length < 54 ? [i] : []));
      const [first, last] = [places[0]!, places.at(-1)!];
      expect([(last % 6) - (first % 6), Math.floor(last / 6) - Math.floor(first / 6), places.length]).toEqual([2, 2, 9]);
    }
    expect([...counts].sort((a, b) => a - b)).toEqual([27, 81]);
  });
});
