import { describe, expect, test } from 'vitest';
import { sizeOf, tensor } from '../graph/tensor.ts';
import { ortNode } from '../runtime/ort-node.ts';
import { joinSteps } from '../train/multi-scale.ts';
import { atScale, parsePlan } from '../train/plan.ts';
import { buildStep, type State } from '../train/step.ts';
import { anySize, buildNetwork } from './network.ts';

const shapesAt = (model: string, scale: number): [string, string][] =>
  buildNetwork({ model, scale, channels: 3, options: {} }, anySize({ model, scale }), 0, { blank: true }).graph.weights.map((w) => [
    w.name,
    w.sizes.join('×'),
  ]);
const count = (shapes: ReadonlyMap<string, string>) =>
  [...shapes.values()].reduce((sum, shape) => sum + sizeOf(shape.split('×').map(Number)), 0);

describe('MDSR', () => {
  test.each([
    ['mdsr', 7_953_987],
    ['mdsr-baseline', 3_227_203],
  ])('the layers of all scales of %s together are %i parameters', (model, all) => {
    expect(count(new Map([2, 3, 4].flatMap((scale) => shapesAt(model, scale))))).toBe(all);
  });

  test('what a scale has of its own is named after it; everything else is the same at all', () => {
    const [two, three] = [2, 3].map((scale) => shapesAt('mdsr-baseline', scale));
    const shared = (shapes: readonly [string, string][]) => shapes.filter(([name]) => !/^x\d\./.test(name));
    expect(shared(two!)).toEqual(shared(three!));
    const own = two!.filter(([name]) => name.startsWith('x2.')).map(([name]) => name.replace(/\.(weight|bias)$/, ''));
    expect([...new Set(own)]).toEqual(['x2.block1.conv1', 'x2.block1.conv2', 'x2.block2.conv1', 'x2.block2.conv2', 'x2.upsample.0']);
  });

  test('a step at one scale of a run at several trains the body and that scale only', async () => {
    const plan = parsePlan(
      {
        model: 'mdsr',
        scale: [2, 3],
        options: { features: 4, blocks: 1 },
        steps: 2,
        batchSize: 1,
        data: { folders: ['unused'], patch: { mode: 'random', lrPatchSize: 5 } },
        validation: { holdOutEvery: 2 },
        losses: [{ name: 'l1' }],
        optimizer: { name: 'adam' },
        learningRate: 1e-3,
      },
      'test',
    );
    const graphs = plan.stages.map((stage) => new Map(stage.scale.map((scale) => [scale, buildStep(atScale(stage, scale))])));
    const [steps] = joinSteps(plan.stages, graphs);
    const runner = await steps!.start(ortNode, steps!.initial);
    const ramp = (shape: readonly number[]) =>
      tensor(
        Float32Array.from({ length: sizeOf(shape) }, (_, i) => (i % 7) / 7),
        shape,
      );
    await runner.run(0, { lr: ramp([1, 3, 5, 5]), hr: ramp([1, 3, 10, 10]) });
    const after = await runner.read();
    await runner.dispose();
    const changed = (state: State) => steps!.weights.filter((name) => String(state[name]!.data) !== String(steps!.initial[name]!.data));
    expect(changed(after)).toEqual(steps!.weights.filter((name) => !name.startsWith('x3.')));
    expect(Object.keys(steps!.weightsAt(3, after)).filter((name) => name.startsWith('x2.'))).toEqual([]);
  });
});
