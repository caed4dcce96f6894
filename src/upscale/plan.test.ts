import { describe, expect, test } from 'vitest';
import { ConfigError } from '../errors.ts';
import { describePass, planPasses, type SizeRequest } from './plan.ts';

const set = { name: 'net', scales: [2, 3, 4] };
const size = { width: 100, height: 60 };

/** `x4 x2 bicubic 300x200`: the passes in short. */
function short(request: SizeRequest, scales: readonly number[] = set.scales, from = size): string {
  return planPasses(from, request, { name: 'net', scales })
    .passes.map((p) => (p.kind === 'network' ? `x${p.scale}` : `${p.kernel} ${p.to.width}x${p.to.height}`))
    .join(' ');
}

describe('planPasses', () => {
  test.each<[string, SizeRequest, readonly number[], string]>([
    ['a scale that is there', { scale: 3 }, [2, 3, 4], 'x3'],
    ['eight times', { scale: 8 }, [2, 3, 4], 'x4 x2'],
    ['six times', { scale: 6 }, [2, 3, 4], 'x3 x2'],
    ['sixteen times', { scale: 16 }, [2, 3, 4], 'x4 x4'],
    ['sixteen times of two', { scale: 16 }, [2], 'x2 x2 x2 x2'],
    ['five times', { scale: 5 }, [2, 3, 4], 'x3 x2 bicubic 500x300'],
    ['one and a half', { scale: 1.5 }, [2, 3, 4], 'x2 bicubic 150x90'],
    ['twice of a network that has only four', { scale: 2 }, [4], 'x4 bicubic 200x120'],
    ['a width', { width: 200 }, [2, 3, 4], 'x2'],
    ['a height', { height: 240 }, [2, 3, 4], 'x4'],
    ['a width between scales', { width: 250 }, [2, 3, 4], 'x3 bicubic 250x150'],
    ['the longer side', { maxSide: 300 }, [2, 3, 4], 'x3'],
    ['both sides, exactly', { width: 200, height: 240 }, [2, 3, 4], 'x4 bicubic 200x240'],
    ['smaller', { scale: 0.5 }, [2, 3, 4], 'bicubic 50x30'],
    ['the same size with a network of scale 1', { scale: 1 }, [1], 'x1'],
    ['nothing said to a network of scale 1', {}, [1], 'x1'],
    ['smaller with a network of scale 1', { scale: 0.5 }, [1], 'bicubic 50x30'],
    ['nothing said', {}, [2, 3, 4], 'x2'],
    ['nothing said to a network of one scale', {}, [4], 'x4'],
  ])('%s', (_, request, scales, want) => expect(short(request, scales)).toBe(want));

  const any = (request: SizeRequest, from = size) =>
    planPasses(from, request, { name: 'net', scales: [2], scaleRange: [1, 4] })
      .passes.map((p) => (p.kind === 'network' ? `x${p.scale} ${p.to.width}x${p.to.height}` : `${p.kernel} ${p.to.width}x${p.to.height}`))
      .join(', ');

  test('a network of any scale is run at the scale itself', () => {
    expect(any({ scale: 2.7 })).toBe('x2.7 270x162');
    expect(any({ scale: 2.7 }, { width: 225, height: 150 })).toBe('x2.7 608x405');
    expect(any({ scale: 1 })).toBe('bicubic 100x60');
    expect(any({ width: 250 })).toBe('x2.5 250x150');
  });

  test('and beyond its largest twice, and between twentieths with a reduction', () => {
    expect(any({ scale: 6 })).toBe('x4 400x240, x1.5 600x360');
    expect(any({ scale: 16 })).toBe('x4 400x240, x4 1600x960');
    expect(any({ scale: Math.PI })).toBe('x3.15 315x189, bicubic 314x188');
    expect(any({ width: 222 })).toBe('x2.25 225x135, bicubic 222x133');
  });

  test('the longer side of an upright picture is its height', () => {
    expect(planPasses({ width: 30, height: 50 }, { maxSide: 100 }, set).target).toEqual({ width: 60, height: 100 });
  });

  test('a reduction says so, and the same size too', () => {
    expect(planPasses(size, { scale: 0.3 }, set).notes).toEqual(['the picture gets smaller: no network is used, only a bicubic reduction']);
    expect(planPasses(size, { scale: 1 }, set).notes).toEqual(['the picture keeps its size']);
    expect(planPasses(size, { scale: 2 }, set).notes).toEqual([]);
  });

  test('a thin picture keeps at least one pixel', () => {
    expect(planPasses({ width: 1000, height: 2 }, { width: 100 }, set).target).toEqual({ width: 100, height: 1 });
  });

  test('a classical method makes any size in one pass', () => {
    const { passes } = planPasses(size, { scale: 7.3 }, { ...set, kernel: 'lanczos3' });
    expect(passes).toEqual([{ kind: 'resample', kernel: 'lanczos3', from: size, to: { width: 730, height: 438 } }]);
  });

  test.each<[SizeRequest, string]>([
    [{ scale: 0 }, 'Expected a number above 0 and up to 16 for scale but received 0'],
    [{ scale: -1 }, 'Expected a number above 0 and up to 16 for scale but received -1'],
    [{ scale: Number.NaN }, 'Expected a number above 0 and up to 16 for scale but received NaN'],
    [{ scale: 1000 }, 'Expected a number above 0 and up to 16 for scale but received 1000'],
    [{ width: 0 }, 'Expected a whole number of pixels above 0 for width but received 0'],
    [{ height: 1.5 }, 'Expected a whole number of pixels above 0 for height but received 1.5'],
    [{ maxSide: Number.NaN }, 'Expected a whole number of pixels above 0 for max-side but received NaN'],
    [{ width: 1601 }, 'Expected at most 1600 (16 times the picture) for width but received 1601'],
    [{ height: 961 }, 'Expected at most 960 (16 times the picture) for height but received 961'],
    [{ width: 100, height: 961 }, 'Expected at most 960 (16 times the picture) for height but received 961'],
    [{ maxSide: 9999 }, 'Expected at most 1600 (16 times the picture) for max-side but received 9999'],
    [{ scale: 2, width: 200 }, 'Expected only one of scale, width and height, and max-side but received several'],
  ])('%j is refused', (request, message) => {
    expect(() => planPasses(size, request, set)).toThrow(new ConfigError(message));
  });

  test('passes in words', () => {
    const words = (request: SizeRequest) => planPasses(size, request, set).passes.map((p) => describePass(p, 'net'));
    expect(words({ scale: 5 })).toEqual(['net ×3, 100×60 to 300×180', 'net ×2, 300×180 to 600×360', 'bicubic reduction to 500×300']);
    expect(words({ scale: 1 })).toEqual(['bicubic, same size']);
  });
});
