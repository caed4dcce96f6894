import { expect, test } from 'vitest';
import { runGraph } from '../../../test/support/run-graph.ts';
import { Graph } from '../../graph/graph.ts';
import { tensor } from '../../graph/tensor.ts';
import { rgbToY } from '../../image/color.ts';
import { Layers } from '../layers.ts';
import { meanShift } from './mean-shift.ts';

async function shifted(channels: 1 | 3, pixel: readonly number[]) {
  const g = new Graph();
  const picture = meanShift(new Layers(g, 1), channels);
  const centred = picture.centre(g.input('x', [1, channels, 1, 1]));
  g.output(centred, 'centred');
  g.output(picture.restore(centred), 'restored');
  const { centred: seen, restored } = await runGraph(g, { x: tensor([...pixel], [1, channels, 1, 1]) });
  return { seen: [...(seen!.data as Float32Array)], restored: [...(restored!.data as Float32Array)] };
}

test('the mean of DIV2K is what the network sees as zero, in RGB and as luma', async () => {
  const mean = [0.4488, 0.4371, 0.404];
  const luma = rgbToY({ channels: 3, width: 1, height: 1, data: Float64Array.from(mean, (v) => 255 * v) }).data[0]! / 255;
  for (const [channels, pixel] of [[3, mean] as const, [1, [luma]] as const])
    for (const v of (await shifted(channels, pixel)).seen) expect(v).toBeCloseTo(0, 4);
});

test('1 is 255 to the network, and the way back is exact', async () => {
  const [white, black] = [await shifted(3, [1, 1, 1]), await shifted(3, [0, 0, 0])];
  white.seen.forEach((v, i) => {
    expect(v - black.seen[i]!).toBeCloseTo(255, 3);
  });
  for (const v of white.restored) expect(v).toBeCloseTo(1, 6);
});
