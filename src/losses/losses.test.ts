import { existsSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { gradcheck } from '../../test/support/gradcheck.ts';
import { runGraph } from '../../test/support/run-graph.ts';
import { gradients } from '../autodiff/gradients.ts';
import { Graph } from '../graph/graph.ts';
import { tensor } from '../graph/tensor.ts';
import { mulberry32 } from '../random.ts';
import { losses } from './index.ts';

/** Each loss over again on plain arrays, and its value for sr = hr. */
const plain: Readonly<Record<string, { of(error: number): number; atEqual: number }>> = {
  charbonnier: { of: (e) => Math.sqrt(e * e + 1e-6), atEqual: 1e-3 },
  l1: { of: Math.abs, atEqual: 0 },
  l2: { of: (e) => e * e, atEqual: 0 },
};

const shape = [2, 1, 3, 4];
const random = mulberry32(9);
const noise = () => tensor(Float32Array.from({ length: 24 }, random), shape);

describe.each(Object.values(losses))('$name', (loss) => {
  const options = v.parse(loss.config, {});
  const value = async (sr: ReturnType<typeof noise>, hr: ReturnType<typeof noise>) => {
    const g = new Graph();
    const x = g.input('sr', shape);
    const y = loss.build(g, { sr: x, hr: g.input('hr', shape) }, options);
    g.output(y, 'loss');
    g.output(gradients(g, y, [x])[0]!, 'gradient');
    const made = await runGraph(g, { sr, hr });
    return { loss: made['loss']!, gradient: made['gradient']!.data as Float32Array };
  };

  test('lives in a file of its name and has a plain version here', () => {
    expect(existsSync(`src/losses/${loss.name}.ts`)).toBe(true);
    expect(plain).toHaveProperty(loss.name);
  });
  test('rejects unknown options', () => expect(() => v.parse(loss.config, { nope: 1 })).toThrow());
  test('is a scalar, equal to the plain version', async () => {
    const [sr, hr] = [noise(), noise()];
    const { loss: got } = await value(sr, hr);
    const want = sr.data.reduce((sum, s, i) => sum + plain[loss.name]!.of(s - hr.data[i]!), 0) / sr.data.length;
    expect(got.shape).toEqual([]);
    expect(Number(got.data[0])).toBeCloseTo(want, 5);
  });
  test('has its minimum at sr = hr, with a finite gradient', async () => {
    const sr = noise();
    const { loss: got, gradient } = await value(sr, sr);
    expect(Number(got.data[0])).toBeCloseTo(plain[loss.name]!.atEqual, 6);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });
  test('its gradient agrees with central differences', async () => {
    // Values this far apart keep clear of the kink of |·|.
    expect(await gradcheck([[1, 1, 2, 3]], (g, x) => loss.build(g, { sr: x!, hr: g.constant(2) }, options), { h: 1e-2 })).toBeLessThan(
      2e-3,
    );
  });
});
