/** Every gradient rule gives the same on WebGPU as on the CPU. */
import { describe, expect, test } from 'vitest';
import { gradientGraph } from './support/gradcheck.ts';
import { cases } from './support/rule-cases.ts';
import { load } from './support/run-graph.ts';
import { agreement } from './support/agreement.ts';
import { webgpuMissing } from './support/webgpu.ts';

const missing = await webgpuMissing();
if (missing) console.warn(`Gradient rules are not compared on WebGPU: ${missing}`);

describe.skipIf(missing).each(Object.entries(cases))('%s', (_name, list) => {
  test.each(list.map(([title, shapes, f, options]) => ({ title, shapes, f, options })))('$title', async (c) => {
    const { graph, feeds } = gradientGraph(c.shapes, c.f, c.options);
    const results = [];
    for (const device of ['cpu', 'webgpu'] as const) {
      const session = await load(graph, device);
      results.push(await session.run(feeds));
      await session.dispose();
    }
    expect(agreement(results[1]!, results[0]!)).toBeLessThan(1e-3);
  });
});
