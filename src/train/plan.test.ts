import { describe, expect, test } from 'vitest';
import { trainFile as base } from '../../test/support/train-file.ts';
import { parsePlan, planKey, scalesOf } from './plan.ts';

describe('a plan', () => {
  test('without stages is one stage; what it writes gives it again', () => {
    const plan = parsePlan(base, 'x');
    expect(plan.stages).toHaveLength(1);
    expect(plan.stages[0]).toMatchObject({ scale: [3], batchSize: 16 });
    expect(plan.written).toMatchObject({ scale: 3, optimizer: { options: { beta1: 0.9 } } });
    expect(parsePlan(plan.written, 'x')).toEqual(plan);
  });

  test('with stages merges each into the rest; what it writes gives it again', () => {
    const { steps: _, ...rest } = base;
    const stages = [
      { steps: 4, data: { patch: { lrPatchSize: 6 } } },
      { steps: 5, scale: [3, 2, 3], validation: { holdOutEvery: null, folder: 'b' }, schedule: { name: 'multi-step', milestones: [2] } },
    ];
    const plan = parsePlan({ ...rest, stages }, 'x');
    expect(plan.stages[0]!.data).toMatchObject({ folders: ['a'], patch: { mode: 'random', lrPatchSize: 6 } });
    expect(plan.stages[1]).toMatchObject({ scale: [3, 2], steps: 5, validation: { folder: 'b', every: 1000 } });
    expect(plan.stages[1]!.validation.holdOutEvery).toBeUndefined();
    expect(scalesOf(plan)).toEqual([3, 2]);
    expect(parsePlan(plan.written, 'x')).toEqual(plan);
    expect(parsePlan(JSON.parse(planKey(plan)), 'x').stages).toEqual(plan.stages);
  });

  test.each([
    ['stages within a stage', [{ stages: [] }], /x, stage 1: expected/],
    ['a stage that is no object', [{}, 5], 'x, stage 2: expected keys and values but received 5'],
    ['a stage without steps anywhere', [{}, { steps: null }], 'x, stage 2: expected a value for steps but it is missing'],
  ])('%s is a sentence', (_title, stages, sentence) => expect(() => parsePlan({ ...base, stages }, 'x')).toThrow(sentence));
});
