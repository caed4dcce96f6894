/** Every gradient rule gives the same on WebGPU as on the CPU. */
import { describe, expect, test } from 'vitest';
import { agreement } from './support/agreement.ts';
import { gradientCases } from './support/gradient-cases/index.ts';
import { gradientGraph } from './support/gradient-graph.ts';
import { runGraph } from './support/run-graph.ts';
import { webgpuMissing } from './support/webgpu.ts';

const missing = await webgpuMissing();
if (missing) console.warn(`Gradient rules are not compared on WebGPU: ${missing}`);

describe.skipIf(missing).each(Object.entries(gradientCases))('%s', (_name, cases) => {
  test.each(cases)('$title', async ({ shapes, f, options }) => {
    const { graph, feeds } = gradientGraph(shapes, f, options?.range);
    expect(agreement(await runGraph(graph, feeds, 'webgpu'), await runGraph(graph, feeds, 'cpu'))).toBeLessThan(1e-3);
  });
});
