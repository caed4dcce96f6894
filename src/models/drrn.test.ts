import { expect, test } from 'vitest';
import { parameterCount } from '../graph/cost.ts';
import { buildNetwork } from './network.ts';

const graphOf = (units: number, training = false) =>
  buildNetwork({ model: 'drrn', scale: 2, channels: 1, options: { features: 4, units } }, [1, 6, 6], 1, { training });

test('units share their convolutions and have batch normalisations of their own', () => {
  const [one, three] = [graphOf(1), graphOf(3)];
  const convolutions = ({ graph }: typeof one) => graph.weights.filter(({ sizes }) => sizes.length === 4).map(({ name }) => name);
  expect(convolutions(three)).toEqual(convolutions(one));
  // Scale and bias of two batch normalisations of 4 channels for each unit more.
  expect(parameterCount(three.graph) - parameterCount(one.graph)).toBe(2 * 2 * 2 * 4);
  // And a mean and a variance of each.
  expect(graphOf(3, true).updates.size - graphOf(1, true).updates.size).toBe(2 * 2 * 2);
});
