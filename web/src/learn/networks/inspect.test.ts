import { describe, expect, test } from 'vitest';
import { inspect, listModels } from './inspect.ts';

const listed = listModels();

test('the small networks of the package are listed', () => {
  expect(listed.length).toBeGreaterThan(20);
  expect(listed.map(({ name }) => name)).toEqual(expect.arrayContaining(['espcn', 'srcnn', 'fsrcnn', 'vdsr', 'carn-m']));
});

describe('each can be taken apart', () => {
  test.each(listed.map(({ name, scales }) => [name, scales] as const))('%s', async (name, scales) => {
    const { parameters, multiplyAdds, layers, rows, scale } = await inspect({ kind: 'untrained', name, scale: scales[0]! });
    expect([parameters > 0, multiplyAdds > 0, scale]).toEqual([true, true, scales[0]]);
    // The last layer is the picture.
    expect(layers.at(-1)).toMatchObject({ zoom: expect.any(Number) });
    expect(layers.reduce((sum, layer) => sum + layer.parameters, 0)).toBe(parameters);
    expect(rows.length).toBeGreaterThan(1);
    for (const { inputs } of layers.slice(1)) expect(inputs.length).toBeGreaterThan(0);
  });
});
